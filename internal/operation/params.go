package operation

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
)

// LicenceTypes lists the licence types that the API accepts (docs/ionos-api.md 4.3).
func LicenceTypes() []string {
	return []string{
		"LINUX", "RHEL", "WINDOWS", "WINDOWS2016", "WINDOWS2019", "WINDOWS2022", "WINDOWS2025", "OTHER", "UNKNOWN",
	}
}

// FieldErrors maps fields to a sentence about their problem.
type FieldErrors map[string]string

// Clean trims the parameters and validates their lengths and characters. The errors name the fields name,
// description and licenceType.
func (p CreateParams) Clean() (CreateParams, FieldErrors) {
	errs := FieldErrors{}
	p.Name = strings.TrimSpace(p.Name)
	p.Description = trimLines(p.Description)
	p.LicenceType = strings.TrimSpace(p.LicenceType)
	if reason := checkText(p.Name, inventory.MaxName, false); reason != "" {
		errs["name"] = "The name " + reason
	}
	if reason := checkText(p.Description, inventory.MaxDescription, true); reason != "" {
		errs["description"] = "The description " + reason
	}
	if _, _, marked := inventory.CutMarker(p.Description); marked {
		errs["description"] = "The description ends like a marker of Snapdeck's own. Remove the part in square brackets."
	}
	if p.LicenceType != "" && !slices.Contains(LicenceTypes(), p.LicenceType) {
		errs["licenceType"] = "Choose one of the licence types in the list."
	}
	return p, errs
}

func checkText(s string, most int, lines bool) string {
	if !utf8.ValidString(s) {
		return "has characters that are not valid UTF-8. Type it again."
	}
	if n := lengthOf(s); n > most {
		return fmt.Sprintf("has %d characters; at most %d are allowed.", n, most)
	}
	if s != "" && !foreign.Visible(s) {
		return "has nothing that can be seen. Type something visible, or leave it empty."
	}
	for _, r := range s {
		if unicode.IsControl(r) && (!lines || r != '\n') {
			return "has a control character, which IONOS Cloud may not store. Remove it."
		}
	}
	return ""
}

func trimLines(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// ExpandName fills a name template. It knows {volume}, {datacenter}, {location}, {date} and {time}. A name that
// would be too long loses the end of the volume's name, so that date and time stay.
func ExpandName(template string, vol inventory.Volume, dc inventory.Datacenter, at time.Time) string {
	expand := func(volume string) string {
		name := strings.NewReplacer(
			"{volume}", volume, "{datacenter}", dc.Name, "{location}", dc.Location,
			"{date}", at.Format("2006-01-02"), "{time}", at.Format("15:04"),
		).Replace(template)
		return strings.Join(strings.Fields(name), " ")
	}
	volume := []rune(vol.Name)
	for len(volume) > 0 && lengthOf(expand(string(volume))) > inventory.MaxName {
		volume = volume[:len(volume)-1]
	}
	return truncate(expand(string(volume)), inventory.MaxName)
}

// lengthOf counts the characters of a text as the API does and as fields of forms do: in units of UTF-16.
func lengthOf(s string) (n int) {
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

func truncate(name string, most int) string {
	for lengthOf(name) > most {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

// FieldOf returns the form field that an API message names by its JSON path, as in "[(root).properties.name] …"
// (docs/ionos-api.md 6), or "".
func FieldOf(message inventory.APIMessage) string {
	for _, field := range []string{"name", "description", "licenceType", "secAuthProtection"} {
		if strings.Contains(message.Text, "properties."+field+"]") || strings.Contains(message.Text, "(root)."+field+"]") ||
			strings.Contains(message.Text, "'"+field+"'") {
			return field
		}
	}
	return ""
}

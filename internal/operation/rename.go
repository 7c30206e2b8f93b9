package operation

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"snapdeck/internal/inventory"
)

// NameTemplateData are the values of the variables in the template of a bulk rename.
type NameTemplateData struct {
	Snapshot           inventory.Snapshot
	Volume, Datacenter string    // of the source; empty when unknown
	Created            time.Time // in the configured time zone
	N, Of              int       // its number, from 1, of all that are renamed
}

// NameVariables lists the variables of a bulk rename.
func NameVariables() []string {
	return []string{"{name}", "{volume}", "{datacenter}", "{location}", "{created}", "{date}", "{time}", "{size}", "{n}"}
}

func (f NameTemplateData) value(variable string) string {
	switch variable {
	case "{name}":
		return f.Snapshot.Name
	case "{volume}":
		return f.Volume
	case "{datacenter}":
		return f.Datacenter
	case "{location}":
		return f.Snapshot.Location
	case "{created}":
		return f.Created.Format("2006-01-02 15:04")
	case "{date}":
		return f.Created.Format(time.DateOnly)
	case "{time}":
		return f.Created.Format("15:04")
	case "{size}":
		if f.Snapshot.SizeGB <= 0 {
			return ""
		}
		return strconv.FormatFloat(f.Snapshot.SizeGB, 'f', -1, 64) + " GB"
	default: // {n}, padded to the length of the last one, so that the names sort
		return fmt.Sprintf("%0*d", len(strconv.Itoa(f.Of)), f.N)
	}
}

// ExpandSnapshotName expands the template of a name, and returns the variables that are empty for this snapshot. It does
// not truncate: NameProblem reports a name that is too long.
func ExpandSnapshotName(template string, f NameTemplateData) (name string, empty []string) {
	name, empty = expand(template, f)
	return strings.Join(strings.Fields(name), " "), empty
}

// ExpandSnapshotText expands the template of a description and keeps its lines.
func ExpandSnapshotText(template string, f NameTemplateData) string {
	text, _ := expand(template, f)
	return trimLines(text)
}

func expand(template string, f NameTemplateData) (text string, empty []string) {
	var pairs []string
	for _, variable := range NameVariables() {
		value := f.value(variable)
		if value == "" && strings.Contains(template, variable) {
			empty = append(empty, variable)
		}
		pairs = append(pairs, variable, value)
	}
	return strings.NewReplacer(pairs...).Replace(template), empty
}

// UnknownVariable returns the first unknown variable in a template, or "".
func UnknownVariable(template string) string {
	for _, variable := range regexp.MustCompile(`\{[a-zA-Z_-]+\}`).FindAllString(template, -1) {
		if !slices.Contains(NameVariables(), variable) {
			return variable
		}
	}
	return ""
}

// NameProblem returns a sentence why a name is invalid, or "".
func NameProblem(name string) string {
	if name == "" {
		return "Its name would be empty."
	}
	if n := utf8.RuneCountInString(name); n > inventory.MaxName {
		return fmt.Sprintf("%d characters; at most %d are allowed.", n, inventory.MaxName)
	}
	if reason := checkText(name, inventory.MaxName, false); reason != "" {
		return "It " + reason
	}
	return ""
}

package operation

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

func TestCreateParams_Clean(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", inventory.MaxName)
	for name, c := range map[string]struct {
		give CreateParams
		want CreateParams
		errs map[string]string // field → part of the sentence
	}{
		"nothing is fine":           {CreateParams{}, CreateParams{}, nil},
		"white space goes":          {CreateParams{Name: " a ", LicenceType: " LINUX\n"}, CreateParams{Name: "a", LicenceType: "LINUX"}, nil},
		"a description has lines":   {CreateParams{Description: " a\r\nb \r\n"}, CreateParams{Description: "a\nb"}, nil},
		"characters are no bytes":   {CreateParams{Name: long}, CreateParams{Name: long}, nil},
		"a name too long":           {CreateParams{Name: long + "x"}, CreateParams{Name: long + "x"}, map[string]string{"name": "256 characters"}},
		"a name of two lines":       {CreateParams{Name: "a\nb"}, CreateParams{Name: "a\nb"}, map[string]string{"name": "control character"}},
		"broken UTF-8":              {CreateParams{Name: "\xff"}, CreateParams{Name: "\xff"}, map[string]string{"name": "UTF-8"}},
		"a bell in the description": {CreateParams{Description: "a\ab"}, CreateParams{Description: "a\ab"}, map[string]string{"description": "control"}},
		"a marker of one's own": {
			CreateParams{Description: "[snapdeck op=a vol=b]"}, CreateParams{Description: "[snapdeck op=a vol=b]"},
			map[string]string{"description": "marker"},
		},
		"an unknown licence type": {CreateParams{LicenceType: "BSD"}, CreateParams{LicenceType: "BSD"}, map[string]string{"licenceType": "Choose"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, errs := c.give.Clean()
			require.Equal(t, c.want, got)
			require.Len(t, errs, len(c.errs))
			for field, part := range c.errs {
				require.Contains(t, errs[field], part)
			}
		})
	}
}

func TestCreateParams_CleanIsIdempotent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once, _ := CreateParams{Name: rapid.String().Draw(t, "name"), Description: rapid.String().Draw(t, "description")}.Clean()
		twice, _ := once.Clean()
		require.Equal(t, once, twice)
	})
}

func TestExpandName_Variables(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 7, 5, 0, 0, time.UTC)
	dc := inventory.Datacenter{Name: "prod", Location: "de/fra"}
	for template, want := range map[string]string{
		"{volume} {date} {time}":       "web 2026-03-01 07:05",
		"{datacenter}/{location} {no}": "prod/de/fra {no}",
		"  two   words ":               "two words",
		"":                             "",
	} {
		require.Equal(t, want, ExpandName(template, inventory.Volume{Name: "web"}, dc, at))
	}
	require.Equal(t, "{date}", ExpandName("{volume}", inventory.Volume{Name: "{date}"}, dc, at), "a name is no template")
}

func TestExpandName_TruncatesAtRunes(t *testing.T) {
	t.Parallel()
	name := ExpandName("{volume}", inventory.Volume{Name: strings.Repeat("ü", 300)}, inventory.Datacenter{}, time.Time{})
	require.Equal(t, inventory.MaxName, utf8.RuneCountInString(name))
	require.True(t, utf8.ValidString(name))
}

func TestFieldOf_APIMessages(t *testing.T) {
	t.Parallel()
	for text, field := range map[string]string{
		"[(root).properties.name] too long":           "name",
		"[(root).properties.description] odd":         "description",
		"[(root).licenceType] unknown":                "licenceType",
		"the attribute 'secAuthProtection' is locked": "secAuthProtection",
		"the name of the rose":                        "",
		"":                                            "",
	} {
		require.Equal(t, field, FieldOf(inventory.APIMessage{Text: text}), text)
	}
}

func TestExpandName_KeepsDateAndTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 29, 12, 30, 0, 0, time.UTC)
	for _, volume := range []string{strings.Repeat("v", 300), strings.Repeat("ü", 300), strings.Repeat("👩‍💻", 100)} {
		for _, template := range []string{"{volume} {date} {time}", "{volume} {volume} before restore {date} {time}"} {
			name := ExpandName(template, inventory.Volume{Name: volume}, inventory.Datacenter{}, at)
			require.True(t, strings.HasSuffix(name, " 2026-03-29 12:30"), name)
			require.LessOrEqual(t, len(utf16.Encode([]rune(name))), inventory.MaxName)
			_, errs := CreateParams{Name: name}.Clean()
			require.Empty(t, errs)
		}
	}
}

func TestClean_RefusesNamesWithNothingVisible(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"\u200b", "\u2800 \u3164", "\u202e\u2066", "\ufe0f"} {
		_, errs := CreateParams{Name: name}.Clean()
		require.Contains(t, errs, "name", "%+q", name)
	}
}

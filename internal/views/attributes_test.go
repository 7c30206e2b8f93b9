package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// knownAttributes returns the attributes that pages use, besides data-… and aria-….
func knownAttributes() []string {
	return []string{
		"action", "alt", "as", "autocapitalize", "autocomplete", "autofocus", "charset", "checked", "class", "colspan", "content", "crossorigin", "cx", "cy", "d", "datetime", "disabled", "download", "fill", "focusable", "for", "form", "formaction",
		"formnovalidate", "height", "hidden", "href", "http-equiv", "id", "inputmode", "lang", "max", "maxlength", "method", "min", "minlength", "name", "novalidate", "open", "overflow", "pattern",
		"patterntransform", "patternunits", "placeholder", "points", "preserveaspectratio", "r", "rel", "required", "role", "rows", "rx", "scope", "selected", "size", "spellcheck", "src", "step", "tabindex", "title", "transform", "type",
		"value", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2",
	}
}

// A word of a template that becomes an attribute by mistake is none that browsers know.
func TestPages_AttributesAreKnown(t *testing.T) {
	t.Parallel()
	known := knownAttributes()
	for name, page := range allPages("web-01") {
		for _, e := range viewtest.Read(t, page).All("") {
			for attribute := range e.Attr {
				if strings.HasPrefix(attribute, "data-") || strings.HasPrefix(attribute, "aria-") {
					continue
				}
				require.True(t, slices.Contains(known, attribute), "%s: <%s %s>", name, e.Tag, attribute)
			}
		}
	}
}

// An overwrite that would fail cannot be sent, whatever the reasons are, and says why.
func TestRestoreButton_NamesItsObstacle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		blocked, refused string
		attributes       string
	}{
		"possible":              {"", "", "button class"},
		"being created":         {"It is being created.", "", "button class disabled title"},
		"quota":                 {"", "The quota is full.", "button aria-describedby class disabled"},
		"being created, quota":  {"It is being created.", "The quota is full.", "button class disabled title"},
		"hostile":               {`" else onclick="x`, "", "button class disabled title"},
		"hostile, of the quota": {"", `" else onclick="x`, "button aria-describedby class disabled"},
	} {
		s := set(1)
		s.Blocked, s.SafetyProblem, s.Safety = c.blocked, c.refused, true
		root := viewtest.RequireSound(t, setForm(s))
		require.Contains(t, root.Shape(), c.attributes, name)
		require.Equal(t, c.blocked, root.One(t, "button.danger").Attr["title"], name)
		require.Equal(t, c.refused != "", has(root, "[id=refused]"), name)
	}
}

package views

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/foreign"
	"snapdeck/internal/views/viewtest"
)

func TestPages_AreSound(t *testing.T) {
	t.Parallel()
	for name, c := range allPages("web-01") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := viewtest.RequireSound(t, c)
			root.One(t, "main[id=main]")
			root.One(t, "head").One(t, "title")
			require.Len(t, root.All("h1"), 1, "a page has one title")
			require.Equal(t, "en", root.One(t, "html").Attr["lang"])
		})
	}
}

// A page has the same elements whatever the names on it are.
func TestPages_ShowForeignTextAsText(t *testing.T) {
	t.Parallel()
	shape := map[string][]string{}
	for name, c := range allPages("web-01") {
		shape[name] = viewtest.Read(t, c).Shape()
	}
	for kind, text := range viewtest.ForeignTexts() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for name, c := range allPages(text) {
				if name == "find" { // marks of the matching letters
					continue
				}
				root := viewtest.Read(t, c)
				require.Equal(t, shape[name], root.Shape(), "%s: a name makes or hides elements", name)
			}
		})
	}
}

// The texts are checked as they are after everything that is done to a page when it is served.
func TestPages_HideNothingWhenServed(t *testing.T) {
	t.Parallel()
	const turned = "web\u202egpj אב"
	for name, c := range allPages(turned) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := viewtest.Parse(t, string(foreign.HTML([]byte(viewtest.Render(t, c)))))
			for _, e := range root.All("") {
				requireVisible(t, e)
				require.Contains(t, []string{"", turned}, sent(e), "<%s> sends another text", e.Tag)
			}
		})
	}
}

// requireVisible requires that no text of an element turns its direction.
func requireVisible(t *testing.T, e *viewtest.Node) {
	t.Helper()
	for _, attribute := range []string{"title", "aria-label", "placeholder"} {
		if strings.Contains(e.Attr[attribute], "\u202e") {
			require.Fail(t, "an attribute turns its text", "%s of <%s>", attribute, e.Tag)
		}
	}
	if e.Tag == "textarea" {
		return
	}
	for _, c := range e.Children {
		isolated := e.Tag == "bdi" || strings.Contains(c.Text, "\u2068")
		if strings.Contains(c.Text, "\u202e") || strings.Contains(c.Text, "אב") && !isolated {
			require.Fail(t, "a text turns what is around it", "%q in <%s>", c.Text, e.Tag)
		}
	}
}

// sent returns the foreign text that a field sends back.
func sent(e *viewtest.Node) string {
	if !strings.HasPrefix(e.Attr["value"], "web") || strings.Contains(e.Attr["value"], "/") {
		return ""
	}
	return e.Attr["value"]
}

// Where values are missing, there must be no empty brackets and no doubled joints.
func TestPages_ShowNoUnfinishedText(t *testing.T) {
	t.Parallel()
	broken := regexp.MustCompile(`NaN|\+Inf|-Inf|%!|<nil>|\(\)|· ·|0001-01-01`)
	for name, c := range allPages("web-01") {
		require.NotRegexp(t, broken, viewtest.Read(t, c).One(t, "main").Words(), name)
	}
}

// Without its key, a form would be recorded each time that it is sent.
func TestPages_FormsHaveKeyAndReturnAddress(t *testing.T) {
	t.Parallel()
	var forms []*viewtest.Node
	for _, c := range allPages("web-01") {
		forms = append(forms, viewtest.Read(t, c).All("form[method=post]")...)
	}
	for action, fields := range map[string][]string{
		"/operations/op/again":          {"key", "running"},
		"/bulk/create":                  {"key", "from", "row"},
		"/bulk/snapshots/delete/record": {"key", "seen", "from", "row", "row"},
		"/v/snapshots":                  {"key", "from"},
		"/snapshots/s-1/edit":           {"key", "was-name", "was-description", "was-cpuHotPlug"},
		"/snapshots/s-1/delete":         {"key"},
		"/snapshots/s-1/overwrite":      {"key", "volume", "running"},
		"/snapshots/s-1/volume":         {"key"},
		"/servers/1/sets/2/restore":     {"key", "running"},
		"/snapshots/sources/confirm":    {"key", "from"},
		"/bulk/volumes/target/record":   {"key", "from", "vol", "vol"},
		"/people":                       {"name"},
		"/account/totp/confirm":         {"sealed"},
		"/login/factor":                 {"pending", "next"},
		"/login/passkey":                {"state", "next", "credential"},
		"/account/passkeys/confirm":     {"state", "credential"},
		"/snapshots/sources/review":     {"from"},
		"/views":                        {"address"},
		"/batches/b/cancel":             {"back"},
		"/login":                        {"next"},
		"/failures/dismiss":             {"cause"},
		"/theme":                        {"back"},
		"/snapshots/s-1/unlock":         {"key"},
		"/snapshots/s-1/lock":           {"key"},
	} {
		found := slices.ContainsFunc(forms, func(f *viewtest.Node) bool {
			return f.Attr["action"] == action && slices.Equal(fields, f.Values("input[type=hidden]", "name"))
		})
		require.True(t, found, "no form of %s keeps exactly %v", action, fields)
	}
}

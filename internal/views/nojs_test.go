package views

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// classOf reports whether an element or one around it has a class.
func classOf(e *viewtest.Node, class string) bool {
	for at := e; at != nil; at = at.Parent {
		for c := range strings.FieldsSeq(at.Attr["class"]) {
			if c == class {
				return true
			}
		}
	}
	return false
}

// A button that only a script answers is hidden without one.
func TestPages_ButtonsOfScriptsAreHiddenWithoutThem(t *testing.T) {
	t.Parallel()
	for name, page := range allPages("web-01") {
		for _, b := range viewtest.Read(t, page).All("button[type=button]") {
			opened := b.Within("dialog") != nil // by a script
			require.True(t, opened || b.Has("disabled") || classOf(b, "needs-js"), "%s: %s does nothing without JavaScript", name, b.Words()+b.Attr["aria-label"])
		}
	}
}

// Every form can be sent without a script: it has a button, if need be one that only browsers without scripts show.
func TestPages_FormsHaveButtons(t *testing.T) {
	t.Parallel()
	for name, page := range allPages("web-01") {
		for _, f := range viewtest.Read(t, page).All("form") {
			if f.Attr["method"] == "dialog" || f.Attr["role"] == "search" || len(f.All("[disabled]")) > 0 {
				continue
			}
			buttons := 0
			for _, b := range f.All("button") {
				if b.Attr["type"] != "button" {
					buttons++
				}
			}
			require.Positive(t, buttons, "%s: the form to %s", name, f.Attr["action"])
		}
	}
}

// What opens a dialog by a script leads to a page without one.
func TestPages_DialogsHavePages(t *testing.T) {
	t.Parallel()
	for name, page := range allPages("web-01") {
		root := viewtest.Read(t, page)
		for _, e := range append(root.All("[data-dialog]"), root.All("a[data-palette]")...) {
			require.Equal(t, "a", e.Tag, name)
			require.True(t, e.Has("href"), name)
		}
	}
}

// Only the pages that need a script anyway, those of passkeys, say so.
func TestPasskey_NeedsJavaScript(t *testing.T) {
	t.Parallel()
	create := mainOf(t, PasskeyPage(shell(), Passkey{Options: `{"a":"b"}`, State: "s"}))
	require.Len(t, create.All("noscript"), 1)
	require.Equal(t, `{"a":"b"}`, create.One(t, "form[data-passkey=create]").Attr["data-options"])
	get := viewtest.RequireSound(t, passkeyLogin(&Passkey{Options: "{}", State: "s"}, "/volumes")).One(t, "form")
	require.True(t, get.Has("hidden"), "a browser without passkeys shows nothing of it")
	require.Equal(t, []string{"s", "/volumes", ""}, get.Values("input", "value"))
	require.Empty(t, viewtest.Read(t, passkeyLogin(nil, "/")).All("form"))
}

// Every table has a caption and can be scrolled by the keyboard or fits any width.
func TestPages_TablesHaveNames(t *testing.T) {
	t.Parallel()
	for name, page := range allPages("web-01") {
		for _, region := range viewtest.Read(t, page).All("div.scroll") {
			require.Equal(t, []string{"region", "0"}, []string{region.Attr["role"], region.Attr["tabindex"]}, name)
			require.NotEmpty(t, region.Attr["aria-label"], name)
			require.Len(t, region.All("caption"), 1, name)
		}
	}
}

// Each page has one title, its headings go down step by step, and it has one place for its content.
func TestPages_Headings(t *testing.T) {
	t.Parallel()
	for name, page := range allPages("web-01") {
		main := viewtest.Read(t, page).One(t, "main")
		titles := len(main.All("h1"))
		require.Equal(t, 1, titles, "%s has %d titles", name, titles)
		if len(main.All("h3")) > 0 {
			require.NotEmpty(t, append(main.All("h2"), main.All("summary")...), "%s: a heading within nothing", name)
		}
	}
}

// A message that a form caused is read out, and one that concerns a state only is not.
func TestPages_ErrorsAreReadOut(t *testing.T) {
	t.Parallel()
	for name, page := range changePages("web-01") {
		for _, e := range viewtest.Read(t, page).One(t, "main").All("div.summary-errors") {
			require.Equal(t, []string{"alert", "-1"}, []string{e.Attr["role"], e.Attr["tabindex"]}, "%s: the script moves the keyboard to it", name)
		}
	}
}

// Times are written for machines too, and each has its exact value on hover.
func TestPages_TimesAreExact(t *testing.T) {
	t.Parallel()
	for name, page := range allPages("web-01") {
		for _, when := range viewtest.Read(t, page).All("time") {
			require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, when.Attr["datetime"], name)
			require.NotEmpty(t, when.Words(), name)
			require.True(t, when.Attr["title"] != "" || when.Has("data-exact") || strings.Contains(when.Words(), "2026"), "%s: %s", name, when.Words())
		}
	}
}

package views

import (
	"testing"

	"github.com/a-h/templ"

	"snapdeck/internal/views/viewtest"
)

// mainOf returns the content of a page after checking what holds for every page.
func mainOf(t *testing.T, page templ.Component) *viewtest.Node {
	t.Helper()
	return viewtest.RequireSound(t, page).One(t, "main")
}

// has reports whether there is an element that matches a selector.
func has(n *viewtest.Node, selector string) bool { return len(n.All(selector)) > 0 }

// sends returns the addresses that the forms and buttons below a node post to.
func sends(n *viewtest.Node) []string {
	return append(n.Values("form[method=post]", "action"), n.Values("button[formaction]", "formaction")...)
}

// shows returns which of the selectors match an element.
func shows(n *viewtest.Node, selectors ...string) (found []string) {
	for _, s := range selectors {
		if has(n, s) {
			found = append(found, s)
		}
	}
	return found
}

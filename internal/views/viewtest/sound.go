package viewtest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// RequireSound checks what holds for every page and fragment: that its tags match and are nested as HTML allows, that
// fields have labels, buttons have names, ids are unique and references lead somewhere, and that a strict content
// security policy blocks nothing of it.
func RequireSound(t testing.TB, c Component) *Node {
	t.Helper()
	root := Read(t, c)
	for _, check := range []func(testing.TB, *Node){attributes, ids, references, fields, names, buttons, policy, nesting, pictures, tables, forms} {
		check(t, root)
	}
	return root
}

func attributes(t testing.TB, root *Node) {
	t.Helper()
	root.walk(func(e *Node) { require.False(t, e.repeats, "<%s %v> has an attribute twice", e.Tag, e.Attr) })
}

func ids(t testing.TB, root *Node) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range root.Values("[id]", "id") {
		require.NotEmpty(t, id, "an id is empty")
		require.False(t, seen[id], "the id %q is not unique", id)
		seen[id] = true
	}
}

func references(t testing.TB, root *Node) {
	t.Helper()
	known := root.Values("[id]", "id")
	for _, attribute := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "for"} {
		for _, value := range root.Values("["+attribute+"]", attribute) {
			require.NotEmpty(t, value, attribute)
			for id := range strings.SplitSeq(value, " ") {
				require.Contains(t, known, id, "%s names an element that does not exist", attribute)
			}
		}
	}
}

// fields requires a label for every visible field.
func fields(t testing.TB, root *Node) {
	t.Helper()
	labelled := root.Values("label[for]", "for")
	root.walk(func(e *Node) {
		isField := e.Tag == "select" || e.Tag == "textarea" || e.Tag == "input" && e.Attr["type"] != "hidden" && !e.Has("hidden")
		if !isField || e.Attr["aria-label"] != "" {
			return
		}
		around := e.Within("label")
		inside := around != nil && around.caption() != ""
		require.True(t, inside || slices.Contains(labelled, e.Attr["id"]), "the field %q has no label", e.Attr["name"])
	})
}

// caption returns the text of a label, without that of the field in it.
func (n *Node) caption() string {
	var text strings.Builder
	n.each(func(e *Node) {
		if e.Tag == "" && e.Within("select", "textarea") == nil {
			text.WriteString(e.Text)
		}
	})
	return strings.TrimSpace(text.String())
}

// names requires a text in everything that users activate or read as a title.
func names(t testing.TB, root *Node) {
	t.Helper()
	root.walk(func(e *Node) {
		if !slices.Contains([]string{"a", "button", "summary", "h1", "h2", "h3", "legend", "caption", "label", "option", "title", "dt"}, e.Tag) || e.hidden() {
			return
		}
		require.NotEmpty(t, e.name(), "<%s %v> has no name", e.Tag, e.Attr)
	})
}

// name returns the name of an element for a screen reader.
func (n *Node) name() string {
	if label := n.Attr["aria-label"]; label != "" {
		return label
	}
	var text strings.Builder
	n.each(func(e *Node) {
		if e != n && e.Attr["aria-label"] != "" {
			text.WriteString(e.Attr["aria-label"])
		}
		if e.Tag == "" && !e.hidden() {
			text.WriteString(e.Text)
		}
	})
	return strings.TrimSpace(text.String())
}

// hidden reports whether screen readers skip an element.
func (n *Node) hidden() bool {
	for p := n; p != nil; p = p.Parent {
		if p.Attr["aria-hidden"] == "true" {
			return true
		}
	}
	return false
}

// buttons requires a type where a button has no form: otherwise it would send nothing.
func buttons(t testing.TB, root *Node) {
	t.Helper()
	for _, b := range root.All("button") {
		if b.Within("form") == nil && b.Within("noscript") == nil {
			require.Equal(t, "button", b.Attr["type"], "a button outside of a form: %s", b.name())
		}
	}
	require.Empty(t, root.All("button[form]"), "a button that sends a form around it is not found by those who disable it")
}

// policy requires that a strict content security policy blocks nothing.
func policy(t testing.TB, root *Node) {
	t.Helper()
	require.Empty(t, root.All("style"))
	root.walk(func(e *Node) {
		for name, value := range e.Attr {
			if name == "style" || strings.HasPrefix(name, "on") {
				require.Fail(t, "a style or script within a page", "%s of <%s>", name, e.Tag)
			}
			if name == "href" || name == "action" || name == "formaction" || name == "src" {
				require.NotRegexp(t, `(?i)^\s*(javascript|vbscript):`, value)
				require.NotContains(t, value, "://", "<%s> leads to another host", e.Tag)
			}
		}
		if e.Tag == "script" {
			require.NotEmpty(t, e.Attr["src"])
			require.Empty(t, e.Words())
		}
	})
}

// nesting requires that no element is where a browser would move it, and no control within another one.
func nesting(t testing.TB, root *Node) {
	t.Helper()
	blocks := []string{"p", "div", "ul", "ol", "dl", "form", "section", "table", "details", "article", "header", "footer", "nav", "fieldset", "pre", "figure", "h1", "h2", "h3"}
	root.walk(func(e *Node) {
		if slices.Contains(blocks, e.Tag) {
			require.Nil(t, e.within("p", "svg"), "<%s> within <p>", e.Tag)
		}
		switch e.Tag {
		case "a", "button", "select", "textarea", "input":
			require.Nil(t, e.Within("a", "button"), "<%s> within a link or button", e.Tag)
		case "form", "label":
			require.Nil(t, e.Within(e.Tag), "<%s> within another one", e.Tag)
		case "li":
			require.Contains(t, []string{"ul", "ol", "#root"}, e.Parent.Tag)
		case "dt", "dd":
			require.Contains(t, []string{"dl", "div"}, e.Parent.Tag)
		case "tr":
			require.Contains(t, []string{"thead", "tbody", "#root"}, e.Parent.Tag)
		case "details":
			require.NotEmpty(t, e.elements())
			require.Equal(t, "summary", e.elements()[0].Tag)
		}
		if e.Tag == "ul" || e.Tag == "ol" {
			for _, child := range e.elements() {
				require.Equal(t, "li", child.Tag, "<%s> within <%s>", child.Tag, e.Tag)
			}
		}
	})
}

// within returns the closest element with a tag, unless another one comes first.
func (n *Node) within(tag, until string) *Node {
	if found := n.Within(tag, until); found != nil && found.Tag == tag {
		return found
	}
	return nil
}

func (n *Node) elements() []*Node {
	return slices.DeleteFunc(slices.Clone(n.Children), func(c *Node) bool { return c.Tag == "" })
}

// pictures requires a text for each picture that is not mere decoration.
func pictures(t testing.TB, root *Node) {
	t.Helper()
	for _, i := range root.All("img") {
		require.NotEmpty(t, i.Attr["alt"])
	}
	for _, s := range root.All("svg") {
		if !s.hidden() {
			require.Equal(t, "img", s.Attr["role"])
			require.NotEmpty(t, s.Attr["aria-label"])
		}
	}
	for _, g := range root.All("span.glyph") {
		require.True(t, g.hidden() || g.Attr["aria-label"] != "", "a sign without a text")
	}
}

// tables requires a cell for each column in every row.
func tables(t testing.TB, root *Node) {
	t.Helper()
	for _, h := range root.All("th") {
		require.NotEmpty(t, h.Attr["scope"], "the header %q has no scope", h.Words())
	}
	for _, table := range root.All("table") {
		columns := 0
		for _, row := range table.All("tr") {
			cells := 0
			for _, c := range row.elements() {
				cells += span(t, c)
			}
			if columns == 0 {
				columns = cells
			}
			require.Equal(t, columns, cells, "a row has other columns: %s", row.Words())
		}
	}
}

func span(t testing.TB, cell *Node) int {
	t.Helper()
	if cell.Attr["colspan"] == "" {
		return 1
	}
	n, err := strconv.Atoi(cell.Attr["colspan"])
	require.NoError(t, err)
	return n
}

// forms requires an address in every form, and the method GET in forms that change nothing.
func forms(t testing.TB, root *Node) {
	t.Helper()
	for _, f := range root.All("form") {
		require.Contains(t, []string{"get", "post", "dialog"}, f.Attr["method"])
		if f.Attr["method"] == "post" {
			require.NotEmpty(t, f.Attr["action"])
			require.True(t, len(f.All("button")) > 0 || len(f.All("[disabled]")) > 0, "a form that nothing sends: %s", f.Attr["action"])
		}
	}
	for _, h := range root.All("input[type=hidden]") {
		require.NotEmpty(t, h.Attr["name"])
	}
}

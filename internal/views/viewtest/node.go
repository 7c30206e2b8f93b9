// Package viewtest reads rendered HTML in tests of the views, and checks what holds for every page and fragment,
// whatever it shows.
package viewtest

import (
	"context"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Component can be rendered.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render returns the HTML of a component.
func Render(t testing.TB, c Component) string {
	t.Helper()
	var page strings.Builder
	require.NoError(t, c.Render(t.Context(), &page))
	return page.String()
}

// Node is an element or a text, as it was written: unlike a browser, the reader repairs nothing.
type Node struct {
	Tag      string // empty: a text
	Text     string
	Attr     map[string]string
	Parent   *Node
	Children []*Node
	repeats  bool // an attribute, of which the tokenizer drops all but the first
}

// Read renders a component and returns a node with its elements.
func Read(t testing.TB, c Component) *Node {
	t.Helper()
	return Parse(t, Render(t, c))
}

// Parse returns a node with the elements of a page or fragment, whose tags have to match.
func Parse(t testing.TB, page string) *Node {
	t.Helper()
	root := &Node{Tag: "#root"}
	at := root
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := tokens.Next()
		written := string(tokens.Raw())
		token := tokens.Token()
		switch kind {
		case html.ErrorToken:
			require.ErrorIs(t, tokens.Err(), io.EOF)
			require.Same(t, root, at, "<%s> is not closed", at.Tag)
			return root
		case html.TextToken:
			if at.Tag == "noscript" {
				for _, inner := range Parse(t, token.Data).Children {
					at.add(inner)
				}
			} else {
				at.add(&Node{Text: token.Data})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			element := &Node{Tag: token.Data, Attr: map[string]string{}}
			for _, a := range token.Attr {
				element.Attr[a.Key] = a.Val
			}
			element.repeats = attributesIn(written) > len(token.Attr)
			at.add(element)
			if kind == html.StartTagToken && !slices.Contains(void(), token.Data) {
				at = element
			}
		case html.EndTagToken:
			if at.Tag != token.Data {
				require.Fail(t, "tags do not match", "<%s> is closed by </%s>", at.Tag, token.Data)
			}
			at = at.Parent
		}
	}
}

// attributesIn counts the attributes of a tag as it was written, with double quotes.
func attributesIn(tag string) (n int) {
	quoted := false
	for i := range len(tag) - 1 {
		switch {
		case tag[i] == '"':
			quoted = !quoted
		case !quoted && strings.ContainsRune(" \t\n", rune(tag[i])) && !strings.ContainsRune(" \t\n/>", rune(tag[i+1])):
			n++
		}
	}
	return n
}

func void() []string { return []string{"input", "br", "hr", "img", "meta", "link", "source", "wbr"} }

func (n *Node) add(child *Node) {
	child.Parent = n
	n.Children = append(n.Children, child)
}

// All returns the elements below a node that match a selector: a tag, classes and attributes, such as
// "a.name[href=/volumes]".
func (n *Node) All(selector string) []*Node {
	matches := matcher(selector)
	var found []*Node
	n.walk(func(e *Node) {
		if matches(e) {
			found = append(found, e)
		}
	})
	return found
}

// One returns the only element below a node that matches a selector.
func (n *Node) One(t testing.TB, selector string) *Node {
	t.Helper()
	found := n.All(selector)
	require.Len(t, found, 1, selector)
	return found[0]
}

// Values returns an attribute of all elements that match a selector, in their order.
func (n *Node) Values(selector, attribute string) []string {
	var values []string
	for _, e := range n.All(selector) {
		values = append(values, e.Attr[attribute])
	}
	return values
}

// Shape lists the elements below a node with the names of their attributes.
func (n *Node) Shape() (list []string) {
	for _, e := range n.All("") {
		list = append(list, strings.Join(append([]string{e.Tag}, slices.Sorted(maps.Keys(e.Attr))...), " "))
	}
	return list
}

// Words returns the text of a node, with single spaces.
func (n *Node) Words() string {
	var text strings.Builder
	n.each(func(e *Node) { text.WriteString(e.Text) })
	return strings.Join(strings.Fields(text.String()), " ")
}

// Has reports whether an element has an attribute.
func (n *Node) Has(attribute string) bool {
	_, has := n.Attr[attribute]
	return has
}

// Within returns the closest element around a node with one of the tags, or nil.
func (n *Node) Within(tags ...string) *Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(tags, p.Tag) {
			return p
		}
	}
	return nil
}

// each calls see with a node and all below it; walk only with the elements below it.
func (n *Node) each(see func(*Node)) {
	see(n)
	for _, child := range n.Children {
		child.each(see)
	}
}

func (n *Node) walk(see func(*Node)) {
	n.each(func(e *Node) {
		if e != n && e.Tag != "" {
			see(e)
		}
	})
}

// matcher returns the test of a selector.
func matcher(selector string) func(*Node) bool {
	tag, rest := selector, ""
	if at := strings.IndexAny(selector, ".["); at >= 0 {
		tag, rest = selector[:at], selector[at:]
	}
	var tests []func(*Node) bool
	for _, part := range regexp.MustCompile(`\.[\w-]+|\[[^\]]+\]`).FindAllString(rest, -1) {
		tests = append(tests, partMatcher(part))
	}
	return func(n *Node) bool {
		for _, passes := range tests {
			if !passes(n) {
				return false
			}
		}
		return tag == "" || n.Tag == tag
	}
}

// partMatcher returns the test of a class, or of an attribute with or without its value.
func partMatcher(part string) func(*Node) bool {
	if class, ok := strings.CutPrefix(part, "."); ok {
		return func(n *Node) bool { return slices.Contains(strings.Fields(n.Attr["class"]), class) }
	}
	name, want, valued := strings.Cut(strings.Trim(part, "[]"), "=")
	return func(n *Node) bool {
		got, has := n.Attr[name]
		return has && (!valued || got == want)
	}
}

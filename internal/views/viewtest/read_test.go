package viewtest

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

const sample = `<main id="main"><h1 class="big title">Volumes</h1>` +
	`<ul class="list"><li class="a"><a class="name" href="/v/1">web-01</a></li><li><a href="/v/2?x=1&amp;y=2" data-open>db  <em>01</em></a></li></ul>` +
	`<form action="/x" method="get"><input name="q" value=""><noscript><button>Apply</button></noscript></form></main>`

func TestNode_SelectorsFindElements(t *testing.T) {
	t.Parallel()
	root := Parse(t, sample)
	for selector, want := range map[string]int{
		"": 12, "a": 2, "li": 2, "nothing": 0, ".name": 1, "a.name": 1, "li.name": 0, "h1.big": 1, "h1.title.big": 1, "h1.tit": 0, "h1.big.small": 0,
		"[href]": 2, "a[href=/v/1]": 1, "a[href=/v]": 0, "a[data-open]": 1, "a[data-open=]": 1, "input[value=]": 1, "a[href=/v/2?x=1&y=2]": 1,
		"a.name[href=/v/1]": 1, "a.name[href=/v/2?x=1&y=2]": 0, "[id=main]": 1, "[missing]": 0, "noscript": 1, "button": 1,
	} {
		require.Len(t, root.All(selector), want, selector)
	}
	require.Len(t, root.One(t, "ul").All("a"), 2, "only below the element")
	require.Empty(t, root.One(t, "ul").All("ul"), "not the element itself")
	require.Equal(t, []string{"/v/1", "/v/2?x=1&y=2"}, root.Values("a", "href"), "in their order, decoded")
	require.Equal(t, []string{"name", ""}, root.Values("a", "class"), "a missing attribute is empty")
}

// A test that expects one element must not pass with none or several.
func TestNode_OneIsExact(t *testing.T) {
	t.Parallel()
	root := Parse(t, sample)
	for selector, want := range map[string]bool{"h1": false, "a": true, "nothing": true} {
		require.Equal(t, want, fails(t, func(tb testing.TB) { root.One(tb, selector) }), selector)
	}
}

func TestNode_WordsAndShape(t *testing.T) {
	t.Parallel()
	root := Parse(t, sample)
	require.Equal(t, "db 01", root.One(t, "a[data-open]").Words(), "with single spaces, and of elements within")
	require.Equal(t, "", root.One(t, "input").Words())
	require.Equal(t, []string{"li class", "a class href", "li", "a data-open href", "em"}, root.One(t, "ul").Shape())
	require.Equal(t, Parse(t, `<p class="x">a</p>`).Shape(), Parse(t, `<p class="y">b</p>`).Shape(), "the shape does not depend on texts")
}

func TestNode_WithinFindsClosest(t *testing.T) {
	t.Parallel()
	root := Parse(t, `<div id="1"><section><div id="2"><p>a</p></div></section></div>`)
	p := root.One(t, "p")
	require.Equal(t, "2", p.Within("div").Attr["id"])
	require.Equal(t, "div", p.Within("section", "div").Tag)
	require.Nil(t, p.Within("p"), "not the element itself")
	require.Nil(t, p.Within("table"))
	require.Equal(t, "1", root.One(t, "section").Within("div").Attr["id"])
}

func TestNode_HasKnowsEmptyFromMissing(t *testing.T) {
	t.Parallel()
	a := Parse(t, `<input disabled value="">`).One(t, "input")
	require.True(t, a.Has("disabled"))
	require.True(t, a.Has("value"))
	require.False(t, a.Has("name"))
}

// Unlike a browser, the reader repairs nothing; what browsers without scripts see counts too.
func TestParse_ReadsAsWritten(t *testing.T) {
	t.Parallel()
	root := Parse(t, `<p>1 &lt; 2<br>b</p><noscript><form method="get"><button>Apply</button></form></noscript><svg><path d="M0"/></svg>`)
	require.Equal(t, "1 < 2b", root.One(t, "p").Words())
	require.Equal(t, "noscript", root.One(t, "button").Within("noscript").Tag)
	require.Equal(t, "form", root.One(t, "button").Within("form").Tag)
	require.Equal(t, "svg", root.One(t, "path").Parent.Tag, "a closed element contains nothing")
	for _, broken := range []string{`<p>`, `</p>`, `<a><b></a></b>`, `<noscript><p></noscript>`} {
		require.True(t, fails(t, func(tb testing.TB) { Parse(tb, broken) }), broken)
	}
}

type failing struct{}

func (failing) Render(context.Context, io.Writer) error { return errors.New("half a page") }

func TestRender_FailsWithComponent(t *testing.T) {
	t.Parallel()
	require.True(t, fails(t, func(tb testing.TB) { Render(tb, failing{}) }))
	require.Equal(t, "<p>a</p>", Render(t, fragment("<p>a</p>")))
}

// A golden file has a line for each tag. It is compared as a whole, and a missing one fails.
func TestRequireGolden_ComparesWithFile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.Mkdir("testdata", 0o755))
	require.NoError(t, os.WriteFile("testdata/part.golden", []byte("<p>\n<b>a</b>\n</p>\n"), 0o644))
	for html, want := range map[string]bool{`<p><b>a</b></p>`: false, ` <p><b>a</b></p> `: false, `<p><b>b</b></p>`: true, `<p><b>a</b></p><p></p>`: true, ``: true} {
		require.Equal(t, want, fails(t, func(tb testing.TB) { RequireGolden(tb, "part", fragment(html)) }), html)
	}
	require.True(t, fails(t, func(tb testing.TB) { RequireGolden(tb, "missing", fragment("<p></p>")) }))
}

package viewtest

import (
	"context"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// fragment is HTML as a component.
type fragment string

func (f fragment) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(f))
	return err
}

// probe is a test that may fail.
type probe struct {
	testing.TB
	failed bool
}

func (*probe) Helper() {}

func (p *probe) Errorf(string, ...any) { p.failed = true }

func (p *probe) FailNow() {
	p.failed = true
	runtime.Goexit()
}

// fails reports whether a check fails.
func fails(t *testing.T, check func(testing.TB)) bool {
	t.Helper()
	p, done := &probe{TB: t}, make(chan struct{})
	go func() {
		defer close(done)
		check(p)
	}()
	<-done
	return p.failed
}

// Each rule is shown by a fragment that follows it and by those that break it.
func TestRequireSound_EachRule(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		sound  []string
		broken []string
	}{
		"tags match": {
			[]string{`<p>a<br>b</p>`, `<ul><li>a</li></ul>`, `<p>a<wbr>b</p>`},
			[]string{`<p>a`, `<p><em>a</p></em>`, `</p>`, `<div><p>a</div>`},
		},
		"attributes are unique": {
			[]string{`<p class="a" id="b">a</p>`, "<input\n name=\"a b\"\n aria-label='c'  disabled />"},
			[]string{`<p class="a" class="b">a</p>`, `<input disabled aria-label="a" disabled>`, `<input disabled aria-label="a" disabled="">`},
		},
		"ids are unique": {
			[]string{`<p id="a">a</p><p id="b">b</p>`},
			[]string{`<p id="a">a</p><p id="a">b</p>`, `<p id="">a</p>`},
		},
		"references lead somewhere": {
			[]string{`<p id="a">a</p><section aria-labelledby="a"></section>`, `<p id="a">a</p><p id="b">b</p><section aria-describedby="b a"></section>`},
			[]string{`<section aria-labelledby="a"></section>`, `<p id="a">a</p><section aria-describedby="a b"></section>`, `<p id="a">a</p><section aria-controls="a  a"></section>`, `<section aria-describedby=""></section>`, `<label for="x">Name</label>`},
		},
		"fields have labels": {
			[]string{
				`<label for="a">Name</label><input id="a">`, `<label>Name <input></label>`, `<input aria-label="Name">`, `<input type="hidden" name="key">`, `<input autocomplete="username" hidden>`,
				`<label for="a">Type</label><select id="a"><option>HDD</option></select>`, `<label>Text <textarea></textarea></label>`,
			},
			[]string{`<input name="a">`, `<label><input></label>`, `<label for="b">Name</label><input id="a"><input id="b" aria-label="b">`, `<select name="a"><option>HDD</option></select>`, `<label><select><option>HDD</option></select></label>`, `<textarea>text</textarea>`, `<label><textarea>text</textarea></label>`},
		},
		"what is activated has a name": {
			[]string{`<a href="/x">Volumes</a>`, `<a href="/x" aria-label="Volumes"></a>`, `<a href="/x"><span aria-label="Volumes" role="img"></span></a>`, `<h2>Volumes</h2>`, `<p aria-hidden="true"><a href="/x"></a></p>`},
			[]string{`<a href="/x"></a>`, `<a href="/x"> </a>`, `<a href="/x"><span aria-hidden="true">✕</span></a>`, `<h2></h2>`, `<h1><em></em></h1>`, `<button type="button"></button>`, `<select aria-label="a"><option></option></select>`, `<details><summary></summary></details>`, `<dl><dt></dt></dl>`},
		},
		"buttons send a form or are for scripts": {
			[]string{`<button type="button">Copy</button>`, `<form method="get" action="/x"><button>Find</button></form>`, `<noscript><button>Apply</button></noscript>`},
			[]string{`<button>Copy</button>`, `<button type="submit">Copy</button>`, `<form method="get" id="f"></form><button type="button" form="f">Find</button>`},
		},
		"a strict policy blocks nothing": {
			[]string{`<script type="module" src="/static/app.js"></script>`, `<a href="/volumes?q=a:b">x</a>`, `<form method="get" action="/x"></form>`, `<p data-style="x">a</p>`},
			[]string{
				`<style>p{}</style>`, `<p style="color:red">a</p>`, `<p onclick="x()">a</p>`, `<script>x()</script>`, `<script src="/a.js">x()</script>`, `<a href="javascript:x()">a</a>`, `<a href=" JavaScript:x()">a</a>`, `<a href="vbscript:x">a</a>`,
				`<a href="https://example.org">a</a>`, `<img alt="a" src="http://example.org/a.png">`, `<form method="get" action="https://example.org"></form>`, `<form method="get" action="/x"><button formaction="https://example.org">a</button></form>`,
			},
		},
		"blocks are not within a paragraph": {
			[]string{`<div><p>a</p></div>`, `<p><span>a</span></p>`},
			[]string{`<p><div>a</div></p>`, `<p><span><ul><li>a</li></ul></span></p>`, `<p><h2>a</h2></p>`, `<p><p>a</p></p>`},
		},
		"controls are not within each other": {
			[]string{`<div><a href="/a">a</a><button type="button">b</button></div>`},
			[]string{`<a href="/a"><button type="button">b</button></a>`, `<button type="button">a<a href="/a">b</a></button>`, `<a href="/a">a<input aria-label="x"></a>`, `<form method="get"><form method="get"></form></form>`, `<label>a<label>b</label></label>`},
		},
		"lists have items": {
			[]string{`<ol><li>a</li></ol>`, `<li>of an update</li>`, `<dl><div><dt>a</dt><dd>b</dd></div></dl>`},
			[]string{`<div><li>a</li></div>`, `<ul><p>a</p></ul>`, `<ol><li>a</li><div>b</div></ol>`, `<p><dt>a</dt></p>`, `<section><dd>a</dd></section>`},
		},
		"tables have rows with a cell for each column": {
			[]string{
				`<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td colspan="2">3</td></tr></tbody></table>`, `<tr><td>of an update</td></tr>`,
				`<table><tbody></tbody></table>`,
			},
			[]string{
				`<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>`, `<table><tr><td>1</td></tr></table>`, `<table><tbody><tr><th>A</th></tr></tbody></table>`,
				`<table><tbody><tr><td>1</td><td>2</td></tr><tr><td colspan="3">3</td></tr></tbody></table>`, `<table><tbody><tr><td colspan="all">1</td></tr></tbody></table>`,
			},
		},
		"details begin with their summary": {
			[]string{`<details><summary>More</summary><p>a</p></details>`, "<details>\n<summary>More</summary></details>"},
			[]string{`<details></details>`, `<details>More</details>`, `<details><p>a</p><summary>More</summary></details>`},
		},
		"pictures have a text": {
			[]string{`<img src="/a.png" alt="a">`, `<svg aria-hidden="true"></svg>`, `<svg role="img" aria-label="a"></svg>`, `<span class="glyph" aria-hidden="true"></span>`, `<span class="glyph" aria-label="a"></span>`, `<p aria-hidden="true"><svg></svg></p>`},
			[]string{`<img src="/a.png">`, `<img src="/a.png" alt="">`, `<svg></svg>`, `<svg role="img"></svg>`, `<svg aria-label="a"></svg>`, `<span class="icon glyph"></span>`},
		},
		"forms have an address and a button": {
			[]string{`<form method="post" action="/x"><button>a</button></form>`, `<form method="post" action="/x"><input disabled aria-label="a"></form>`, `<form method="dialog"></form>`, `<form method="get"></form>`},
			[]string{`<form action="/x"><button>a</button></form>`, `<form method="put" action="/x"><button>a</button></form>`, `<form method="post"><button>a</button></form>`, `<form method="post" action=""><button>a</button></form>`, `<form method="post" action="/x"></form>`, `<input type="hidden" value="a">`, `<input type="hidden" name="">`},
		},
	} {
		for _, html := range c.sound {
			require.False(t, fails(t, func(tb testing.TB) { RequireSound(tb, fragment(html)) }), "%s: %s", rule, html)
		}
		for _, html := range c.broken {
			require.True(t, fails(t, func(tb testing.TB) { RequireSound(tb, fragment(html)) }), "%s: %s passes", rule, html)
		}
	}
}

// A name that closes a tag breaks the page, which the shape of its elements shows.
func TestForeignTexts_BreakUnescapedPages(t *testing.T) {
	t.Parallel()
	for kind, html := range map[string]string{"tags": `<p title="%s">a</p>`, "attributes": `<p title="%s">a</p>`} {
		text := ForeignTexts()[kind]
		raw := fragment(`<p title="` + text + `">a</p>`)
		var shape []string
		broken := fails(t, func(tb testing.TB) { shape = Read(tb, raw).Shape() })
		require.True(t, broken || len(shape) != 1 || shape[0] != "p title", "%s in %s", kind, html)
	}
	seen := map[string]bool{}
	for kind, text := range ForeignTexts() {
		require.False(t, seen[text], "%s is another text too", kind)
		seen[text] = true
	}
}

package views

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// refusing is a user who may make all requests but those in it, such as "POST /x", and has the rights to operate and to
// maintain unless they are in it.
type refusing []string

func (r refusing) May(_ context.Context, method, address string) bool {
	return !slices.Contains(r, method+" "+address)
}

func (r refusing) Has(right string) bool {
	return slices.Contains([]string{"view", "operate", "maintain"}, right) && !slices.Contains(r, right)
}

func TestOffer_Table(t *testing.T) {
	t.Parallel()
	user := refusing{"POST /x", "GET /x", "operate"}
	for name, c := range map[string][2]string{
		"a form that is allowed":                   {`<form method="post" action="/y"><button>Go</button></form>`, `<form method="post" action="/y"><button>Go</button></form>`},
		"a form that is not":                       {`<p>a</p><form method="post" action="/x"><button>Go</button></form><p>b</p>`, `<p>a</p><p>b</p>`},
		"a search at the same address":             {`<form method="get" action="/x"><button>Find</button></form>`, `<form method="get" action="/x"><button>Find</button></form>`},
		"a form with another action":               {`<form method="post" action="/x"><button>Go</button><button formaction="/y">Other</button></form>`, `<form method="post" action="/x"><button formaction="/y">Other</button></form>`},
		"a form whose other action is refused too": {`<form method="post" action="/x"><button>Go</button><button formaction="/x">Other</button></form>`, ``},
		"an action of an allowed form":             {`<form method="post" action="/y"><button>Go</button><button formaction="/x">Other</button></form>`, `<form method="post" action="/y"><button>Go</button></form>`},
		"a button for scripts in such a form":      {`<form method="post" action="/x"><button type="button">Clear</button><button>Go</button><button formaction="/y">Other</button></form>`, `<form method="post" action="/x"><button type="button">Clear</button><button formaction="/y">Other</button></form>`},
		"a button behind such a form":              {`<form method="post" action="/x"><button formaction="/y">Other</button></form><form method="post" action="/y"><button>Go</button></form>`, `<form method="post" action="/x"><button formaction="/y">Other</button></form><form method="post" action="/y"><button>Go</button></form>`},
		"a menu of such forms":                     {`<details><summary>More</summary><form method="post" action="/x"><button>Go</button></form></details>`, ``},
		"a menu with another form":                 {`<details><summary>More</summary><form method="post" action="/x"><button>Go</button></form><form method="post" action="/y"><button>Go</button></form></details>`, `<details><summary>More</summary><form method="post" action="/y"><button>Go</button></form></details>`},
		"a menu without forms":                     {`<details><summary>As a list</summary><p>a</p></details>`, `<details><summary>As a list</summary><p>a</p></details>`},
		"a menu within a menu":                     {`<details><summary>A</summary><details><summary>B</summary><form method="post" action="/x"><button>Go</button></form></details><form method="post" action="/y"><button>Go</button></form></details>`, `<details><summary>A</summary><form method="post" action="/y"><button>Go</button></form></details>`},
		"a dialog of such a form":                  {`<dialog id="create"><form method="post" action="/x"><button>Go</button></form></dialog>`, ``},
		"a link":                                   {`<p>in <a href="/x">prod</a> now</p>`, `<p>in prod now</p>`},
		"a link that is allowed":                   {`<p>in <a href="/y">prod</a> now</p>`, `<p>in <a href="/y">prod</a> now</p>`},
		"a link that looks like a button":          {`<p><a class="button small" href="/x">Go</a></p>`, `<p></p>`},
		"a link whose class only sounds like it":   {`<p><a class="icon-button" href="/x">Go</a></p>`, `<p>Go</p>`},
		"an anchor":                                {`<a id="top">Top</a>`, `<a id="top">Top</a>`},
		"an item of a menu":                        {`<ul><li><a href="/x">Go</a></li><li><a href="/y">Stay</a></li></ul>`, `<ul><li><a href="/y">Stay</a></li></ul>`},
		"an item with more than the link":          {`<ul><li><a href="/x">web</a> 10 GB</li></ul>`, `<ul><li>web 10 GB</li></ul>`},
		"an item of two links":                     {`<ul><li><a href="/x">web</a><a href="/y">db</a></li></ul>`, `<ul><li>web<a href="/y">db</a></li></ul>`},
		"a right":                                  {`<td data-right="operate"><a href="/y">Go</a></td><td>b</td>`, `<td>b</td>`},
		"another right":                            {`<td data-right="view">a</td>`, `<td data-right="view">a</td>`},
		"a right within its like":                  {`<div><div data-right="operate"><div>a</div></div>b</div>`, `<div>b</div>`},
		"a right of a field":                       {`<input name="a" data-right="operate"><input name="b">`, `<input name="b">`},
		"an address with escapes":                  {`<a href="/y?a=1&amp;b=2">a</a>`, `<a href="/y?a=1&amp;b=2">a</a>`},
		"a tag that begins like another":           {`<article><address>a</address></article>`, `<article><address>a</address></article>`},
		"brackets in an attribute":                 {`<form data-x="<a>" method="post" action="/x"><button title="1 > 0">Go</button></form>b`, `b`},
		"a text":                                   {`a < b`, `a < b`},
		"half of a tag":                            {`<a href="/x`, `<a href="/x`},
		"nothing":                                  {``, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(Offer(t.Context(), []byte(c[0]), user))
			require.Equal(t, c[1], got)
			require.Equal(t, c[1], string(Offer(t.Context(), []byte(got), user)), "it may be applied again")
		})
	}
}

// The address in a page has escapes that the one of the request has not.
func TestOffer_DecodesAddresses(t *testing.T) {
	t.Parallel()
	user := refusing{"POST /x?a=1&b=\"2\""}
	require.Empty(t, string(Offer(t.Context(), []byte(`<form method="post" action="/x?a=1&amp;b=&#34;2&#34;"><button>Go</button></form>`), user)))
}

// Other clients may give a snapshot a name that looks like an attribute.
func TestAttributes_NotReadFromValuesOfOthers(t *testing.T) {
	t.Parallel()
	for _, hostile := range []string{"x data-right=", "x href=", "x action=", "x method=", "x formaction=", "x type=", "x class=", "x disabled", "disabled", "type=button", "data-right"} {
		row := `<article aria-label="` + hostile + `" data-kind="k"><a title="` + hostile + `" class="name" href="/y">a</a>` +
			`<form data-x="` + hostile + `" method="post" action="/y"><button title="` + hostile + `" class="small">Go</button></form></article>`
		require.Equal(t, row, string(Offer(t.Context(), []byte(row), refusing{"POST /x", "GET /x"})), "%q hides nothing", hostile)
		refused := string(Offer(t.Context(), []byte(row), refusing{"POST /y", "GET /y"}))
		require.NotContains(t, refused, "<form", "%q offers nothing", hostile)
		require.NotContains(t, refused, "<a ", "%q offers nothing", hostile)
		require.Equal(t, 1, strings.Count(string(DisableForms([]byte(row), "full")), " disabled data-blocked"), "%q enables nothing", hostile)
	}
}

// viewOnly is a viewer: it may send no form but those of its own account, and has none of the rights that parts need.
type viewOnly struct{ own []string }

func (l viewOnly) May(_ context.Context, method, address string) bool {
	return method == "GET" && !strings.Contains(address, "/restore") || slices.Contains(l.own, address)
}

func (viewOnly) Has(string) bool { return false }

func TestOffer_RemovesAllActionsForViewers(t *testing.T) {
	t.Parallel()
	user := viewOnly{own: []string{"/theme", "/logout"}}
	removed := 0
	for name, c := range allPages("web-01") {
		whole := viewtest.Render(t, c)
		page := string(Offer(t.Context(), []byte(whole), user))
		removed += strings.Count(whole, "<form") - strings.Count(page, "<form")
		root := viewtest.Parse(t, page)
		for _, f := range root.All("form[method=post]") {
			require.Contains(t, user.own, f.Attr["action"], name)
		}
		require.Empty(t, root.All("button[formaction]"), name)
		require.Empty(t, root.All("[data-right]"), name)
		for _, a := range root.All("a") {
			require.NotContains(t, a.Attr["href"], "/restore", "%s: a link that is refused", name)
		}
		for _, list := range root.All("ul.entries") {
			require.NotEmpty(t, list.All("li"), "%s: an empty menu", name)
		}
		require.Equal(t, page, string(Offer(t.Context(), []byte(page), user)), "%s: it may be applied again", name)
	}
	require.Greater(t, removed, 60)
}

func TestOffer_ChangesNothingForAdmins(t *testing.T) {
	t.Parallel()
	for name, c := range allPages("web-01") {
		page := viewtest.Render(t, c)
		require.Equal(t, page, string(Offer(t.Context(), []byte(page), refusing{})), name)
	}
}

// No page may have an enabled button that sends something.
func TestDisableForms_EveryPage(t *testing.T) {
	t.Parallel()
	for name, c := range allPages("web-01") {
		root := viewtest.Parse(t, string(DisableForms([]byte(viewtest.Render(t, c)), "full")))
		for _, b := range root.All("button") {
			form := b.Within("form")
			if form == nil || form.Attr["method"] != "post" || b.Attr["type"] == "button" {
				require.False(t, b.Has("data-blocked"), "%s: %s", name, b.Words())
				continue
			}
			require.Equal(t, form.Attr["action"] != "/theme", b.Has("disabled"), "%s: %s", name, b.Words())
		}
	}
}

func TestElementLength_EndsWithItsOwnTag(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]string{
		`<p>a</p>b`:                      `<p>a</p>`,
		`<div><div></div></div><div>`:    `<div><div></div></div>`,
		`<input name="a">b`:              `<input name="a">`,
		`<path d="M0"/>b`:                `<path d="M0"/>`,
		`<svg><path/><svg></svg></svg>b`: `<svg><path/><svg></svg></svg>`,
		`<g><g/></g>b`:                   `<g><g/></g>`,
		`<a>b`:                           `<a>b`,
		`<a title="</a>">b</a>c`:         `<a title="</a>">b</a>`,
		`<a>1 <`:                         `<a>1 <`,
	} {
		require.Equal(t, want, page[:elementLength([]byte(page))])
	}
}

// FuzzOffer requires that the result is part of the page, and that offering it again changes nothing.
func FuzzOffer(f *testing.F) {
	for _, seed := range []string{`<form method="post" action="/x"><button>Go</button></form>`, `<a href="/x">a</a>`, `<li><a href="/x">a</a></li>`, `<details><form method="post"`, "<", "<>", `<a b="`, `</a>`} {
		f.Add(seed)
	}
	user := refusing{"POST /x", "GET /x", "operate"}
	f.Fuzz(func(t *testing.T, page string) {
		got := Offer(context.Background(), []byte(page), user)
		require.LessOrEqual(t, len(got), len(page))
		require.GreaterOrEqual(t, len(DisableForms([]byte(page), "full")), len(page))
	})
}

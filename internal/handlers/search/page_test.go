package search

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/viewtest"
)

// page returns the content of the search's own page, as browsers without JavaScript show it.
func page(t *testing.T, h *Handlers, query string) *viewtest.Node {
	t.Helper()
	p, err := h.find(t.Context(), areatest.Request(h.Base, "/find?"+query))
	require.NoError(t, err)
	require.True(t, p.Static, "results that move while a user reads them are missed by the click")
	return areatest.Read(t, p)
}

// The search works as a form, whose results are links and buttons.
func TestFindPage_WorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	main := page(t, newHandlers(contract()), "q=shop&at="+url.QueryEscape("/volumes?q=a"))
	form := main.One(t, "form[role=search]")
	require.Equal(t, "/find", form.Attr["action"])
	require.Equal(t, "shop", form.One(t, "input[name=q]").Attr["value"])
	require.Equal(t, "/volumes?q=a", form.One(t, "input[name=at]").Attr["value"])
	require.Empty(t, main.All("[data-empty]"))
	require.NotEmpty(t, main.All("a[href=/datacenters/fra/volumes/shop-db]"))
	require.Len(t, main.All("section"), len(main.All("h2")))
}

// A search that finds nothing says so and repeats what was searched for.
func TestFindPage_EmptyResult(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	main := page(t, h, "q=nothing+has+this+name")
	require.Contains(t, main.One(t, "[data-empty]").Words(), "nothing has this name")
	require.Empty(t, main.All("section"))
	require.Empty(t, page(t, h, "").All("[data-empty]"), "without a text there are commands and pages")
}

// The theme and the logout are forms that come back to the page, everything else is a link.
func TestFindPage_SendsCommandsAsForms(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	main := page(t, h, "q=theme&at="+url.QueryEscape("/volumes?q=a"))
	themes := main.All("form[action=/theme]")
	require.Len(t, themes, 3)
	require.ElementsMatch(t, []string{"light", "dark", ""}, main.Values("input[name=theme]", "value"))
	for _, form := range themes {
		require.Equal(t, "post", form.Attr["method"])
		require.Equal(t, "/volumes?q=a", form.One(t, "input[name=back]").Attr["value"])
	}
	require.Len(t, page(t, h, "q=quit").All("form[action=/logout][method=post]"), 1)
	require.NotEqual(t, "//evil.example.org", page(t, h, "q=theme:+dark&at=//evil.example.org").One(t, "input[name=back]").Attr["value"])
}

// What was typed is shown as text, is marked in results, and is no longer than the field.
func TestFindPage_TakesAnyText(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		c := areatest.NewContract().Volume("web", 10, hour)
		c.Volumes[0].Name, c.Snapshots[0].Name = text, text
		h := newHandlers(c)
		for _, query := range []string{text, "delete " + text, "restore " + text} {
			main := page(t, h, "q="+url.QueryEscape(query)+"&at="+url.QueryEscape(query))
			typed := main.One(t, "input[name=q]").Attr["value"]
			require.LessOrEqual(t, len([]rune(typed)), table.MaxQuery, name)
			require.Empty(t, main.All("script"), name)
		}
	}
}

// Upper and lower case, and spaces around a text, make no difference.
func TestFindPage_IgnoresCaseAndSpace(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	want := page(t, h, "q=shop").Values("a", "href")
	for _, text := range []string{"SHOP", "Shop", "  shop ", "\tshop\n"} {
		require.Equal(t, want, page(t, h, "q="+url.QueryEscape(text)).Values("a", "href"), "%q", text)
	}
}

// While the contract is read for the first time, what has been read is found.
func TestFindPage_WhileContractIsRead(t *testing.T) {
	t.Parallel()
	c := contract()
	c.Loading = inventory.Progress{Done: 1, Total: 3}
	require.NotEmpty(t, page(t, newHandlers(c), "q=shop-db").All("a[href=/datacenters/fra/volumes/shop-db]"))
	require.NotEmpty(t, page(t, newHandlers(areatest.NewContract()), "q=Overview").All("a[href=/]"), "pages are found in an empty contract")
}

// Every page and command is found by the beginning of each of its keywords.
func TestCommands_EachKeywordFindsItsCommand(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]command{"Pages": pages(), "Commands": commands("/")} {
		for _, c := range list {
			for word := range strings.FieldsSeq(c.words) {
				g := commandGroup(name, word[:min(len(word), 4)], list)
				var found bool
				for _, item := range g.Items {
					found = found || item.Link.Text == c.text
				}
				require.True(t, found, "%s by %q", c.text, word)
			}
		}
	}
}

// The words for an action that users know from elsewhere lead to it too.
func TestFindVerb_EachNameLeadsToItsAction(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	for suffix, verbs := range map[string]string{"": "open show", "/create": "create snapshot", "/restore": "restore"} {
		for verb := range strings.FieldsSeq(verbs) {
			require.Contains(t, hrefs(group(search(t, h, verb+" db", "/"), "Commands")), "/datacenters/fra/volumes/db"+suffix, verb)
		}
	}
	for suffix, verbs := range map[string]string{"": "open show", "/restore": "restore", "/edit": "rename edit", "#lock": "lock unlock", "/delete": "delete remove", "#labels": "label"} {
		for verb := range strings.FieldsSeq(verbs) {
			require.Contains(t, hrefs(group(search(t, h, verb+" db-0", "/"), "Commands")), "/snapshots/db-0"+suffix, verb)
		}
	}
	require.Empty(t, group(search(t, h, "delete bare", "/"), "Commands").Items, "servers are not deleted here")
	require.Equal(t, "Servers", names(search(t, h, "bare", "/")))
}

// A name that begins with a verb is found, and a verb before something that does not exist is searched for as a text.
func TestFind_VerbInName(t *testing.T) {
	t.Parallel()
	c := contract().Volume("open rack", 10)
	require.Contains(t, hrefs(group(search(t, newHandlers(c), "open rack", "/"), "Commands")), "/datacenters/fra/volumes/open%20rack")
	require.Equal(t, "Commands", names(search(t, newHandlers(contract()), "delete snap", "/")), "it is the beginning of a command's name")
}

// Actions on what a page shows are offered on that page only.
func TestFindActions_ComeFirstWhereTheyMatch(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	const here = "/snapshots/shop-db-0"
	require.Equal(t, "Here: shop-db-0", search(t, h, "delete", here)[0].Name)
	require.Equal(t, []string{here + "/delete"}, hrefs(search(t, h, "delete", here)[0]))
	require.Equal(t, []string{here + "/edit#name"}, hrefs(search(t, h, "rename", here)[0]))
	require.Equal(t, "Commands", search(t, h, "delete", "/snapshots")[0].Name)
	require.Equal(t, []string{"/datacenters/fra/volumes/db/create", "/datacenters/fra/volumes/db/restore"}, hrefs(search(t, h, "", "/datacenters/fra/volumes/db")[0]), "no server has it")
}

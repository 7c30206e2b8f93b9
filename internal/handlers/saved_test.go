package handlers_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/saved"
)

// page returns a page with its entities decoded.
func (d *dashboard) page(path string) string {
	d.Helper()
	text, response := d.get(path)
	require.Equal(d, http.StatusOK, response.StatusCode, path)
	return html.UnescapeString(text)
}

func (d *dashboard) requireTexts(path string, want ...string) {
	d.Helper()
	page := d.page(path)
	for _, text := range want {
		require.True(d, strings.Contains(page, text), "%s: %s", path, text)
	}
}

func TestSavedViews_Lifecycle(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	d.page("/volumes") // the page is cached, and must not be shown as it was
	d.requireTexts("/volumes", `<summary class="button">Views</summary>`, `href="/volumes" aria-current="true">All volumes`)
	status, _, location := d.postForm("/views", url.Values{"name": {" Slow  ones "}, "address": {"/volumes?type=HDD&page=3&cols=name,size&q=&part=x"}})
	require.Equal(t, http.StatusSeeOther, status)
	require.Equal(t, "/volumes?cols=name%2Csize&type=HDD", location)
	d.requireTexts("/volumes", `<a href="/volumes?cols=name%2Csize&type=HDD"><span class="clip">Slow ones</span>`)
	d.requireTexts("/volumes?type=HDD&cols=size&page=1", `<span class="hidden">Views, showing </span> <span class="clip">Slow ones</span></summary>`, `name="name" value="Slow ones"`)
	d.requireTexts("/find?q=slow", "<mark>Slow</mark> ones")
	require.NotContains(t, d.page("/snapshots"), "Slow ones", "it is a view of another list")

	// a view of the same name is replaced
	status, _, _ = d.postForm("/views", url.Values{"name": {"slow ones"}, "address": {"/volumes?type=HDD&sort=-size"}})
	require.Equal(t, http.StatusSeeOther, status)
	list := d.page("/views")
	require.Equal(t, 1, strings.Count(list, `<li id="view-`))
	require.Contains(t, list, "Volumes: sorted by size, descending · type HDD")
	id := regexp.MustCompile(`id="view-([^"]+)"`).FindStringSubmatch(list)[1]

	status, _, location = d.postForm("/views/"+id+"/rename", url.Values{"name": {"HDDs"}})
	require.Equal(t, http.StatusSeeOther, status)
	require.Equal(t, "/views", location)
	d.requireTexts("/views", ">HDDs</a>")
	status, _, _ = d.postForm("/views/"+id+"/delete", nil)
	require.Equal(t, http.StatusSeeOther, status)
	status, _, _ = d.postForm("/views/"+id+"/delete", nil)
	require.Equal(t, http.StatusSeeOther, status, "deleting a view that is gone is no error")
	d.requireTexts("/views", "No saved views yet")
	require.NotContains(t, d.page("/volumes"), "HDDs")
}

func TestSavedViews_DefaultInNavigation(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	status, _, _ := d.postForm("/views", url.Values{"name": {"tree"}, "usual": {"1"}, "address": {"/volumes?group=server&fold=1"}})
	require.Equal(t, http.StatusSeeOther, status)
	const entry = `<li><a href="/volumes?fold=1&group=server"`
	d.requireTexts("/operations", entry)
	d.requireTexts("/snapshots", entry, `<li><a href="/snapshots"`)
	require.Equal(t, "v-tmp v-db v-web", rowIDs(d.page("/volumes")), "the plain address shows everything")
	d.requireTexts("/volumes", entry, `href="/volumes" aria-current="true">All volumes`, `<span class="tag">default</span>`)
	id := regexp.MustCompile(`id="view-([^"]+)"`).FindStringSubmatch(d.page("/views"))[1]
	status, _, _ = d.postForm("/views/"+id+"/usual", url.Values{"usual": {""}})
	require.Equal(t, http.StatusSeeOther, status)
	d.requireTexts("/operations", `<li><a href="/volumes"`)
}

func TestSavedViews_FieldErrors(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for _, name := range []string{"", " ", strings.Repeat("x", saved.MaxName+1), "a\x00"} {
		status, text, _ := d.postForm("/views", url.Values{"name": {name}, "address": {"/snapshots?age=over-7d"}, "usual": {"1"}})
		require.Equal(t, http.StatusUnprocessableEntity, status)
		require.True(t, strings.Contains(text, `role="alert"`) && strings.Contains(text, `name="address" value="/snapshots?age=over-7d"`))
		require.Contains(t, text, `name="usual" value="1" checked`)
	}
	for _, address := range []string{"", "/", "https://example.com/volumes", "//example.com/volumes", "/operations", "/volumes/../login", "/datacenters/a/volumes/b", "/volumes.csv"} {
		status, _, _ := d.postForm("/views", url.Values{"name": {"x"}, "address": {address}})
		require.Equal(t, http.StatusBadRequest, status, address)
	}
	status, text, _ := d.postForm("/views", url.Values{"name": {"x"}, "address": {"/volumes?q=" + strings.Repeat("x", saved.MaxAddress)}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, `role="alert"`)
	for _, name := range []string{"one", "two"} {
		status, _, _ = d.postForm("/views", url.Values{"name": {name}, "address": {"/volumes"}})
		require.Equal(t, http.StatusSeeOther, status)
	}
	id := regexp.MustCompile(`id="view-([^"]+)"`).FindStringSubmatch(d.page("/views"))[1]
	status, text, _ = d.postForm("/views/"+id+"/rename", url.Values{"name": {"TWO"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, `role="alert"`)
	require.Contains(t, text, `value="TWO"`)
}

func TestSavedViews_ArePerUser(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for range 2 {
		status, _, _ := d.postForm("/views", url.Values{"name": {`<b>"mine"</b>`}, "usual": {"1"}, "address": {"/datacenters/dc-a?type=HDD"}})
		require.Equal(t, http.StatusSeeOther, status)
	}
	text, _ := d.get("/datacenters/dc-a")
	require.NotContains(t, text, "<b>")
	d.requireTexts("/views", "Volumes of prod: type HDD")
	d.requireTexts("/views?address=%2Fvolumes%3Ftype%3DHDD", "Volumes: type HDD", `name="address" value="/volumes?type=HDD"`)
	fragments, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/datacenters/dc-a", nil)
	require.NoError(t, err)
	fragments.Header.Set("Snapdeck-Fragment", "list")
	response, err := d.client.Do(fragments)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Contains(t, string(body), `<div id="views">`, "the menu follows filters that are typed")
	for _, path := range []string{"/views", "/views/x/rename", "/views/x/usual", "/views/x/delete"} {
		denied := newClient(t)
		refused, err := denied.PostForm(d.url+path, url.Values{"name": {"x"}, "address": {"/volumes"}})
		require.NoError(t, err)
		require.NoError(t, refused.Body.Close())
		require.Equal(t, http.StatusSeeOther, refused.StatusCode)
		require.Contains(t, refused.Header.Get("Location"), "/login")
	}
}

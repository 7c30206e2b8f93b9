package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A form that was opened from a list leads back to the row of its volume.
func TestCreate_LeadsBackToList(t *testing.T) {
	t.Parallel()
	const form, list = "/datacenters/dc-a/volumes/v-db/create", "/volumes?type=SSD"
	for from, want := range map[string]string{
		list:                  list + "#row-v-db",
		"":                    "/datacenters/dc-a/volumes/v-db",
		"//evil.example.com/": "/datacenters/dc-a/volumes/v-db",
		"https://example.com": "/datacenters/dc-a/volumes/v-db",
	} {
		d := newBulkDashboard(t)
		page, shown := d.get(form + "?from=" + url.QueryEscape(from))
		require.Equal(t, http.StatusOK, shown.StatusCode)
		require.Equal(t, from == list, strings.Contains(page, `name="from" value="`+list+`"`), from)
		response, err := d.client.PostForm(d.url+"/datacenters/dc-a/volumes/v-db/snapshots", url.Values{"name": {"one"}, "key": {"k"}, "from": {from}})
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusSeeOther, response.StatusCode)
		require.Equal(t, want, response.Header.Get("Location"), from)
	}
}

// The script of the list shows the form as a dialog.
func TestCreate_DialogShowsForm(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	text, response := d.ask(http.MethodGet, "/datacenters/dc-a/volumes/v-db/create?from=/volumes", "Snapdeck-Fragment: create")
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Contains(t, text, `<dialog id="create"`)
	require.Contains(t, text, `name="from" value="/volumes"`)
	require.NotContains(t, text, "<html")
}

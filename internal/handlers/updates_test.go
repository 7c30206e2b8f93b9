package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fragments returns what a page sends to its subscribers after a change.
func (d *dashboard) fragments(address string) string {
	d.Helper()
	rendered, err := d.web.Fragments(d.Context(), address)
	require.NoError(d, err)
	var all strings.Builder
	for _, f := range rendered {
		all.Write(f.HTML)
	}
	return all.String()
}

// An update of a list holds only what its address selects.
func TestUpdates_RespectFilterOrderColumnsAndGroups(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for _, address := range []string{
		"/snapshots?vol=v-db", "/snapshots?age=over-24h&sort=-size", "/volumes?type=HDD&sort=name", "/volumes?cols=size,id&q=db", "/volumes?group=server&fold=1",
		"/datacenters/dc-a?max=50", "/volumes?per=1&page=2",
	} {
		page, _ := d.get(address)
		update := d.fragments(address)
		require.Equal(t, tableLines(page), tableLines(update), address)
		require.NotEmpty(t, tableLines(update), address)
		require.Equal(t, columnHeadings(page), columnHeadings(update), address)
	}
}

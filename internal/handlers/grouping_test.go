package handlers_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var lineID = regexp.MustCompile(`<tr id="(row|group)-([^"]+)"`)

// tableLines returns the lines of a page: group headers in brackets, and rows.
func tableLines(page string) string {
	var lines []string
	for _, found := range lineID.FindAllStringSubmatch(page, -1) {
		if found[1] == "group" {
			found[2] = "[" + found[2] + "]"
		}
		lines = append(lines, found[2])
	}
	return strings.Join(lines, " ")
}

func TestGrouping_Rows(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for address, want := range map[string]string{
		"/volumes?group=location":                       "[de/fra] v-db v-web [de/txl] v-tmp",
		"/volumes?group=location&sort=size":             "[de/fra] v-web v-db [de/txl] v-tmp",
		"/volumes?group=dc&type=HDD":                    "[de/fra] [dc-a] v-web [de/txl] [dc-b] v-tmp",
		"/volumes?group=server":                         "[de/fra] [dc-a] [s-1] v-db [dc-a~] v-web [de/txl] [dc-b] [dc-b~] v-tmp",
		"/volumes?group=server&fold=1":                  "[de/fra] [dc-a] [s-1] [dc-a~] [de/txl] [dc-b] [dc-b~]",
		"/volumes?group=server&fold=1&turn=s-1,de/txl":  "[de/fra] [dc-a] [s-1] v-db [dc-a~] [de/txl]",
		"/volumes?group=location&turn=de/fra,,nonsense": "[de/fra] [de/txl] v-tmp",
		"/volumes?group=location&per=2":                 "[de/fra] v-db",
		"/volumes?group=location&per=2&page=2":          "[de/fra] v-web [de/txl]", // continued from the previous page
		"/volumes?group=location&per=2&page=3":          "[de/txl] v-tmp",
		"/datacenters/dc-a?group=server":                "[s-1] v-db [~] v-web",
		"/snapshots?group=source":                       "[de/fra] [v-db] sn-old [v-web] sn-new [de/txl] [de/txl~] sn-alien",
		"/snapshots?group=location&fold=1":              "[de/fra] [de/txl]",
		"/volumes?fold=1&turn=de/fra":                   "v-tmp v-db v-web", // not grouped
		"/volumes?group=colour":                         "v-tmp v-db v-web",
	} {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		require.Equal(t, want, tableLines(page), address)
		require.Equal(t, strings.Contains(address, "colour"), len(ignoredIn(t, page)) == 1, address)
	}
}

func TestGrouping_HeaderTotalsAndLink(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for address, want := range map[string][]string{
		"/volumes?group=server&per=2&page=2": {
			"2 volumes · 110 GB", "continued", // of the whole group, though only part of it is on the page
			`href="/volumes?group=server&location=de%2Ffra&per=2"`, `href="/volumes?dc=dc-a&group=server&per=2"`, `href="/volumes?per=2&server=s-1"`,
			`href="/volumes?group=server&page=2&per=2&turn=s-1" aria-expanded="true" aria-label="Close base"`,
			"3 volumes in 2 groups · 160 GB", `of 5</span>`,
			`name="group" value="server"`, // filters stay
			`href="/volumes.csv"`, `href="/volumes?per=2">Not grouped`, `href="/volumes?fold=1&group=server&per=2">Close all groups`,
		},
		"/volumes?group=server&fold=1&turn=s-1": {
			`href="/volumes?fold=1&group=server" aria-expanded="true" aria-label="Close base"`,
			`href="/volumes?fold=1&group=server&turn=s-1%2Cdc-a~" aria-expanded="false" aria-label="Open Not attached"`,
			`href="/volumes?attached=no&dc=dc-a"`, `href="/volumes?group=server">Open all groups`,
		},
		"/snapshots?group=source": {`href="/snapshots?vol=v-db"`, `href="/snapshots?source=unknown"`, "Source likely or unknown"},
		"/volumes?server=s-1":     {"Server: base"},
	} {
		page, _ := d.get(address)
		page = html.UnescapeString(page)
		for _, text := range want {
			require.True(t, strings.Contains(page, text), "%s: %s", address, text)
		}
	}
	page, _ := d.get("/datacenters/dc-a")
	require.NotContains(t, page, "By location", "all of it is in one")
}

// The header of a group counts the states of its volumes, and selects the volumes that are shown.
func TestGrouping_HeaderCoverage(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	page, _ := d.get("/volumes?group=location")
	head := textOf(page[strings.Index(page, `id="group-de/fra"`):strings.Index(page, `id="row-v-db"`)])
	require.Contains(t, head, "2 volumes · 110 GB 1 late 1 protected")
	require.Contains(t, page, `data-select-group aria-label="Select all of de/fra on this page"`)
	closed, _ := d.get("/volumes?group=location&fold=1")
	require.NotContains(t, closed, "data-select-group")
	require.Contains(t, closed, "open the group first")
	snapshots, _ := d.get("/snapshots?group=location")
	require.Contains(t, snapshots, "data-select-group")
	require.NotContains(t, snapshots, "group-coverage")
}

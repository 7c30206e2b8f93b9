package handlers_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var headCell = regexp.MustCompile(`(?s)<th scope="col"[^>]*>(.*?)</th>`)

// columnHeadings returns the headings of a page's table.
func columnHeadings(page string) string {
	var headers []string
	for _, found := range headCell.FindAllStringSubmatch(page, -1) {
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(found[1], "")
		headers = append(headers, strings.TrimSpace(html.UnescapeString(text)))
	}
	return strings.Join(headers, " | ")
}

func TestColumns_FromAddress(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for address, want := range map[string]string{
		"/volumes":                              "Select | Volume | Protection | Last 14 days | Server | Data center | Type | Size | Actions",
		"/volumes?cols=name":                    "Select | Volume | Actions",
		"/volumes?cols=size,id":                 "Select | Volume | Id | Size | Actions", // in the order of the list, not of the address
		"/volumes?cols=size&cols=id":            "Select | Volume | Id | Size | Actions", // as a form sends it
		"/datacenters/dc-a?cols=datacenter,bus": "Select | Volume | Bus | Actions",       // a data center's list has no column for it
		"/snapshots?cols=description,labels":    "Select | Name | Description | Labels | Actions",
		"/datacenters?cols=id,requests":         "Name | Id | Changes in progress",
	} {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		require.Equal(t, want, columnHeadings(page), address)
	}
}

func TestColumns_UnknownAreIgnoredWithNotice(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for _, address := range []string{"/volumes", "/snapshots", "/datacenters"} {
		page, _ := d.get(address + "?cols=size,%3Ci%3E,size,,a,b,c,d")
		require.Equal(t, []string{"cols", "cols", "cols"}, ignoredIn(t, page), "%s: three at most are named", address)
		require.Contains(t, page, "“&lt;i&gt;”")
		require.Contains(t, columnHeadings(page), "Size", address)
	}
}

func TestColumns_PreservedByLinksAndForms(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	page, _ := d.get("/volumes?cols=id&cols=name&cols=size&type=HDD&per=1&sort=-size")
	page = html.UnescapeString(page)
	for _, want := range []string{
		`href="/volumes?cols=name%2Cid%2Csize&per=1&sort=id&type=HDD"`,           // sorts by the id
		`href="/volumes?cols=name%2Cid%2Csize&page=2&per=1&sort=-size&type=HDD"`, // the next page
		`<input type="hidden" name="cols" value="name,id,size">`,                 // in the form of the filters
		`<input type="hidden" name="type" value="HDD">`,                          // in the form of the columns
		`name="cols" value="size" checked>`, `name="cols" value="state">`,
		`href="/volumes?per=1&sort=-size&type=HDD">Default columns`,
		`href="/volumes.csv?sort=-size&type=HDD"`, // files have their own columns
	} {
		require.True(t, strings.Contains(page, want), want)
	}
	page, _ = d.get("/volumes?cols=name,coverage,days,server,datacenter,type,size")
	require.True(t, strings.Contains(page, `href="/volumes?sort=name"`), "the default columns need not be named")
}

// Every heading of every list is followed, in both directions.
func TestColumns_AllSort(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for list, columns := range map[string]string{
		"/volumes":     "id,datacenter,location,state,type,size,zone,bus,image,server,snapshot,copies,copied,licence,labels,created,by,modified",
		"/snapshots":   "id,description,state,size,location,source,datacenter,created,by,maker,modified,modifiedby,licence,labels,operation",
		"/datacenters": "id,description,location,state,volumes,size,servers,snapshots,requests,created,by,modified,version",
	} {
		for key := range strings.SplitSeq("name,"+columns, ",") {
			up, _ := d.get(list + "?cols=" + key + "&sort=" + key)
			down, _ := d.get(list + "?cols=" + key + "&sort=-" + key)
			require.Contains(t, up, `aria-sort="ascending"`, list+" by "+key)
			require.Contains(t, down, `aria-sort="descending"`, list+" by "+key)
			require.Len(t, strings.Fields(rowIDs(down)), len(strings.Fields(rowIDs(up))))
		}
	}
	for address, want := range map[string]string{
		"/volumes?sort=-copied":        "v-db v-web v-tmp",
		"/volumes?sort=copies":         "v-tmp v-db v-web",
		"/snapshots?sort=description":  "sn-new sn-old sn-alien", // none of them has a column of its own
		"/snapshots?sort=-id":          "sn-old sn-new sn-alien",
		"/datacenters?sort=-snapshots": "dc-a dc-b",
	} {
		page, _ := d.get(address)
		require.Equal(t, want, rowIDs(page), address)
	}
}

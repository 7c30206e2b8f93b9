package table

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// parse reads the address of a list that can be sorted by name and size, and is sorted by name by default.
func parse(t require.TestingT, address string) Query {
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return ParseQuery(parsed, []string{"name", "size"}, inventory.Order{By: "name"})
}

func TestParseQuery_FallsBackToDefault(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct {
		page, per int
		order     inventory.Order
	}{
		"":                           {1, defaultPerPage, inventory.Order{By: "name"}},
		"page=3&per=100&sort=-size":  {3, 100, inventory.Order{By: "size", Desc: true}},
		"page=0&per=0&sort=colour":   {1, defaultPerPage, inventory.Order{By: "name"}},
		"page=-1&per=-5&sort=--size": {1, defaultPerPage, inventory.Order{By: "name"}},
		"page=x&per=1e9&sort=-":      {1, defaultPerPage, inventory.Order{By: "name"}},
		"page=999999999999999999999": {1, defaultPerPage, inventory.Order{By: "name"}},
		"page=99999999&per=100000":   {1_000_000, maxPerPage, inventory.Order{By: "name"}},
		"sort=Name":                  {1, defaultPerPage, inventory.Order{By: "name"}},
		"page=2&page=3":              {2, defaultPerPage, inventory.Order{By: "name"}},
	} {
		q := parse(t, "/volumes?"+query)
		require.Equal(t, want.page, q.Page, query)
		require.Equal(t, want.per, q.PerPage, query)
		require.Equal(t, want.order, q.Order, query)
	}
}

func TestParseQuery_DefaultSizeIsNotInAddress(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/volumes", parse(t, "/volumes?per=50").Link())
	require.Equal(t, "/volumes?per=25", parse(t, "/volumes?per=25").Link())
}

func TestParseQuery_LimitsSearch(t *testing.T) {
	t.Parallel()
	require.Equal(t, "web", parse(t, "/volumes?q=+web%20").Text)
	require.Equal(t, strings.Repeat("ä", MaxQuery), parse(t, "/volumes?q="+strings.Repeat("ä", 10_000)).Text)
}

func TestQuery_RankMatchesUnlessSorted(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{"": "name", "q=web": inventory.ByMatch, "q=web&sort=size": "size", "q=%20": "name", "sort=size": "size"} {
		q := parse(t, "/volumes?"+query)
		q.RankMatches()
		require.Equal(t, want, q.Order.By, query)
	}
}

func TestQuery_WindowOfPage(t *testing.T) {
	t.Parallel()
	require.Equal(t, inventory.Paging{Offset: 0, Limit: 50}, parse(t, "/v").Window())
	require.Equal(t, inventory.Paging{Offset: 200, Limit: 100}, parse(t, "/v?page=3&per=100").Window())
}

func TestQuery_LinkChangesAndRemoves(t *testing.T) {
	t.Parallel()
	q := parse(t, "/volumes?q=a%26b&type=HDD&page=2&empty=&part=rows")
	require.Equal(t, "/volumes?page=2&q=a%26b&type=HDD", q.Link(), "neither empty nor internal parameters")
	require.Equal(t, "/volumes?page=2&q=a%26b&type=%3Cb%3E", q.Link("type", "<b>"))
	require.Equal(t, "/volumes", q.Link("q", "", "type", "", "page", ""))
	require.Equal(t, "/volumes?page=2&q=a%26b&type=HDD", q.Link("odd"), "a name without a value changes nothing")
	require.Equal(t, []string{"HDD"}, q.Values["type"], "a link does not change the query")
}

// Whatever was typed, a link of the list leads to the same list.
func TestQuery_LinkReadsAsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := url.Values{}
		for _, key := range []string{"q", "sort", "page", "per", "type", "group"} {
			values.Set(key, rapid.String().Draw(t, key))
		}
		q := parse(t, "/volumes?"+values.Encode())
		again := parse(t, q.Link())
		require.Equal(t, q.Text, again.Text)
		require.Equal(t, q.Order, again.Order)
		require.Equal(t, q.Page, again.Page)
		require.Equal(t, q.PerPage, again.PerPage)
		require.Equal(t, q.Link(), again.Link())
	})
}

func TestQuery_SortLinkTurnsAround(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/v?sort=size", parse(t, "/v?page=4").sortLink("size"), "the first page of another order")
	require.Equal(t, "/v?sort=-size", parse(t, "/v?sort=size").sortLink("size"))
	require.Equal(t, "/v?sort=size", parse(t, "/v?sort=-size").sortLink("size"))
	require.Equal(t, "/v?sort=-name", parse(t, "/v").sortLink("name"), "it is the default order")
}

func TestSortHeader_ShowsDirection(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{"": "", "sort=size": "ascending", "sort=-size": "descending"} {
		require.Equal(t, want, parse(t, "/v?"+query).SortHeader("size", "Size", "num").Sort, query)
	}
	require.Empty(t, parse(t, "/v").SortHeader("", "Select", "select").Href, "a column without an order cannot be sorted by")
}

func TestPager_LinksToExistingPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query                   string
		total                   int
		of                      int
		first, prev, next, last string
		sizes                   bool
	}{
		"nothing":             {"", 0, 1, "", "", "", "", false},
		"few":                 {"", 25, 1, "", "", "", "", false},
		"one page":            {"", 50, 1, "", "", "", "", true},
		"first of two":        {"", 51, 2, "", "", "/v?page=2", "/v?page=2", true},
		"last of two":         {"page=2", 51, 2, "/v", "/v", "", "", true},
		"in the middle":       {"page=3&per=10", 45, 5, "/v?per=10", "/v?page=2&per=10", "/v?page=4&per=10", "/v?page=5&per=10", true},
		"behind the end":      {"page=9", 51, 2, "/v", "/v?page=2", "", "/v?page=2", true},
		"far behind nothing":  {"page=1000000", 0, 1, "/v", "/v", "", "/v", false},
		"a size that is few":  {"per=10", 5, 1, "", "", "", "", true},
		"10,000 by five":      {"per=5&page=2000", 10_000, 2000, "/v?per=5", "/v?page=1999&per=5", "", "", true},
		"one behind the last": {"page=3", 100, 2, "/v", "/v?page=2", "", "/v?page=2", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, "/v?"+c.query).pager(c.total)
			require.Equal(t, []string{c.first, c.prev, c.next, c.last}, []string{p.First, p.Prev, p.Next, p.Last})
			require.Equal(t, c.of, p.Of)
			require.Equal(t, c.sizes, len(p.Sizes) > 0)
		})
	}
}

func TestPager_OffersCurrentSize(t *testing.T) {
	t.Parallel()
	sizes := func(query string) (all []string, selected string) {
		for _, o := range parse(t, "/v?"+query).sizeOptions() {
			all = append(all, o.Value)
			if o.Selected {
				selected += o.Value
			}
		}
		return all, selected
	}
	all, selected := sizes("")
	require.Equal(t, []string{"25", "50", "100", "250", "500"}, all)
	require.Equal(t, "50", selected)
	all, selected = sizes("per=70")
	require.Equal(t, []string{"25", "50", "70", "100", "250", "500"}, all)
	require.Equal(t, "70", selected)
}

func TestHiddenFields_AllButFieldsOfForm(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?type=HDD&page=3&q=%22x%22&sort=size&none=")
	require.Equal(t, []ui.HiddenField{{Name: "q", Value: `"x"`}, {Name: "sort", Value: "size"}, {Name: "type", Value: "HDD"}}, q.hiddenFields())
	require.Equal(t, []ui.HiddenField{{Name: "sort", Value: "size"}}, q.hiddenFields("q", "type"))
}

func TestTable_SummaryOfPage(t *testing.T) {
	t.Parallel()
	noun := [2]string{"volume", "volumes"}
	for name, c := range map[string]struct {
		query       string
		rows, total int
		gb          float64
		unsized     int
		want, exact string
	}{
		"no rows":       {"", 0, 0, 0, 0, "", ""},
		"behind":        {"page=9", 0, 60, 60, 0, "", ""},
		"one":           {"", 1, 1, 10, 0, "1 volume · 10 GB", "1 volume · 10 GB"},
		"a part":        {"page=2&per=10", 10, 45, 0, 0, "11–20 of 45 volumes", ""},
		"the last part": {"page=5&per=10", 5, 45, 90, 0, "41–45 of 45 volumes · 90 GB", "41–45 of 45 volumes · 90 GB"},
		"unknown sizes": {"", 3, 3, 10, 2, "3 volumes · at least 10 GB", "3 volumes · at least 10 GB"},
		"10,000":        {"per=500", 500, 10_000, 2_000_000, 0, "1–500 of 10\u202f000 volumes · 1.90 PB", "1–500 of 10\u202f000 volumes · 2\u202f000\u202f000 GB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := parse(t, "/v?"+c.query).Table("Volumes", nil, c.rows, c.total, quantity.Total{GB: c.gb, Unsized: c.unsized}, noun)
			require.Equal(t, c.want, list.Summary)
			require.Equal(t, c.exact, list.Exact)
		})
	}
}

func TestSinglePageTable_HasNoOtherPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 50, 10_000} {
		p := SinglePageTable("", nil, n, n, quantity.Total{}, [2]string{"x", "xs"}).Pager
		require.Equal(t, []string{"", "", "", ""}, []string{p.First, p.Prev, p.Next, p.Last}, fmt.Sprint(n))
	}
}

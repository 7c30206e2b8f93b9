package sources

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/viewtest"
)

// inferred is a contract with what the requests of the past say about its snapshots.
type inferred struct {
	view    *inventory.View
	history inventory.RequestHistory
}

func (i inferred) View() *inventory.View                            { return i.view }
func (i inferred) Health() inventory.Health                         { return inventory.Health{ReadAt: areatest.Noon} }
func (i inferred) History(*inventory.View) inventory.RequestHistory { return i.history }
func (i inferred) deps(a *area) func(*web.Deps) {
	return func(d *web.Deps) {
		d.Mirror, d.Inferrer = i, i
		areatest.RecordIn(a.ledger)(d)
	}
}

// newRequestedArea returns the area for a contract whose snapshots were created by requests: each names a snapshot and its volume.
func newRequestedArea(c *areatest.Contract, created ...[2]string) area {
	var requests []inventory.Request
	for _, x := range created {
		requests = append(requests, inventory.Request{
			ID: "r-" + x[0], Method: "POST", URL: "/datacenters/fra/volumes/" + x[1] + "/create-snapshot", CreatedDate: areatest.Noon.Add(-hour), UserAgent: "ionosctl/6.10.2",
			Targets: []inventory.Target{{ID: x[0], Type: "snapshot"}},
		})
	}
	i := inferred{inference.Infer(c.View(), requests), inventory.RequestHistory{Requests: requests, ReadAt: areatest.Noon, Since: areatest.Noon.AddDate(0, -3, 0)}}
	a := area{ledger: &webtest.Records{}}
	a.Handlers = newHandlers(c.Base(i.deps(&a)))
	return a
}

// certain returns the area for two certain sources, of which one volume was deleted, and one that is unknown.
func certain(c *areatest.Contract) area {
	return newRequestedArea(c.Volume("web", 10).Volume("db", 50).Snapshot("s1", "", 10, hour).Snapshot("s2", "", 10, hour).Snapshot("s3", "", 999, 2*hour), [2]string{"s1", "web"}, [2]string{"s2", "gone"})
}

// list returns the content of the page of matches.
func (a area) list(t *testing.T, query string) *viewtest.Node {
	t.Helper()
	p, err := a.sources(t.Context(), areatest.Request(a.Base, paths.SourcesPath+query))
	require.NoError(t, err)
	return areatest.Read(t, p)
}

// ids returns the snapshots of a list, in its order.
func ids(list *viewtest.Node) string {
	return strings.ReplaceAll(strings.Join(list.Values("tr.source", "id"), " "), "row-", "")
}

// The tabs divide the list by confidence, and keep what else narrows it.
func TestSources_TabsDivideList(t *testing.T) {
	t.Parallel()
	a := certain(areatest.NewContract())
	for query, want := range map[string]string{
		"": "s1 s2 s3", "?grade=certain": "s1 s2", "?grade=none": "s3", "?grade=likely": "", "?grade=nonsense": "s1 s2 s3", "?grade=certain&q=web": "s1", "?grade=certain&q=nothing": "",
		"?per=1&page=2": "s2", "?per=2&page=2&sort=name": "s3", "?sort=-size": "s3 s1 s2", "?maker=ionosctl": "s1 s2", "?maker=unknown": "s3", "?location=de%2Ftxl": "",
	} {
		require.Equal(t, want, ids(a.list(t, query)), query)
	}
	tabs := a.list(t, "?q=s&page=2").One(t, "nav.tabs")
	require.Equal(t, []string{"/snapshots/sources?q=s", "/snapshots/sources?grade=certain&q=s", "/snapshots/sources?grade=likely&q=s", "/snapshots/sources?grade=possible&q=s", "/snapshots/sources?grade=none&q=s"}, tabs.Values("a", "href"))
	require.Equal(t, "/snapshots/sources?grade=none", a.list(t, "?grade=none").One(t, "nav.tabs").One(t, "a[aria-current=page]").Attr["href"])
}

// A filter that is chosen within a tab stays in it.
func TestSources_FilterKeepsTabAndOrder(t *testing.T) {
	t.Parallel()
	form := certain(areatest.NewContract()).list(t, "?grade=certain&sort=-size&q=s&location=de%2Ffra&maker=ionosctl&page=2").One(t, "form[data-filter]")
	require.Equal(t, paths.SourcesPath, form.Attr["action"])
	for name, want := range map[string]string{"q": "s", "grade": "certain", "sort": "-size"} {
		require.Equal(t, want, form.One(t, "input[name="+name+"]").Attr["value"], name)
	}
	require.Empty(t, form.All("input[name=page]"), "another filter begins at the first page")
	for _, name := range []string{"location", "maker"} {
		require.Len(t, form.One(t, "select[name="+name+"]").All("option[selected]"), 1, name)
	}
}

// Only what a request names is written at once; the button names the list that it stands for.
func TestSources_WritesCertainOnesAtOnce(t *testing.T) {
	t.Parallel()
	a := certain(areatest.NewContract())
	main := a.list(t, "?q=s&sort=name&page=1")
	require.Equal(t, []string{"s1/web/there", "s2/gone/gone"}, main.Values("input[name=pair]", "value"))
	form := main.One(t, "[id=write-certain]").One(t, "form[method=post]")
	require.Equal(t, "/snapshots/sources/confirm", form.Attr["action"])
	require.Equal(t, "/snapshots/sources?grade=certain&q=s", form.One(t, "button[name=match]").Attr["value"])
	require.NotEmpty(t, form.One(t, "input[name=key]").Attr["value"])
	require.Contains(t, form.Words(), "2")
	require.Empty(t, a.list(t, "?q=s3").One(t, "[id=write-certain]").All("form"))
	selection := a.list(t, "?q=s&page=1").One(t, "form[id=confirm]")
	require.Equal(t, "/snapshots/sources/review", selection.Attr["action"])
	require.Equal(t, "/snapshots/sources?q=s", selection.One(t, "input[name=from]").Attr["value"])
}

// An inference has a box unless a user has denied it or its source is being written.
func TestSourceRow_BoxOnlyWhereOneVolumeFits(t *testing.T) {
	t.Parallel()
	req := areatest.Request(certain(areatest.NewContract()).Base, "/")
	a := certain(areatest.NewContract())
	one, two := []inventory.Candidate{{VolumeID: "web"}}, []inventory.Candidate{{VolumeID: "web"}, {VolumeID: "db"}}
	for name, c := range map[string]struct {
		g    inventory.Finding
		want string
	}{
		"one":            {inventory.Finding{Candidates: one}, "x/web/there"},
		"one and more":   {inventory.Finding{Candidates: one, More: 3}, ""},
		"two":            {inventory.Finding{Candidates: two}, ""},
		"none":           {inventory.Finding{}, ""},
		"denied":         {inventory.Finding{Candidates: one, Denied: true}, ""},
		"deleted volume": {inventory.Finding{Candidates: []inventory.Candidate{{VolumeID: "gone"}}}, "x/gone/gone"},
	} {
		row := a.sourceRow(req, inventory.Inference{Snapshot: inventory.Snapshot{ID: "x"}, Finding: c.g})
		require.Equal(t, c.want, row.Pair, name)
		require.Equal(t, "/snapshots/x/source", row.Choose, "%s: another one can always be chosen", name)
		require.Empty(t, row.Writing.Href, name)
	}
}

// Users who may not confirm see neither boxes nor buttons.
func TestSources_ActionsNeedRight(t *testing.T) {
	t.Parallel()
	main := certain(areatest.NewContract()).list(t, "")
	for cells, n := range map[string]int{"th.select": 1, "th.act": 1, "td.select": 3, "td.act": 3} {
		require.Equal(t, slices.Repeat([]string{"maintain"}, n), main.Values(cells, "data-right"), cells)
	}
}

// Without anything to match the page says so and leads to the snapshots, but not while filters hide something.
func TestSources_EmptyList(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour))
	for query, want := range map[string]string{"": "/snapshots", "?q=x": paths.SourcesPath, "?grade=likely": paths.SourcesPath, "?location=x": paths.SourcesPath} {
		main := a.list(t, query)
		require.Equal(t, want, main.One(t, "div.empty").One(t, "a").Attr["href"], query)
		require.Empty(t, main.All("form[id=confirm]"), query)
		require.Empty(t, main.All("button[name=match]"), query)
	}
	c := areatest.NewContract()
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	require.Empty(t, newArea(c).list(t, "").One(t, "div.empty").All("a"), "it is not known yet whether there are any")
}

// The page reloads itself without JavaScript until the requests of the past have been read.
func TestSources_IdleWhenHistoryIsRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		history inventory.RequestHistory
		want    bool
	}{
		"never read": {inventory.RequestHistory{}, false}, "being read": {inventory.RequestHistory{ReadAt: areatest.Noon, Loading: true}, false}, "read": {inventory.RequestHistory{ReadAt: areatest.Noon}, true},
	} {
		a := area{ledger: &webtest.Records{}}
		contract := unknown()
		a.Handlers = newHandlers(contract.Base(inferred{contract.View(), c.history}.deps(&a)))
		p, err := a.sources(t.Context(), areatest.Request(a.Base, paths.SourcesPath))
		require.NoError(t, err)
		require.Equal(t, c.want, p.Idle, name)
	}
}

// Names of snapshots and volumes may hold anything.
func TestSources_ForeignTexts(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		c := areatest.NewContract()
		certain(c)
		c.Snapshots[0].Name, c.Snapshots[0].Description, c.Volumes[0].Name = text, text, text
		a := newRequestedArea(c, [2]string{"s1", "web"})
		for _, query := range []string{"", "?q=" + url.QueryEscape(text), "?location=" + url.QueryEscape(text) + "&maker=" + url.QueryEscape(text)} {
			require.Empty(t, a.list(t, query).All("script"), name)
		}
	}
}

// A list is never longer than its page, whatever an address asks for.
func TestSources_LimitsPages(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	c.Inferred = true
	for i := range 600 {
		c.Snapshot(fmt.Sprintf("s-%03d", i), "", 10, hour)
	}
	a := newArea(c)
	for query, want := range map[string]int{"": 50, "?per=25": 25, "?per=999999": 500, "?per=-1": 50, "?page=13": 0, "?page=12": 50, "?page=99999999999999999999": 50} {
		require.Len(t, a.list(t, query).All("tr.source"), want, query)
	}
}

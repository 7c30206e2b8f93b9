package sources

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const hour = time.Hour

// area holds the handlers for a contract and the ledger that they record into.
type area struct {
	*Handlers
	ledger *webtest.Records
}

func newArea(c *areatest.Contract, recorded ...operation.Operation) area {
	a := area{ledger: &webtest.Records{Ops: recorded}}
	a.Handlers = newHandlers(c.Base(areatest.RecordIn(a.ledger)))
	return a
}

// form returns a form with pairs of snapshots and volumes.
func form(pairs ...string) url.Values { return url.Values{"key": {"k"}, "pair": pairs} }

// post sends a form to a handler.
func (a area) post(t *testing.T, handle echo.HandlerFunc, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, response := areatest.Post(auth.RoleMaintainer, paths.SourcesPath+"/confirm", form)
	require.NoError(t, handle(c))
	return response
}

// read returns the pairs that the handlers read from a form.
func (a area) read(t *testing.T, form url.Values) *sourceConfirmation {
	t.Helper()
	c, _ := areatest.Post(auth.RoleMaintainer, paths.SourcesPath+"/review", form)
	return a.sourceConfirmationOf(c)
}

// unknown returns a contract with snapshots of unknown source: "web" fits one volume, "foreign" none.
func unknown() *areatest.Contract {
	c := areatest.NewContract()
	c.Inferred = true
	return c.Volume("web", 10).Volume("db", 50).Snapshot("of-web", "", 10, hour).Snapshot("of-db", "", 50, 2*hour).
		Snapshot("foreign", "", 10, 3*hour, func(s *inventory.Snapshot) { s.Location = "us/las" })
}

// A volume in another location, a smaller or a younger one is impossible. Unknown values refuse nothing.
func TestSourceProblem_OnlyImpossibleVolumes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	v := c.View()
	created := inventory.Metadata{CreatedDate: areatest.Noon.Add(-2 * hour)}
	for name, c := range map[string]struct {
		location string
		gb       float64
		created  inventory.Metadata
		made     time.Duration // before noon; 0: unknown
		want     string        // the code
	}{
		"fits":             {"de/fra", 10, created, hour, ""},
		"grown":            {"de/fra", 20, created, hour, ""},
		"made at birth":    {"de/fra", 10, created, 2 * hour, ""},
		"another place":    {"us/las", 10, created, hour, "location"},
		"smaller":          {"de/fra", 9, created, hour, "too-small"},
		"younger":          {"de/fra", 10, created, 3 * hour, "too-young"},
		"birth not known":  {"de/fra", 10, inventory.Metadata{}, 3 * hour, ""},
		"making not known": {"de/fra", 10, created, 0, ""},
	} {
		snap := inventory.Snapshot{ID: "s", SizeGB: 10, Location: c.location}
		if c.made != 0 {
			snap.Metadata.CreatedDate = areatest.Noon.Add(-c.made)
		}
		problem := operation.SourceProblem(v, inventory.Volume{ID: "v", DatacenterID: "fra", SizeGB: c.gb, Metadata: c.created}, snap)
		require.Equal(t, c.want, problem.Code, name)
		require.Equal(t, c.want != "", problem.Text != "", name)
	}
	unsized := operation.SourceProblem(v, inventory.Volume{ID: "v", DatacenterID: "fra"}, inventory.Snapshot{ID: "s", SizeGB: 10, Location: "de/fra"})
	require.Contains(t, unsized.Text, "size of the volume is unknown")
	require.NotContains(t, noFittingVolume(inventory.Snapshot{Location: "de/fra"}), "unknown")
}

func TestConfirmProblem_EachRefusalHasItsReason(t *testing.T) {
	t.Parallel()
	c := unknown().Snapshot("known", "web", 10, hour).Snapshot("confirmed", "", 10, hour).Snapshot("written", "", 10, hour)
	for _, l := range operation.ConfirmedSource("fra", "web") {
		c.Label("snapshot", "confirmed", l.Key, l.Value)
	}
	c.Operation(operation.Operation{ID: "op", Actor: "eve", Kind: operation.LabelSnapshot, SnapshotID: "written", State: operation.Submitting, Task: operation.Task{Labels: operation.DeniedSource()}})
	a := newArea(c)
	f := a.read(t, form())
	for pair, want := range map[string]string{
		"of-web/web/there": "", "of-web/none": "", "of-web/db/there": "", "of-db/web/there": "too-small", "foreign/web/there": "location", "gone/web/there": "snapshot-deleted",
		"of-web/deleted/gone": "volume-deleted", "known/web/there": "same", "known/db/there": "known", "known/none": "known", "confirmed/db/there": "", "confirmed/none": "",
		"confirmed/web/there": "same", "written/web/there": "being-written",
	} {
		p, ok := sourceview.ReadPair(pair)
		require.True(t, ok, pair)
		why := a.confirmProblem(f, p)
		require.Equal(t, want, why.Code, pair)
		require.Equal(t, want != "", why.Text != "", pair)
	}
	f.pairs = make([]sourceview.Pair, operation.MaxSources)
	full := a.confirmProblem(f, sourceview.Pair{SnapshotID: "of-web", VolumeID: "web"})
	require.Equal(t, operation.ObstacleLimit, full.Code)
}

// An impossible pair is skipped with its why.Text, and an invalid one is ignored.
func TestReview_TakesEachSnapshotOnce(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	f := a.read(t, form("of-web/web/there", "of-web/db/there", "foreign/web/there", "gone/web/there", "nonsense"))
	require.Equal(t, []sourceview.Pair{{SnapshotID: "of-web", VolumeID: "web"}}, f.pairs)
	require.Len(t, f.review.Skipped, 2)
	require.Equal(t, "/snapshots/foreign", f.review.Skipped[0].Subject.Href)
	require.Empty(t, f.review.Skipped[1].Subject.Href)
	require.Equal(t, labelsOfSource, f.review.Calls)
	require.Len(t, f.review.Labels, labelsOfSource)
	require.Equal(t, paths.SourcesPath, f.review.Back)
	require.Equal(t, "/snapshots/of-web", a.read(t, url.Values{"from": {"/snapshots/of-web"}}).review.Back)
	require.Equal(t, paths.SourcesPath, a.read(t, url.Values{"from": {"//evil.example.org"}}).review.Back)
}

func TestReview_NamesValuesOfOneAndKindOfMany(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	values := func(pairs ...string) (all []string) {
		for _, row := range a.read(t, form(pairs...)).review.Labels {
			all = append(all, row.Value)
		}
		return all
	}
	require.Equal(t, []string{"fra", "web", inventory.SourceConfirmed}, values("of-web/web/there"))
	many := values("of-web/web/there", "of-db/db/there")
	require.NotContains(t, many, "web")
	require.NotContains(t, many, "fra")
	require.Equal(t, inventory.SourceNone, values("of-web/none")[0])
}

// The labels say what was confirmed or denied.
func TestConfirm_RecordsOneOperationForEach(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	response := a.post(t, a.confirmSources, form("of-web/web/there", "of-db/none"))
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Len(t, a.ledger.Ops, 2)
	require.Equal(t, operation.DeniedSource(), a.ledger.Ops[0].Task.Labels)
	require.Equal(t, operation.ConfirmedSource("fra", "web"), a.ledger.Ops[1].Task.Labels)
	require.Equal(t, "/batches/"+a.ledger.Ops[0].Batch, response.Header().Get("Location"))
	again := a.post(t, a.confirmSources, form("of-web/web/there", "of-db/none"))
	require.Contains(t, again.Header().Get("Location"), "notice=earlier.")
	require.Len(t, a.ledger.Ops, 2)
}

func TestConfirm_SkipsChangedSnapshots(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]url.Values{
		"nothing is left": form("gone/web/there"), "one is left out": form("of-web/web/there", "foreign/web/there"), "no pair": form(),
	} {
		a := newArea(unknown())
		response := a.post(t, a.confirmSources, f)
		require.Equal(t, http.StatusConflict, response.Code, name)
		require.Contains(t, response.Body.String(), `data-error="changed"`, name)
		require.Empty(t, a.ledger.Ops, name)
	}
}

// The page offers the missing pairs, and records nothing by itself.
func TestConfirm_ResentFormOffersOtherPairs(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	a.post(t, a.confirmSources, form("of-web/web/there"))
	response := a.post(t, a.confirmSources, form("of-web/web/there", "of-db/db/there"))
	require.Equal(t, http.StatusConflict, response.Code)
	require.Contains(t, response.Body.String(), `value="of-db/db/there"`)
	require.Len(t, a.ledger.Ops, 1)
}

// Inferred volumes come first, then those of the same size, found by name, id and data center.
func TestChoice_OffersFittingVolumes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("large", 90).Volume("same", 10).Volume("inferred", 30).Volume("small", 5).Snapshot("s", "", 10, hour)
	req := areatest.Request(c.Base(), "/")
	snap, _ := req.View.Snapshot("s")
	g := inventory.Inference{Snapshot: snap, Finding: inventory.Finding{Confidence: inventory.Likely, Candidates: []inventory.Candidate{{VolumeID: "inferred"}}}}
	offered := func(g inventory.Inference, query string) (names []string, selected string) {
		options, _ := sourceOptionsFor(req, snap, g, query)
		for _, o := range options {
			names = append(names, o.Volume)
			if o.Selected {
				selected = o.Volume
			}
		}
		return names, selected
	}
	names, selected := offered(g, "")
	require.Equal(t, []string{"inferred", "same", "large"}, names)
	require.Equal(t, "inferred", selected)
	g.Confidence = inventory.Possible
	_, selected = offered(g, "")
	require.Empty(t, selected, "a merely possible volume is not preselected")
	for query, want := range map[string][]string{"LARGE": {"large"}, "prod": {"inferred", "same", "large"}, "nothing": nil} {
		names, _ = offered(g, query)
		require.Equal(t, want, names, query)
	}
}

func TestChoice_LimitsAndCountsOthers(t *testing.T) {
	t.Parallel()
	req := areatest.Request(areatest.NewContract().VolumesNamed(maxOptions+12).Snapshot("s", "", 10, hour).Base(), "/")
	snap, _ := req.View.Snapshot("s")
	options, more := sourceOptionsFor(req, snap, inventory.Inference{}, "")
	require.Len(t, options, maxOptions)
	require.Equal(t, 12, more)
}

// matched returns an inference of a confidence.
func matched(id string, gb float64, confidence inventory.Confidence) inventory.Inference {
	return inventory.Inference{Snapshot: inventory.Snapshot{ID: id, Name: strings.ToUpper(id), SizeGB: gb, Metadata: inventory.Metadata{CreatedDate: areatest.Noon.Add(time.Duration(gb) * hour)}}, Finding: inventory.Finding{Confidence: confidence}}
}

// The address can ask for another order; equal ones keep theirs.
func TestSortInferences_SurestFirst(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().View()
	all := func() []inventory.Inference {
		denied := matched("d", 4, inventory.Certain)
		denied.Denied = true
		return []inventory.Inference{denied, matched("c", 1, "none"), matched("a", 3, inventory.Possible), matched("b", 2, inventory.Certain), matched("e", 2, inventory.Certain)}
	}
	for order, want := range map[inventory.Order]string{
		{By: "grade"}: "b e a c d", {By: "grade", Desc: true}: "d c a b e", {By: "name"}: "a b c d e", {By: "size"}: "c b e a d", {By: "created", Desc: true}: "d a b e c", {By: "size", Desc: true}: "d a b e c",
	} {
		sorted := all()
		sortInferences(v, sorted, order)
		require.Equal(t, want, strings.Join(selection.IDsOf(sorted, func(g inventory.Inference) string { return g.Snapshot.ID }), " "), fmt.Sprint(order))
	}
}

// Those that the address does not match are left out.
func TestFilteredInferences_CountEachConfidence(t *testing.T) {
	t.Parallel()
	c := unknown().Label("snapshot", "of-db", inventory.LabelSource, inventory.SourceNone)
	a := newArea(c)
	v := c.View()
	var all []inventory.Inference
	for _, id := range []string{"of-web", "of-db", "foreign"} {
		g := matched(id, 10, inventory.Likely)
		g.Snapshot, _ = v.Snapshot(id)
		g.Denied = v.DeniedSource(id)
		g.Candidates = []inventory.Candidate{{VolumeID: "web"}}
		all = append(all, g)
	}
	for address, want := range map[string]string{
		"/": "of-web of-db foreign", "/?location=us%2Flas": "foreign", "/?q=FOREIGN": "foreign", "/?q=web": "of-web of-db foreign", "/?q=nothing": "", "/?maker=nonsense": "of-web of-db foreign",
	} {
		req := areatest.Request(a.Base, address)
		q := table.ParseQuery(req.URL, sourceOrders(), inventory.Order{By: "grade"})
		matching, counts := a.filteredInferences(req, &q, all)
		require.Equal(t, want, strings.Join(selection.IDsOf(matching, func(g inventory.Inference) string { return g.Snapshot.ID }), " "), address)
		if address == "/" {
			require.Equal(t, map[string]int{"likely": 2, "denied": 1}, counts)
		}
	}
}

func TestConfidenceTabs_KeepSelectedRowsVisible(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]int{"/snapshots/sources": 5, "/snapshots/sources?grade=denied": 6} {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		tabs := confidenceTabs(table.ParseQuery(parsed, nil, inventory.Order{}), map[string]int{"certain": 2}, 2)
		require.Len(t, tabs, want, address)
		require.Equal(t, want == 5, tabs[0].Current, address)
	}
}

// A double click must record them once, and another statement must be another form.
func TestSourcesKey_StaysWhileCertainOnesStay(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	some := []inventory.Inference{matched("a", 1, inventory.Certain), matched("b", 1, inventory.Likely)}
	key := a.sourcesKey(some)
	require.Equal(t, key, a.sourcesKey(some))
	require.Equal(t, key, a.sourcesKey(some[:1]), "only certain sources are written")
	require.NotEqual(t, key, a.sourcesKey(append(some, matched("c", 1, inventory.Certain))))
	a.Operations.Put(operation.Operation{ID: "op", Version: 1, Kind: operation.LabelSnapshot, SnapshotID: "a", State: operation.Done, CreatedAt: areatest.Noon})
	require.NotEqual(t, key, a.sourcesKey(some))
}

func TestSources_UnknownSizesGiveLowerBound(t *testing.T) {
	t.Parallel()
	a := newArea(unknown().Snapshot("unsized", "", 0, hour))
	p, err := a.sources(t.Context(), areatest.Request(a.Base, paths.SourcesPath))
	require.NoError(t, err)
	var list strings.Builder
	require.NoError(t, p.Fragments[2].HTML.Render(t.Context(), &list))
	require.Contains(t, list.String(), "4 snapshots · at least 70 GB")
}

// A row has a pair to confirm if exactly one volume fits.
func TestSources_ListsSnapshots(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	p, err := a.sources(t.Context(), areatest.Request(a.Base, paths.SourcesPath))
	require.NoError(t, err)
	require.Len(t, p.Fragments[2].Rows(), 3)
	row := a.sourceRow(areatest.Request(a.Base, "/"), inventory.Inference{Snapshot: inventory.Snapshot{ID: "of-web"}, Finding: inventory.Finding{Candidates: []inventory.Candidate{{VolumeID: "web"}}}})
	require.Equal(t, "of-web/web/there", row.Pair)
	a.Operations.Put(operation.Operation{ID: "op", Version: 1, Kind: operation.LabelSnapshot, SnapshotID: "of-web", State: operation.Queued, CreatedAt: areatest.Noon, Task: operation.Task{Labels: operation.DeniedSource()}})
	row = a.sourceRow(areatest.Request(a.Base, "/"), inventory.Inference{Snapshot: inventory.Snapshot{ID: "of-web"}, Finding: inventory.Finding{Candidates: []inventory.Candidate{{VolumeID: "web"}}}})
	require.Empty(t, row.Pair)
	require.Equal(t, "/operations/op", row.Writing.Href)
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }

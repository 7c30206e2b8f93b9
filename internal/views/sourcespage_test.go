package views

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The history of requests says how far it is, and why it is not read.
func TestHistoryNotice_EachState(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status HistoryStatus
		times  int
		causes int
	}{
		"never read": {HistoryStatus{Text: "being read"}, 0, 0}, "read": {HistoryStatus{Text: "read", When: moment()}, 1, 0}, "failed": {HistoryStatus{Text: "read", When: moment(), Cause: []string{"a", "b"}}, 1, 2},
	} {
		root := viewtest.RequireSound(t, HistoryNotice(c.status)).One(t, "[id=request-history]")
		require.Equal(t, "status", root.Attr["role"], name)
		require.Len(t, root.All("time"), c.times, name)
		require.Len(t, root.All("p"), 1+c.causes, name)
	}
}

// The button that writes without a review stands for a list, and is missing where nothing is certain.
func TestWriteCertain_OnlyWithCertainOnes(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, WriteCertain(Sources{All: ConfirmAll{N: 2, Key: "k", Address: "/snapshots/sources?grade=certain"}}))
	require.Equal(t, []string{"/snapshots/sources/confirm"}, sends(root))
	require.Equal(t, "/snapshots/sources?grade=certain", root.One(t, "button[name=match]").Attr["value"])
	require.Equal(t, "k", root.One(t, "input[name=key]").Attr["value"])
	require.Empty(t, viewtest.RequireSound(t, WriteCertain(Sources{})).All("form"))
}

// Exactly one tab is current.
func TestConfidenceTabs_MarkCurrentOne(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, ConfidenceTabs([]ui.Tab{{Text: "All", Count: "3", Href: "/a"}, {Text: "Likely", Count: "0", Href: "/b", Current: true}}))
	require.Equal(t, []string{"/a", "/b"}, root.Values("a", "href"))
	require.Equal(t, "/b", root.One(t, "a[aria-current=page]").Attr["href"])
}

// A row has a box where there is something to confirm, and a way to choose unless its source is being written.
func TestSourceRow_ByState(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*SourceRow)
		want   []string
	}{
		"one fits":      {func(*SourceRow) {}, []string{"input[name=pair]", "a.button"}},
		"several fit":   {func(r *SourceRow) { r.Pair = "" }, []string{"a.button"}},
		"being written": {func(r *SourceRow) { r.Pair, r.Writing = "", ui.Link{Text: "Being written", Href: "/operations/op"} }, []string{"a[href=/operations/op]"}},
	} {
		row := sourceRow()
		c.change(&row)
		root := viewtest.Read(t, SourceTableRow(row))
		require.Equal(t, c.want, shows(root, "input[name=pair]", "a.button", "a[href=/operations/op]"), name)
		require.Equal(t, "row-s-1", root.One(t, "tr").Attr["id"], name)
		require.Len(t, root.All("[data-right=maintain]"), 2, name)
	}
	require.Contains(t, viewtest.Read(t, SourceTableRow(sourceRow())).One(t, "input[name=pair]").Attr["aria-label"], "nightly")
	require.Equal(t, "confirm", viewtest.Read(t, SourceTableRow(sourceRow())).One(t, "input[name=pair]").Attr["form"], "the form stands below the list")
}

// Candidates are listed with what speaks for each, and what speaks against all.
func TestSourceInference_Parts(t *testing.T) {
	t.Parallel()
	one := SourceCandidate{Volume: ui.Link{Text: "db", Href: "/v"}, Datacenter: ui.Link{Text: "prod", Href: "/d"}, Evidence: []string{"a", "b"}}
	for name, c := range map[string]struct {
		g              SourceInference
		items, against int
		links          []string
	}{
		"none":      {SourceInference{}, 0, 0, nil},
		"one":       {SourceInference{Candidates: []SourceCandidate{one}}, 3, 0, []string{"/v", "/d"}},
		"deleted":   {SourceInference{Candidates: []SourceCandidate{{Volume: ui.Link{Text: "deleted"}}}}, 1, 0, nil},
		"more":      {SourceInference{Candidates: []SourceCandidate{one}, More: 1200}, 4, 0, []string{"/v", "/d"}},
		"doubts":    {SourceInference{CounterEvidence: []string{"c"}}, 1, 1, nil},
		"with both": {SourceInference{Candidates: []SourceCandidate{one}, CounterEvidence: []string{"c", "d"}}, 5, 1, []string{"/v", "/d"}},
	} {
		root := viewtest.RequireSound(t, sourceInference(c.g))
		require.Len(t, root.All("li"), c.items, name)
		require.Len(t, root.All("ul.against"), c.against, name)
		require.Equal(t, c.links, root.Values("a", "href"), name)
	}
}

// The review names what is written, to one snapshot or to many.
func TestSourceReview_OneOrMany(t *testing.T) {
	t.Parallel()
	pair := func(id string) SourcePair {
		return SourcePair{Pair: id, Snapshot: ui.Link{Text: id, Href: "/s"}, Created: moment(), Confidence: ui.Pill{Label: "Likely"}}
	}
	r := SourceReview{Key: "k", Back: "/snapshots/sources", Labels: []LabelRow{{"a", "1"}, {"b", "2"}, {"c", "3"}}, Calls: 3, Pairs: []SourcePair{pair("a")}}
	one := mainOf(t, SourceReviewPage(shell(), r))
	r.Pairs, r.More, r.Changed, r.Error = append(r.Pairs, pair("b")), "first 1000", "It changed.", "changed"
	many := mainOf(t, SourceReviewPage(shell(), r))
	require.Len(t, many.One(t, "[aria-labelledby=written-title]").All("dt"), 3)
	require.NotEqual(t, one.One(t, "button.primary").Words(), many.One(t, "button.primary").Words())
	require.Equal(t, "changed", many.One(t, "[role=alert]").Attr["data-error"])
	require.Len(t, many.All("p.info"), 1)
	require.Empty(t, shows(one, "[role=alert]", "p.info"))
	require.Equal(t, []string{"a", "b"}, many.Values("input[name=pair][checked]", "value"))
}

// A pair without a volume says that it is none; one whose volume was deleted has no link; a warning stands in its row.
func TestSourcePairs_EachRow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pair SourcePair
		want []string
	}{
		"volume":  {SourcePair{Volume: ui.Link{Text: "db", Href: "/v"}, Datacenter: ui.Link{Text: "prod", Href: "/d"}, Evidence: []string{"a"}}, []string{"a[href=/v]", "a[href=/d]", "ul.evidence"}},
		"none":    {SourcePair{Datacenter: ui.Link{Text: "prod", Href: "/d"}}, nil},
		"deleted": {SourcePair{Volume: ui.Link{Text: "deleted"}, Warning: "It was deleted."}, []string{"span.warn-text"}},
	} {
		c.pair.Snapshot = ui.Link{Text: "nightly", Href: "/s"}
		root := viewtest.RequireSound(t, sourcePairs([]SourcePair{c.pair}))
		require.Equal(t, c.want, shows(root, "a[href=/v]", "a[href=/d]", "ul.evidence", "span.warn-text"), name)
		require.Len(t, root.All("a[href=/s]"), 1, name)
	}
}

// Where there is nothing to confirm, the page says why only if something was left out.
func TestNothingToConfirm_ByReason(t *testing.T) {
	t.Parallel()
	require.NotEqual(t, nothingToConfirm(SourceReview{}), nothingToConfirm(SourceReview{Skipped: []Skipped{{}}}))
}

// The choice of a source has one option for each volume and one for none, of which at most one is selected.
func TestSourceChoice_Options(t *testing.T) {
	t.Parallel()
	p := SourceChoice{Name: "nightly", Back: "/snapshots/s-1", Action: "/snapshots/s-1/source", Query: "db", None: "s-1/none", Options: []SourceOption{{Pair: "s-1/v-1/there", Volume: "db", Datacenter: "prod", Size: "10 GB", Note: "Likely", Selected: true}, {Pair: "s-1/v-2/there", Volume: "web"}}, More: 1200}
	main := mainOf(t, SourceChoicePage(shell(), p))
	require.Equal(t, []string{"s-1/v-1/there", "s-1/v-2/there", "s-1/none"}, main.Values("input[name=pair]", "value"))
	require.Equal(t, []string{"s-1/v-1/there"}, main.Values("input[checked]", "value"))
	require.Len(t, main.All("span.tag"), 1)
	require.Len(t, main.All("p.small"), 1)
	require.Empty(t, shows(main, "p.note", "[id=inference-title]"))
	p.Empty, p.Options, p.More, p.Inference = "Nothing fits.", nil, 0, inferenceOf("x")
	main = mainOf(t, SourceChoicePage(shell(), p))
	require.Equal(t, []string{"s-1/none"}, main.Values("input[name=pair]", "value"), "that it is none can always be said")
	require.Equal(t, []string{"p.note", "[id=inference-title]"}, shows(main, "p.note", "[id=inference-title]"))
}

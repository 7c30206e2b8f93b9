package operations

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// filterOf returns the filter of an address of the list.
func filterOf(t *testing.T, address string, zone *time.Location) operation.Filter {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	q := table.ParseQuery(parsed, nil, inventory.Order{})
	return operationFilter(&q, zone)
}

func TestOperationFilter_ReadsAddress(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	day := func(d int) time.Time { return time.Date(2026, time.March, d, 0, 0, 0, 0, berlin) }
	for address, want := range map[string]operation.Filter{
		"/operations":                                     {Leading: true},
		"/operations?page=3&per=20":                       {Leading: true, Offset: 40, Limit: 20},
		"/operations?q=+web+":                             {Query: "web"},
		"/operations?outcome=failed":                      {States: []operation.State{operation.Failed}},
		"/operations?outcome=prevented":                   {Prevented: true},
		"/operations?outcome=planned":                     {Planned: true},
		"/operations?outcome=waiting":                     {NotPlanned: true, States: []operation.State{operation.Queued, operation.Waiting}},
		"/operations?outcome=great":                       {Leading: true},
		"/operations?from=2026-03-28":                     {Leading: true, Since: day(28)},
		"/operations?to=2026-03-29":                       {Leading: true, Until: day(30)},
		"/operations?from=2026-03-29&to=2026-03-29&q=x":   {Query: "x", Since: day(29), Until: day(30)},
		"/operations?from=29.03.2026&to=2026-02-31":       {Leading: true},
		"/operations?to=9999-12-31":                       {Leading: true, Until: time.Date(10000, time.January, 1, 0, 0, 0, 0, berlin)},
		"/operations?page=-1&per=0":                       {Leading: true},
		"/operations?per=999999999&outcome=done&from=tom": {States: []operation.State{operation.Done}, Limit: 500},
	} {
		if want.Limit == 0 {
			want.Limit = 50
		}
		got := filterOf(t, address, berlin)
		require.True(t, want.Since.Equal(got.Since), "%s since %s", address, got.Since)
		require.True(t, want.Until.Equal(got.Until), "%s until %s", address, got.Until)
		want.Since, want.Until = got.Since, got.Until
		require.Equal(t, want, got, address)
	}
}

// No option of the filter shows everything.
func TestOperationFilter_EveryOutcomeNarrows(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, option := range outcomeOptions() {
		f := filterOf(t, "/operations?outcome="+option.Value, time.UTC)
		require.False(t, f.Leading, "%s shows each operation, not batches", option.Value)
		narrowed := fmt.Sprint(f.States, f.Prevented, f.Planned, f.NotPlanned)
		require.NotEqual(t, "[] false false false", narrowed, option.Value)
		require.Empty(t, seen[narrowed], "%s is the same as %s", option.Value, seen[narrowed])
		seen[narrowed] = option.Value
	}
}

// Each state belongs to an outcome.
func TestOperationFilter_CoversEveryState(t *testing.T) {
	t.Parallel()
	found := map[operation.State]bool{}
	for _, option := range outcomeOptions() {
		for _, state := range statesOf(option.Value) {
			found[state] = true
		}
	}
	for _, state := range []operation.State{
		operation.Queued, operation.Waiting, operation.Submitting, operation.Accepted, operation.Provisioning, operation.Done, operation.Failed, operation.Unknown, operation.Cancelled,
	} {
		require.True(t, found[state], state)
	}
}

func TestOperations_NameIgnoredParameters(t *testing.T) {
	t.Parallel()
	for address, ignored := range map[string]int{"/operations": 0, "/operations?from=2026-03-28": 0, "/operations?from=yesterday": 1, "/operations?from=yesterday&to=x&outcome=great": 3} {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		q := table.ParseQuery(parsed, nil, inventory.Order{})
		operationFilter(&q, time.UTC)
		require.Len(t, q.Filter("").Ignored, ignored, address)
	}
}

func TestOperations_EmptyListLeadsOn(t *testing.T) {
	t.Parallel()
	for address, link := range map[string]string{
		"/operations": "/volumes", "/operations?q=x": "/operations", "/operations?outcome=failed": "/operations", "/operations?to=2026-01-01": "/operations", "/operations?page=9": "/operations",
		"/operations?per=20": "/volumes",
	} {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, link, operationsEmpty(table.ParseQuery(parsed, nil, inventory.Order{})).Link.Href, address)
	}
}

func TestBatchLine_CountsProgress(t *testing.T) {
	t.Parallel()
	planned := func(op *operation.Operation) { op.Batch, op.NotBefore = "b", areatest.Noon.Add(time.Minute) }
	again := func(op *operation.Operation) { op.Batch, op.RetryOf = "b", "b" }
	locked := onSnapshot("l", operation.DeleteSnapshot, operation.Cancelled, because(operation.CauseLocked), in("b"))
	for name, c := range map[string]struct {
		ops    []operation.Operation
		tone   string
		counts []string
	}{
		"all done":                 {batchOf(operation.Done, operation.Done), "good", []string{"good 2"}},
		"retried with success":     {append(batchOf(operation.Done, operation.Failed), creation("c", operation.Done, again)), "good", []string{"good 2"}},
		"retried in vain":          {append(batchOf(operation.Done, operation.Failed), creation("c", operation.Failed, again)), "warn", []string{"good 1", "bad 1"}},
		"all failed":               {batchOf(operation.Failed, operation.Failed), "bad", []string{"bad 2"}},
		"failed or unknown":        {batchOf(operation.Failed, operation.Unknown), "bad", []string{"bad 1", "warn 1"}},
		"all unknown":              {batchOf(operation.Unknown, operation.Unknown), "warn", []string{"warn 2"}},
		"some done":                {batchOf(operation.Done, operation.Failed, operation.Cancelled), "warn", []string{"good 1", "bad 1", "quiet 1"}},
		"some open":                {batchOf(operation.Done, operation.Queued, operation.Accepted), "busy", []string{"good 1", "busy 1", "quiet 1"}},
		"all cancelled":            {batchOf(operation.Cancelled, operation.Cancelled), "quiet", []string{"quiet 2"}},
		"all prevented":            {[]operation.Operation{locked, onSnapshot("m", operation.DeleteSnapshot, operation.Cancelled, because(operation.CauseLocked), in("b"))}, "prevented", []string{"prevented 2"}},
		"planned":                  {[]operation.Operation{creation("a", operation.Queued, planned), creation("b", operation.Queued, planned)}, "warn", []string{"quiet 2"}},
		"one alone is no batch":    {batchOf(operation.Done), "", nil},
		"of another batch: no one": {append(batchOf(operation.Done), creation("z", operation.Done, in("other"))), "", nil},
	} {
		f := setup(areatest.NewContract(), c.ops...)
		counts, err := f.batchCountsOf(t.Context(), c.ops[:1])
		require.NoError(t, err)
		line := batchLine(c.ops[0], counts["b"])
		if c.tone == "" {
			require.Nil(t, line, name)
			continue
		}
		require.Equal(t, c.tone, line.Pill.Tone, name)
		require.Equal(t, "/batches/b", line.Href)
		require.Equal(t, c.counts, sharesOf(line.Counts), name)
	}
}

// The line of a batch and its page agree on every combination of states.
func TestBatchLine_AgreesWithPage(t *testing.T) {
	t.Parallel()
	restored := restoreChain(operation.Done, operation.Failed, operation.Queued, operation.Queued)
	restored[2].State, restored[2].Failure = operation.Failed, &operation.Failure{Kind: operation.NotStarted}
	for name, ops := range map[string][]operation.Operation{
		"retried": append(batchOf(operation.Failed, operation.Done), creation("c", operation.Done, in("b"), func(op *operation.Operation) { op.RetryOf = "a" })),
		"mixed":   batchOf(operation.Done, operation.Failed, operation.Unknown, operation.Cancelled, operation.Waiting, operation.Submitting), "steps": restored,
	} {
		f := setup(areatest.NewContract(), ops...)
		counts, err := f.batchCountsOf(t.Context(), ops[:1])
		require.NoError(t, err)
		line, o := batchLine(ops[0], counts[ops[0].Batch]), operation.CountBatch(ops)
		require.Equal(t, batchPill(texts.CommonKind(ops), o), line.Pill, name)
		require.Equal(t, sharesOf(batchCounts(table.Query{}, ops, o)), sharesOf(line.Counts), name)
		require.Equal(t, o.Total(), line.Total, name)
	}
}

// sharesOf returns shares with their tones: "good 2".
func sharesOf(shares []views.BatchShare) (all []string) {
	for _, share := range shares {
		all = append(all, fmt.Sprint(share.Tone, " ", share.N))
	}
	return all
}

func TestBatchText_CountsTargets(t *testing.T) {
	t.Parallel()
	step := restoreChain(operation.Queued, operation.Queued, operation.Queued, operation.Queued)[0]
	texts := map[string]bool{}
	for _, op := range []operation.Operation{step, onSnapshot("a", operation.DeleteSnapshot, operation.Queued), creation("a", operation.Queued)} {
		one, several := batchText(op, 1), batchText(op, 4)
		require.Contains(t, several, "4 ")
		require.NotEqual(t, one[2:], several[2:], "singular")
		require.False(t, texts[several], several)
		texts[several] = true
	}
}

func TestOperations_BatchIsOneLineOnlyUnfiltered(t *testing.T) {
	t.Parallel()
	ops := batchOf(operation.Done, operation.Failed)
	f := setup(areatest.NewContract(), append(ops, creation("alone", operation.Done))...)
	p, err := f.operations(t.Context(), f.request("/operations?outcome=done", ""))
	require.NoError(t, err)
	html := rendered(t, p)
	require.NotContains(t, html, "data-batch=")
	require.Equal(t, []string{"alone", "a"}, idsIn(html))
	p, err = f.operations(t.Context(), f.request("/operations", ""))
	require.NoError(t, err)
	require.Contains(t, rendered(t, p), `data-batch="2"`)
}

func TestOperations_FailingLedgerIsAnError(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract(), batchOf(operation.Done, operation.Failed)...)
	f.ledger.Err = webtest.ErrAway
	_, err := f.operations(t.Context(), f.request("/operations", ""))
	require.ErrorIs(t, err, webtest.ErrAway)
	_, err = f.batchCountsOf(t.Context(), batchOf(operation.Done))
	require.ErrorIs(t, err, webtest.ErrAway)
}

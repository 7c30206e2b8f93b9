package notice

import (
	"bytes"
	"log/slog"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// notices holds notices and what they read.
type notices struct {
	Notices
	ledger *webtest.Records
	log    *bytes.Buffer
}

func newNotices() notices {
	f := notices{ledger: &webtest.Records{}, log: &bytes.Buffer{}}
	f.Notices = Notices{Ledger: f.ledger, Log: slog.New(slog.NewTextHandler(f.log, nil))}
	return f
}

// notice returns the notice that the address of a page shows.
func (f notices) notice(t *testing.T, notice string) *views.Flash { return f.noticeOf(t, notice, "") }

func (f notices) noticeOf(t *testing.T, code, id string) *views.Flash {
	t.Helper()
	return f.On(t.Context(), code+"."+id, webtest.Noon)
}

// The rest of the address stays the same.
func TestNotice_LivesInAddress(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/volumes": "/volumes?notice=undone.a%2Fb", "/volumes?q=x&q=y": "/volumes?notice=undone.a%2Fb&q=x&q=y",
		"/volumes?notice=old.1#list": "/volumes?notice=undone.a%2Fb#list", "/%zz": "/%zz",
	} {
		require.Equal(t, want, With(path, Undone, "a/b"))
	}
	with, err := url.Parse("/volumes?q=x&notice=undone.a%2Fb&sort=-age")
	require.NoError(t, err)
	plain, notice := Without(with)
	require.Equal(t, "/volumes?q=x&sort=-age", plain.String())
	require.Equal(t, "undone.a/b", notice)
	require.Contains(t, with.RawQuery, "notice", "the address of the request itself stays")
	without, err := url.Parse("/volumes?sort=-age&q=x")
	require.NoError(t, err)
	plain, notice = Without(without)
	require.Equal(t, "/volumes?sort=-age&q=x", plain.String())
	require.Empty(t, notice)
}

// An unknown code has no text.
func TestNotice_WithoutOperationHasOwnText(t *testing.T) {
	t.Parallel()
	f, seen := newNotices(), map[string]bool{}
	for _, code := range []string{Unchanged, Dismissed, Newer, Nothing, Open} {
		n := f.notice(t, code)
		require.Equal(t, code, n.Code)
		require.False(t, seen[n.Text], code)
		seen[n.Text] = true
	}
	for _, code := range []string{"", "made-up", Earlier, Undone, Batch} {
		require.Nil(t, f.notice(t, code), code)
	}
	require.Nil(t, f.noticeOf(t, "made-up", "op"))
}

// An address can be forged, so it must not choose the text. Only a failing database is logged.
func TestNotice_UnknownOperationHasNone(t *testing.T) {
	t.Parallel()
	f := newNotices()
	for _, code := range []string{Earlier, Undone, Batch} {
		require.Nil(t, f.noticeOf(t, code, "nothing"), code)
	}
	require.Empty(t, f.log.String())
	f.ledger.Err = webtest.ErrAway
	require.Nil(t, f.noticeOf(t, Earlier, "op"))
	require.Contains(t, f.log.String(), "level=WARN")
}

// The notice says what has become of the operation since.
func TestEarlierNotice_ShowsOutcome(t *testing.T) {
	t.Parallel()
	at := webtest.Noon.Add(-5 * time.Minute)
	done := func(kind operation.Kind, state operation.State) operation.Operation {
		return operation.Operation{ID: "op", Kind: kind, State: state, SnapshotID: "s", CreatedAt: at}
	}
	locked, unlocked := done(operation.LockSnapshot, operation.Done), done(operation.UnlockSnapshot, operation.Done)
	unlocked.ID = "later"
	for name, c := range map[string]struct {
		ops  []operation.Operation // newest first
		want string
	}{
		"running":         {[]operation.Operation{done(operation.CreateSnapshot, operation.Provisioning)}, "open"},
		"done":            {[]operation.Operation{done(operation.CreateSnapshot, operation.Done)}, "ended"},
		"failed":          {[]operation.Operation{done(operation.CreateSnapshot, operation.Failed)}, "ended"},
		"cancelled":       {[]operation.Operation{done(operation.CreateSnapshot, operation.Cancelled)}, "undone"},
		"lock stands":     {[]operation.Operation{locked}, "ended"},
		"lock is removed": {[]operation.Operation{unlocked, locked}, "undone"},
	} {
		f := newNotices()
		f.ledger.Ops = c.ops
		n := f.noticeOf(t, Earlier, "op")
		require.Equal(t, c.want, n.State, name)
		require.Equal(t, "op", n.Operation, name)
		require.Equal(t, "/operations/op", n.Link.Href, name)
		require.Contains(t, n.Text, "5 min ago", name)
	}
}

// batchOf returns operations of one batch in some states.
func batchOf(kind operation.Kind, states ...operation.State) (ops []operation.Operation) {
	for i, state := range states {
		ops = append(ops, operation.Operation{ID: string(rune('a' + i)), Batch: "b", Kind: kind, State: state, CreatedAt: webtest.Noon})
	}
	return ops
}

// The notice leads to the batch.
func TestEarlierNotice_CountsBatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		states []operation.State
		want   string
	}{
		"one runs":      {[]operation.State{operation.Done, operation.Queued, operation.Cancelled}, "open"},
		"all ended":     {[]operation.State{operation.Done, operation.Failed, operation.Cancelled}, "ended"},
		"all cancelled": {[]operation.State{operation.Cancelled, operation.Cancelled}, "undone"},
	} {
		f := newNotices()
		f.ledger.Ops = batchOf(operation.CreateSnapshot, c.states...)
		n := f.noticeOf(t, Earlier, "a")
		require.Equal(t, c.want, n.State, name)
		require.Equal(t, "/batches/b", n.Link.Href, name)
	}
	f := newNotices()
	f.ledger.Ops = batchOf(operation.CreateSnapshot, operation.Done, operation.Failed, operation.Done)
	require.Contains(t, f.noticeOf(t, Earlier, "a").Text, "2 of 3")
}

// An operation that continues, or that a prohibition prevented, was not undone.
func TestUndoneNotice_OnlyForCancelledByUser(t *testing.T) {
	t.Parallel()
	f := newNotices()
	cancelled := operation.Operation{ID: "op", Kind: operation.CreateSnapshot, State: operation.Cancelled}
	f.ledger.Ops = []operation.Operation{cancelled}
	create := f.noticeOf(t, Undone, "op")
	require.Equal(t, "undone", create.State)
	f.ledger.Ops[0].Kind = operation.DeleteSnapshot
	require.NotEqual(t, create.Text, f.noticeOf(t, Undone, "op").Text, "a deletion is named by its snapshot")
	f.ledger.Ops[0].State = operation.Provisioning
	require.Nil(t, f.noticeOf(t, Undone, "op"))
	f.ledger.Ops[0] = cancelled
	f.ledger.Ops[0].Failure = &operation.Failure{Kind: operation.Causes()[0]}
	require.Nil(t, f.noticeOf(t, Undone, "op"))
}

// Deletions have their own text.
func TestBatchNotice_HowMuchWasCancelled(t *testing.T) {
	t.Parallel()
	all := []operation.State{operation.Cancelled, operation.Cancelled}
	part := []operation.State{operation.Cancelled, operation.Done, operation.Cancelled}
	seen := map[string]bool{}
	for name, c := range map[string]struct {
		kind   operation.Kind
		states []operation.State
		count  string
	}{
		"all deletions":  {operation.DeleteSnapshot, all, ""},
		"all creates":    {operation.CreateSnapshot, all, ""},
		"some deletions": {operation.DeleteSnapshot, part, "2 of 3"},
		"some creates":   {operation.CreateSnapshot, part, "2 of 3"},
	} {
		f := newNotices()
		f.ledger.Ops = batchOf(c.kind, c.states...)
		n := f.noticeOf(t, Batch, "b")
		require.Equal(t, "undone", n.State, name)
		require.Contains(t, n.Text, c.count, name)
		require.False(t, seen[n.Text], name)
		seen[n.Text] = true
	}
	f := newNotices()
	f.ledger.Ops = batchOf(operation.CreateSnapshot, operation.Done, operation.Done)
	require.Nil(t, f.noticeOf(t, Batch, "b"), "nothing was left to cancel")
}

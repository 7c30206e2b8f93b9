package operations

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// archive is a ledger that has moved an operation into an archive.
type archive struct {
	*webtest.Records
	moved string
	err   error
}

func (a archive) Archived(_ context.Context, id string) (bool, error) { return id == a.moved, a.err }

func TestOperation_ArchivedDiffersFromMissing(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract())
	f.Ledger = archive{Records: f.ledger, moved: "old"}
	_, err := f.operation(t.Context(), f.request("/operations/old", "old"))
	require.Equal(t, problem.Archived{ID: "old"}, err)
	_, err = f.operation(t.Context(), f.request("/operations/no", "no"))
	require.ErrorAs(t, err, &problem.NotFound{})
	f.Ledger = archive{Records: f.ledger, err: webtest.ErrAway}
	_, err = f.operation(t.Context(), f.request("/operations/no", "no"))
	require.ErrorIs(t, err, webtest.ErrAway, "an error is not reported as not found")
	f.ledger.Err = webtest.ErrAway
	_, err = f.operation(t.Context(), f.request("/operations/no", "no"))
	require.ErrorIs(t, err, webtest.ErrAway)
}

func TestOperationFacts_OmitUnknown(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract().Volume("web", 10))
	req := f.request("/", "")
	bare := areatest.Facts(operationFacts(req, operation.Operation{ID: "x", Kind: operation.DeleteSnapshot, Actor: "ada", ActorAddr: "192.0.2.1"}))
	for _, label := range []string{"Name of the snapshot", "Description", "Volume", "Volume id", "Data center", "Request id", "Snapshot id", "Licence type", "Batch", "Tries again"} {
		require.NotContains(t, bare, label)
	}
	require.Contains(t, bare, "Requested", "a time has no text")
	op := creation("x", operation.Done, in("b"), func(op *operation.Operation) {
		op.RequestID, op.SnapshotID, op.RetryOf, op.Sends, op.Params.LicenceType = "r", "s", "first", 3, "LINUX"
	})
	all := areatest.Facts(operationFacts(req, op))
	require.Equal(t, "/datacenters/fra/volumes/web", all["Volume"].Href)
	require.Equal(t, "/datacenters/fra", all["Data center"].Href)
	require.Equal(t, "/batches/b", all["Batch"].Href)
	require.Equal(t, "/operations/first", all["Tries again"].Href)
	require.Equal(t, "3", all["Calls sent"].Text)
	require.Equal(t, "LINUX", all["Licence type"].Text)
	for _, label := range []string{"Name of the snapshot", "Volume id", "Request id", "Snapshot id", "Operation id"} {
		require.True(t, all[label].Copy, label)
	}
}

func TestOperationFacts_KeepNamesOfDeletedResources(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	c.Datacenters = nil
	f := setup(c)
	facts := areatest.Facts(operationFacts(f.request("/", ""), creation("x", operation.Done)))
	require.Equal(t, ui.Fact{Label: "Volume", Text: "web"}, facts["Volume"])
	require.Equal(t, ui.Fact{Label: "Data center", Text: "prod"}, facts["Data center"])
}

func TestResolveForm_OffersCandidateSnapshots(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10)
	op := creation("x", operation.Unknown, func(op *operation.Operation) { op.CreatedAt = areatest.Noon.Add(-time.Hour) })
	named := func(s *inventory.Snapshot) { s.Name = op.Params.Name }
	marked := func(s *inventory.Snapshot) {
		s.Description = inventory.Marker{OperationID: "x", VolumeID: "web"}.String()
	}
	c.Snapshot("same-size", "", 10, time.Minute).Snapshot("same-name", "", 7, time.Minute, named).Snapshot("marked", "", 7, time.Minute, marked)
	c.Snapshot("other-size", "", 7, time.Minute).Snapshot("too-old", "", 10, 3*time.Hour).Snapshot("of-another", "web", 10, time.Minute)
	f := setup(c, op)
	form := f.resolveView(f.request("/", "x"), op)
	require.True(t, form.Creates)
	require.False(t, form.Stuck)
	require.Equal(t, "/operations/x/resolve", form.Action)
	var ids []string
	for _, candidate := range form.Candidates {
		ids = append(ids, candidate.ID)
	}
	require.Equal(t, []string{"marked", "same-name", "same-size"}, ids, "the likeliest comes first")
}

func TestResolveForm_OffersAtMostTenSnapshots(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10)
	for i := range 10_000 {
		c.Snapshot("s-"+strconv.Itoa(i), "", 10, time.Minute)
	}
	op := creation("x", operation.Unknown)
	f := setup(c, op)
	require.Len(t, f.resolveView(f.request("/", "x"), op).Candidates, maxCandidates)
}

func TestResolveForm_AsksOnlyForOutcomeWithoutSnapshot(t *testing.T) {
	t.Parallel()
	op := onSnapshot("a", operation.DeleteSnapshot, operation.Provisioning)
	f := setup(areatest.NewContract().Volume("web", 10, time.Minute), op)
	form := f.resolveView(f.request("/", "a"), op)
	require.False(t, form.Creates)
	require.True(t, form.Stuck, "its outcome is not unknown, but it does not end")
	require.Empty(t, form.Candidates)
}

func TestOperationPage_OffersToResolveOnlyStuckOnes(t *testing.T) {
	t.Parallel()
	accepted := func(ago time.Duration) func(*operation.Operation) {
		return func(op *operation.Operation) {
			op.Stages = []operation.Stage{{State: operation.Accepted, At: areatest.Noon.Add(-ago)}}
		}
	}
	stuck := operation.DefaultTiming().StuckAfter
	for name, c := range map[string]struct {
		op   operation.Operation
		want bool
	}{
		"unknown":              {creation("x", operation.Unknown), true},
		"failed":               {creation("x", operation.Failed, because("invalid")), false},
		"waiting":              {creation("x", operation.Waiting), false},
		"accepted long ago":    {creation("x", operation.Provisioning, accepted(stuck)), true},
		"accepted a while ago": {creation("x", operation.Provisioning, accepted(stuck-time.Second)), false},
	} {
		f := setup(areatest.NewContract().Volume("web", 10), c.op)
		p, err := f.operation(t.Context(), f.request("/operations/x", "x"))
		require.NoError(t, err, name)
		require.Equal(t, c.want, idIn(rendered(t, p), "resolve"), name)
	}
}

func TestOperationPage_ShowsSnapshotCreatedTwice(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10)
	copyOf := func(id string) func(*inventory.Snapshot) {
		return func(s *inventory.Snapshot) {
			s.Description = inventory.Marker{OperationID: id, VolumeID: "web"}.String()
		}
	}
	c.Snapshot("one", "", 10, 2*time.Minute, copyOf("x")).Snapshot("two", "", 10, time.Minute, copyOf("x"))
	c.Snapshot("three", "", 10, 2*time.Minute, copyOf("y")).Snapshot("four", "", 10, time.Minute, copyOf("y"))
	resent := func(op *operation.Operation) { op.Sends, op.SnapshotID = 2, "one" }
	f := setup(c, creation("x", operation.Done, resent), creation("y", operation.Done, resent))
	p, err := f.operation(t.Context(), f.request("/operations/x", "x"))
	require.NoError(t, err)
	html := rendered(t, p)
	require.Contains(t, html, `data-twice="x"`)
	require.NotContains(t, html, `data-twice="y"`, "another operation's copies are on its own page")
}

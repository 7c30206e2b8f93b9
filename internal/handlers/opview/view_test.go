package opview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// offers returns the actions that a page offers for an operation.
func offers(o views.Operation) map[string]bool {
	return map[string]bool{
		"cancel": o.CanCancel, "up": o.CanMoveUp, "retry": o.CanRetry, "review": o.Review.Href != "", "resolve": o.CanResolve, "orphan": o.CanDeleteOrphan,
		"undo": o.Planned != nil,
	}
}

func TestView_OffersPossibleActions(t *testing.T) {
	t.Parallel()
	planned := func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(time.Minute) }
	restore := func(op *operation.Operation) {
		op.Kind, op.Chain, op.SnapshotID = operation.RestoreVolume, "x", "web-0"
	}
	inRestore := func(op *operation.Operation) { op.Chain = "x" }
	orphan := func(op *operation.Operation) {
		op.SnapshotID, op.Failure = "web-0", &operation.Failure{Kind: operation.OrphanSnapshot}
	}
	gone := func(op *operation.Operation) { op.SnapshotID = "gone" }
	for name, c := range map[string]struct {
		op   operation.Operation
		want []string
	}{
		"it waits":                                {creation("x", operation.Waiting), []string{"cancel"}},
		"it is planned":                           {deletion("x", operation.Queued, planned), []string{"cancel", "undo"}},
		"it is being sent":                        {creation("x", operation.Submitting), nil},
		"it is done":                              {creation("x", operation.Done), nil},
		"it failed":                               {creation("x", operation.Failed, because("invalid")), []string{"retry"}},
		"it was cancelled":                        {creation("x", operation.Cancelled), []string{"retry"}},
		"its outcome is unknown":                  {creation("x", operation.Unknown), []string{"resolve"}},
		"it left a snapshot behind":               {creation("x", operation.Failed, orphan), []string{"retry", "orphan"}},
		"it left one behind that is gone":         {creation("x", operation.Failed, orphan, gone), []string{"retry"}},
		"a deletion failed":                       {deletion("x", operation.Failed, because("invalid")), []string{"review"}},
		"a failed deletion of a deleted snapshot": {deletion("x", operation.Failed, because("invalid"), gone), nil},
		"a deletion was prevented":                {deletion("x", operation.Cancelled, because(operation.CauseLocked)), []string{"review"}},
		"a deletion was cancelled":                {deletion("x", operation.Cancelled), nil},
		"a restore failed":                        {creation("x", operation.Failed, restore, because("invalid")), []string{"review"}},
		"a restore was cancelled":                 {creation("x", operation.Cancelled, restore), nil},
		"a restore was prevented":                 {creation("x", operation.Cancelled, restore, because(operation.CauseInUse)), []string{"review"}},
		"a step of a restore failed":              {creation("x", operation.Failed, inRestore, because("invalid")), []string{"review"}},
		"a step was never started":                {creation("x", operation.Failed, inRestore, because(operation.NotStarted)), nil},
		"a new volume was not created":            {creation("x", operation.Failed, inRestore, because("invalid"), func(op *operation.Operation) { op.Kind = operation.CreateVolume }), []string{"retry"}},
		"a new volume was not attached":           {creation("x", operation.Failed, inRestore, because("invalid"), func(op *operation.Operation) { op.Kind = operation.AttachVolume }), []string{"retry"}},
		"a deletion that was locked, as of old":   {deletion("x", operation.Failed, because(operation.CauseLocked)), []string{"review"}},
	} {
		v, req := setup(contract(), c.op)
		want := map[string]bool{"cancel": false, "up": false, "retry": false, "review": false, "resolve": false, "orphan": false, "undo": false}
		for _, offer := range c.want {
			want[offer] = true
		}
		require.Equal(t, want, offers(v.View(req, c.op)), name)
	}
}

func TestView_OffersToMoveUpUnlessNext(t *testing.T) {
	t.Parallel()
	first, second := creation("first", operation.Queued), creation("second", operation.Queued)
	v, req := setup(contract(), first, second)
	require.False(t, v.View(req, first).CanMoveUp, "nothing is ahead of it")
	require.True(t, v.View(req, second).CanMoveUp)
	running := creation("running", operation.Accepted)
	v, req = setup(contract(), running, second)
	require.False(t, v.View(req, running).CanMoveUp, "it has begun")
}

func TestView_ElapsedEndsWithOperation(t *testing.T) {
	t.Parallel()
	ended := func(ago time.Duration) func(*operation.Operation) {
		return func(op *operation.Operation) { op.FinishedAt = areatest.Noon.Add(-ago) }
	}
	future := func(op *operation.Operation) { op.CreatedAt = areatest.Noon.Add(time.Hour) }
	for want, op := range map[string]operation.Operation{
		"10:00": creation("x", operation.Provisioning), "4:00": creation("x", operation.Done, ended(6*time.Minute)), "0:00": creation("x", operation.Queued, future),
		"25:00:00": creation("x", operation.Submitting, func(op *operation.Operation) { op.CreatedAt = areatest.Noon.Add(-25 * time.Hour) }),
	} {
		v, req := setup(contract(), op)
		require.Equal(t, want, v.View(req, op).Elapsed)
	}
}

func TestView_NamesErrorsAndCausesByCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op               operation.Operation
		failed, prevents string
	}{
		"failed":             {creation("x", operation.Failed, because("invalid")), "invalid", ""},
		"waits after a try":  {creation("x", operation.Waiting, because("busy")), "busy", ""},
		"done after a retry": {creation("x", operation.Done, because("busy")), "", ""},
		"prevented":          {deletion("x", operation.Cancelled, because(operation.CauseLocked)), operation.CauseLocked, operation.CauseLocked},
		"cancelled":          {deletion("x", operation.Cancelled), "", ""},
	} {
		v, req := setup(contract(), c.op)
		o := v.View(req, c.op)
		require.Equal(t, c.failed, o.Error, name)
		require.Equal(t, c.prevents, o.Cause, name)
		if c.prevents != "" {
			require.Equal(t, o.Pill.Label, o.Stage, name)
		}
	}
}

func TestTargetHref_LinksToExistingResources(t *testing.T) {
	t.Parallel()
	_, req := setup(contract().Volume("new", 10))
	for name, c := range map[string]struct {
		op   operation.Operation
		want string
	}{
		"a snapshot":                    {deletion("x", operation.Done), "/snapshots/web-0"},
		"a snapshot that is gone":       {operation.Operation{Kind: operation.DeleteSnapshot, SnapshotID: "gone"}, ""},
		"one that is yet to be created": {creation("x", operation.Waiting), ""},
		"a volume":                      {operation.Operation{Kind: operation.RestoreVolume, VolumeID: "web", SnapshotID: "web-0"}, "/datacenters/fra/volumes/web"},
		"the volume that was created":   {operation.Operation{Kind: operation.CreateVolume, CreatedVolumeID: "new", VolumeID: "web"}, "/datacenters/fra/volumes/new"},
		"a volume not listed yet":       {operation.Operation{Kind: operation.CreateVolume, CreatedVolumeID: "later"}, ""},
		"a server":                      {operation.Operation{Kind: operation.StopServer, VolumeID: "web"}, "/datacenters/fra/volumes/web"},
	} {
		require.Equal(t, c.want, TargetHref(req, c.op), name)
	}
}

func TestProgress_ShowsCurrentStage(t *testing.T) {
	t.Parallel()
	accepted, provisioning := entered(operation.Accepted, time.Minute), entered(operation.Provisioning, time.Minute)
	for name, c := range map[string]struct {
		op   operation.Operation
		want string
	}{
		"recorded":                          {creation("x", operation.Queued), "now todo todo todo"},
		"waiting after it was sent":         {creation("x", operation.Waiting, entered(operation.Submitting, time.Minute)), "now todo todo todo"},
		"being sent":                        {creation("x", operation.Submitting), "done now todo todo"},
		"accepted":                          {creation("x", operation.Accepted, accepted), "done done now todo"},
		"worked on":                         {creation("x", operation.Provisioning, accepted, provisioning), "done done now todo"},
		"done":                              {creation("x", operation.Done), "done done done done"},
		"refused":                           {creation("x", operation.Failed), "done bad todo todo"},
		"failed after its request":          {creation("x", operation.Failed, accepted), "done done bad todo"},
		"unknown outcome":                   {creation("x", operation.Unknown, accepted, provisioning), "done done bad todo"},
		"unknown outcome without a request": {creation("x", operation.Unknown), "done bad todo todo"},
		"cancelled before it was":           {creation("x", operation.Cancelled), "done todo todo todo"},
		"failed after it was done":          {creation("x", operation.Failed, entered(operation.Done, time.Minute)), "done done done done"},
		"a restart within an hour":          {creation("x", operation.Submitting, accepted), "done done now todo"},
		"in a state of the future":          {creation("x", "paused"), "done now todo todo"},
		"waiting, though once taken":        {creation("x", operation.Waiting, accepted), "now todo todo todo"},
	} {
		states := ""
		for i, step := range progressOf(c.op) {
			if i > 0 {
				states += " "
			}
			states += step.State
		}
		require.Equal(t, c.want, states, name)
	}
}

func TestProgress_NamesOutcomeOfRequest(t *testing.T) {
	t.Parallel()
	status := func(code int) func(*operation.Operation) {
		return func(op *operation.Operation) { op.Failure = &operation.Failure{Status: code} }
	}
	accepted := entered(operation.Accepted, time.Minute)
	labels := map[string]string{}
	for name, op := range map[string]operation.Operation{
		"not sent": creation("x", operation.Waiting), "sent": creation("x", operation.Submitting), "accepted": creation("x", operation.Provisioning, accepted), "refused": creation("x", operation.Failed, status(422)),
	} {
		label := progressOf(op)[1].Label
		require.Empty(t, labels[label], "%s reads like %s", name, labels[label])
		labels[label] = name
	}
	for code, refused := range map[int]bool{399: false, 400: true, 499: true, 500: false, 0: false} {
		require.Equal(t, refused, labels[progressOf(creation("x", operation.Failed, status(code)))[1].Label] == "refused", code)
	}
	require.Equal(t, "accepted", labels[progressOf(creation("x", operation.Failed, accepted, status(422)))[1].Label], "an operation that failed later was accepted")
}

func TestArrives_WhileLostCallMayArrive(t *testing.T) {
	t.Parallel()
	hold := operation.DefaultTiming().Hold
	sent := func(ago time.Duration) func(*operation.Operation) { return entered(operation.Submitting, ago) }
	impatient := func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(-time.Second) }
	for name, c := range map[string]struct {
		op   operation.Operation
		want time.Duration // that remains
	}{
		"just sent":                 {creation("x", operation.Submitting, sent(0), because("timeout")), hold},
		"a minute ago":              {creation("x", operation.Submitting, sent(time.Minute), because("timeout")), hold - time.Minute},
		"as long as a gateway may":  {creation("x", operation.Submitting, sent(hold), because("timeout")), 0},
		"no answer is missing yet":  {creation("x", operation.Submitting, sent(0)), 0},
		"a user does not wait":      {creation("x", operation.Submitting, sent(0), because("timeout"), impatient), 0},
		"it is accepted":            {creation("x", operation.Accepted, sent(0), because("timeout")), 0},
		"a clock that is set wrong": {creation("x", operation.Submitting, sent(-time.Minute), because("timeout")), hold + time.Minute},
	} {
		v, req := setup(contract(), c.op)
		var expiry rowcache.Expiry
		req.Expiry = &expiry
		got := v.View(req, c.op).Arrives
		if c.want == 0 {
			require.Nil(t, got, name)
			continue
		}
		require.NotNil(t, got, name)
		require.Equal(t, areatest.Noon.Add(c.want).Format(time.RFC3339), got.ISO, name)
		require.True(t, got.Creates)
		require.Equal(t, areatest.Noon.Add(time.Second), expiry.Until, "the text counts down, so the row is rendered again")
	}
	lost := deletion("x", operation.Submitting, sent(0), because("timeout"))
	v, req := setup(contract(), lost)
	require.False(t, v.View(req, lost).Arrives.Creates, "two deletions cannot create a duplicate")
}

func TestLabelStatus_NamesUnwrittenLabels(t *testing.T) {
	t.Parallel()
	labels := func(state operation.LabelState) func(*operation.Operation) {
		return func(op *operation.Operation) {
			op.Labels = operation.LabelProgress{State: state, Tries: 3, Note: "<b>refused</b>", NextAt: areatest.Noon.Add(5 * time.Minute)}
		}
	}
	_, req := setup(contract())
	for _, state := range []operation.LabelState{operation.LabelsNone, operation.LabelsPending, operation.LabelsWritten} {
		require.Empty(t, labelStatusText(req, creation("x", operation.Done, labels(state))), state)
	}
	failing := creation("x", operation.Done, labels(operation.LabelsFailing))
	require.Contains(t, labelStatusText(req, failing), "3 times")
	require.Contains(t, labelStatusText(req, failing), "in 5 min")
	failing.Labels.NextAt = areatest.Noon.Add(-time.Hour)
	require.Contains(t, labelStatusText(req, failing), "next try now", "a try that is due is not in the past")
	require.NotEmpty(t, labelStatusText(req, creation("x", operation.Done, labels(operation.LabelsDropped))))
	require.Empty(t, labelStatusText(req, creation("x", operation.Failed, labels(operation.LabelsDropped))), "a failed operation has no snapshot to label")
}

func TestLeaving_IsEachOpenDeletionOnce(t *testing.T) {
	t.Parallel()
	other := deletion("other", operation.Queued, func(op *operation.Operation) { op.SnapshotID = "web-1" })
	v, req := setup(contract(), deletion("x", operation.Waiting), deletion("old", operation.Cancelled), other)
	var ids []string
	for _, o := range v.Leaving(req, "web-0", "web-1", "web-0", "gone", "") {
		ids = append(ids, o.ID)
	}
	require.Equal(t, []string{"x", "other"}, ids)
	require.Empty(t, v.Leaving(req))
}

func TestDismissAction_DismissesShownFailure(t *testing.T) {
	t.Parallel()
	seen := time.Date(2026, time.March, 29, 3, 0, 0, 123456789, time.FixedZone("CEST", 2*60*60))
	fields := map[string]string{}
	for _, f := range DismissAction("quota", "2 snapshots failed", seen).Fields {
		fields[f.Name] = f.Value
	}
	require.Equal(t, map[string]string{"cause": "quota", "seen": "2026-03-29T01:00:00.123456789Z"}, fields, "to the nanosecond, or the failure itself would count as newer")
}

func TestView_KeepsNamesOfDeletedResources(t *testing.T) {
	t.Parallel()
	op := creation("x", operation.Done, func(op *operation.Operation) { op.VolumeID, op.VolumeName, op.DatacenterID = "gone", "old-web", "away" })
	v, req := setup(contract(), op)
	o := v.View(req, op)
	require.Equal(t, "old-web", o.Volume.Text)
	require.Empty(t, o.Volume.Href)
	require.Equal(t, "prod", o.Datacenter.Text)
	require.Empty(t, o.Datacenter.Href)
	require.Empty(t, o.Snapshot.Href)
	require.Equal(t, "/operations/x", o.Href)
}

func TestStageWord_CountsRequestsAhead(t *testing.T) {
	t.Parallel()
	c := contract()
	c.Requests = []inventory.Request{{ID: "foreign", Method: "POST", URL: "/datacenters/fra/servers", Status: inventory.RequestRunning, CreatedDate: areatest.Noon.Add(-time.Minute)}}
	waiting := creation("x", operation.Waiting)
	v, req := setup(c, waiting)
	require.Contains(t, v.StageWord(req, waiting), "prod, 1 ahead", "another user's request")
	of := deletion("y", operation.Waiting, func(op *operation.Operation) { op.DatacenterID, op.DatacenterName = "fra", "prod" })
	require.NotContains(t, v.StageWord(req, of), "ahead", "a snapshot waits for no data center")
}

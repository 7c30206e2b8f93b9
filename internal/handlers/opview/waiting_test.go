package opview

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/operation"
)

// The text alone must tell what an operation waits for.
func TestStageWord_DiffersForEachReasonToWait(t *testing.T) {
	t.Parallel()
	later := areatest.Noon.Add(time.Minute)
	dependent := func(op *operation.Operation) { op.Task.DependsOn = "first" }
	soon := func(op *operation.Operation) { op.NotBefore = later }
	note := func(text string) func(*operation.Operation) {
		return func(op *operation.Operation) {
			op.Stages = append(op.Stages, operation.Stage{State: operation.Waiting, Note: text})
		}
	}
	unreadable := func(op *operation.Operation) { op.UnreadableSince = areatest.Noon.Add(-time.Minute) }
	restored := func(op *operation.Operation) { op.BackupRestoredAt = areatest.Noon }
	seen := map[string]string{}
	for name, c := range map[string]struct {
		op     operation.Operation
		others []operation.Operation
	}{
		"recorded":                    {creation("x", operation.Queued), nil},
		"planned":                     {deletion("x", operation.Queued, soon), nil},
		"a backup was restored":       {creation("x", operation.Queued, restored), nil},
		"the step before it":          {creation("x", operation.Waiting, dependent), []operation.Operation{creation("first", operation.Provisioning, func(op *operation.Operation) { op.DatacenterID = "other" })}},
		"its data center":             {creation("x", operation.Waiting), []operation.Operation{creation("a", operation.Accepted)}},
		"other work on its snapshot":  {deletion("x", operation.Waiting), []operation.Operation{{ID: "a", Kind: operation.LockSnapshot, State: operation.Submitting, SnapshotID: "web-0", CreatedAt: areatest.Noon}}},
		"the request budget":          {creation("x", operation.Waiting, because("rate-limited")), nil},
		"whether it is allowed":       {deletion("x", operation.Waiting, because("unreachable"), unreadable), nil},
		"a busy target":               {creation("x", operation.Waiting, because("busy"), soon), nil},
		"the next try":                {creation("x", operation.Waiting, because("server")), nil},
		"what its last stage says":    {creation("x", operation.Waiting, note("Waiting for a reason.")), nil},
		"a response that may be lost": {creation("x", operation.Submitting, because("timeout")), nil},
		"a response":                  {creation("x", operation.Submitting), nil},
		"IONOS Cloud":                 {creation("x", operation.Accepted), nil},
	} {
		v, req := setup(contract(), append(c.others, c.op)...)
		word := v.StageWord(req, c.op)
		require.NotEmpty(t, word, name)
		require.Empty(t, seen[word], "%s reads like %s", name, seen[word])
		require.NotRegexp(t, `\.$`, word, "the word is not a sentence")
		seen[word] = name
	}
}

func TestStageWord_NoNoteBeforeFirstTry(t *testing.T) {
	t.Parallel()
	noted := creation("x", operation.Queued, func(op *operation.Operation) {
		op.Stages = []operation.Stage{{State: operation.Queued, Note: "Started now by ada."}}
	})
	v, req := setup(contract())
	require.Equal(t, v.StageWord(req, creation("x", operation.Queued)), v.StageWord(req, noted))
}

func TestStageWord_BusyDataCenterUntilPauseEnds(t *testing.T) {
	t.Parallel()
	busy := creation("x", operation.Waiting, because("busy"), func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(time.Second) })
	over := busy
	over.NotBefore = areatest.Noon
	v, req := setup(contract())
	require.NotEqual(t, v.StageWord(req, busy), v.StageWord(req, over))
}

func TestStageWord_CountsOnlyThoseAhead(t *testing.T) {
	t.Parallel()
	own := creation("m", operation.Waiting)
	for name, c := range map[string]struct {
		other operation.Operation
		ahead bool
	}{
		"requested before":      {creation("a", operation.Waiting, func(op *operation.Operation) { op.CreatedAt = op.CreatedAt.Add(-time.Second) }), true},
		"requested later":       {creation("z", operation.Waiting, func(op *operation.Operation) { op.CreatedAt = op.CreatedAt.Add(time.Second) }), false},
		"moved to the front":    {creation("z", operation.Waiting, func(op *operation.Operation) { op.CreatedAt, op.Priority = areatest.Noon, -1 }), true},
		"in another place":      {creation("a", operation.Accepted, func(op *operation.Operation) { op.DatacenterID = "ber" }), false},
		"planned for later":     {creation("a", operation.Queued, func(op *operation.Operation) { op.NotBefore = areatest.Noon.Add(time.Hour) }), false},
		"over":                  {creation("a", operation.Done), false},
		"a change of snapshots": {deletion("a", operation.Accepted), false},
	} {
		v, req := setup(contract(), own, c.other)
		require.Equal(t, c.ahead, v.View(req, own).CanMoveUp, name)
	}
}

func TestShortStage_DiffersWhileIONOSCloudWorks(t *testing.T) {
	t.Parallel()
	v, _ := setup(contract())
	require.Equal(t, v.ShortStage(creation("x", operation.Queued)), v.ShortStage(creation("x", operation.Waiting)))
	require.NotEqual(t, v.ShortStage(creation("x", operation.Queued)), v.ShortStage(creation("x", operation.Submitting)))
	require.Equal(t, v.ShortStage(creation("x", operation.Accepted)), v.ShortStage(creation("x", operation.Provisioning)))
	require.NotEqual(t, v.ShortStage(creation("x", operation.Accepted)), v.ShortStage(deletion("x", operation.Accepted)), "the word names the action")
}

// finished returns a number of creates of a size, each of which took some time.
func finished(n int, gb float64, took time.Duration) (ops []operation.Operation) {
	for i := range n {
		ops = append(ops, creation("done-"+string(rune('a'+i))+took.String(), operation.Done, entered(operation.Accepted, time.Hour), func(op *operation.Operation) {
			op.SizeGB, op.FinishedAt = gb, areatest.Noon.Add(took-time.Hour)
		}))
	}
	return ops
}

func TestTypicalDuration_IsKnownFromThreeAlike(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		history []operation.Operation
		known   bool
	}{
		"none":           {nil, false},
		"two":            {finished(2, 10, time.Minute), false},
		"three":          {finished(3, 10, time.Minute), true},
		"twice as large": {finished(3, 20, time.Minute), true},
		"larger":         {finished(3, 21, time.Minute), false},
		"smaller":        {finished(3, 4, time.Minute), false},
	} {
		v, _ := setup(contract(), c.history...)
		require.Equal(t, c.known, v.TypicalDurationFor(operation.CreateSnapshot, "de/fra", 10) != "", name)
		require.Empty(t, v.TypicalDurationFor(operation.CreateSnapshot, "us/las", 10), name)
		require.Empty(t, v.TypicalDurationFor(operation.CreateVolume, "de/fra", 10), name)
	}
}

func TestTypicalDuration_MarksSlowOnes(t *testing.T) {
	t.Parallel()
	history := finished(3, 10, time.Minute)
	for ago, late := range map[time.Duration]bool{time.Second: false, 90 * time.Second: false, 91 * time.Second: true, -time.Minute: false} {
		op := creation("x", operation.Provisioning, entered(operation.Accepted, ago))
		v, req := setup(contract(), append(history, op)...)
		o := v.View(req, op)
		require.NotEmpty(t, o.TypicalDuration)
		require.Equal(t, late, o.Late, ago)
	}
	for _, state := range []operation.State{operation.Waiting, operation.Submitting, operation.Done, operation.Failed} {
		op := creation("x", state, entered(operation.Accepted, time.Hour))
		v, req := setup(contract(), append(history, op)...)
		require.Empty(t, v.View(req, op).TypicalDuration, state)
	}
}

func TestTypicalDuration_OmitsUnknown(t *testing.T) {
	t.Parallel()
	minute := operation.DurationRange{Low: time.Minute, High: time.Minute}
	require.Contains(t, typicalText(minute, operation.Operation{SizeGB: 10, Location: "de/fra"}), "10 GB in de/fra")
	for _, op := range []operation.Operation{{}, {Location: "de/fra"}, {SizeGB: 10}} {
		text := typicalText(minute, op)
		require.NotContains(t, text, "unknown")
		require.NotContains(t, text, "in .")
		require.Equal(t, op.SizeGB > 0, strings.Contains(text, "10 GB"))
		require.Equal(t, op.Location != "", strings.Contains(text, "in de/fra"))
	}
}

package operation

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestCreateProblem_VolumesThatCannotBeSnapshotted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		vol  inventory.Volume
		want bool
	}{
		"available": {inventory.Volume{Type: "HDD", Metadata: inventory.Metadata{State: inventory.StateAvailable}}, false},
		"busy":      {inventory.Volume{Type: "HDD", Metadata: inventory.Metadata{State: inventory.StateBusy}}, false},
		"image":     {inventory.Volume{Type: "ISO"}, true},
		"inactive":  {inventory.Volume{Type: "HDD", Metadata: inventory.Metadata{State: inventory.StateInactive}}, true},
	} {
		require.Equal(t, c.want, !CreateProblem(c.vol).None(), name)
	}
}

// requireRefused submits requests, and requires that none of them is recorded.
func requireRefused(t *testing.T, env *testEnv, requests ...Request) *RefusedError {
	t.Helper()
	_, err := env.engine.Submit(t.Context(), amy(), Key{Form: "refused"}, requests...)
	var refused *RefusedError
	require.ErrorAs(t, err, &refused)
	require.NotEmpty(t, refused.Reason)
	recorded, _, err := env.ledger.List(t.Context(), Filter{Key: "refused"})
	require.NoError(t, err)
	require.Empty(t, recorded)
	return refused
}

func TestSubmit_RefusesVolumeThatCannotBeSnapshotted(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.mirror.volumes = []inventory.Volume{{ID: "image", DatacenterID: "dc", Type: "ISO"}, {ID: "disk", DatacenterID: "dc", Type: "HDD"}}
		refused := requireRefused(t, env, requestOf("disk"), requestOf("image"))
		require.Equal(t, "image", refused.Operation.VolumeID)
		require.Equal(t, CreateProblem(inventory.Volume{Type: "ISO"}).Text, refused.Reason)
		require.Len(t, env.submit("one", requestOf("disk")), 1)
	})
}

// The answer to a form that is sent again does not depend on what has changed since.
func TestSubmit_ReturnsWhatWasRecordedBeforeTheRule(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.mirror.volumes = []inventory.Volume{{ID: "disk", DatacenterID: "dc", Type: "HDD"}}
		first := env.submit("form", requestOf("disk"))
		env.mirror.volumes[0].Metadata.State = inventory.StateInactive
		require.Equal(t, first[0].ID, env.submit("form", requestOf("disk"))[0].ID)
		requireRefused(t, env, requestOf("disk"))
	})
}

func TestSubmit_RefusesImpossibleSource(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		snap := env.cloud.cloudState.snapshots["snap"]
		env.mirror.volumes = []inventory.Volume{
			{ID: "small", DatacenterID: "dc", SizeGB: snap.SizeGB / 2}, {ID: "large", DatacenterID: "dc", SizeGB: 2 * snap.SizeGB},
			{ID: "image", DatacenterID: "dc", SizeGB: 2 * snap.SizeGB, Type: "ISO"},
		}
		for _, id := range []string{"small", "image"} {
			requireRefused(t, env, Labelling("snap", ConfirmedSource("dc", id)))
		}
		require.Len(t, env.submit("large", Labelling("snap", ConfirmedSource("dc", "large"))), 1)
		require.Len(t, env.submit("label", Labelling("copy", []LabelChange{{Key: "team", Value: "db"}})), 1)
	})
}

func TestSourceProblem_EachReasonHasSentence(t *testing.T) {
	t.Parallel()
	v := inventory.NewView(inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra"}}}, time.Time{})
	taken := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	snap := inventory.Snapshot{ID: "s", SizeGB: 10, Location: "de/fra", Metadata: inventory.Metadata{CreatedDate: taken}}
	seen := map[string]bool{}
	for want, vol := range map[inventory.SourceProblem]inventory.Volume{
		"":                          {DatacenterID: "dc", SizeGB: 10},
		inventory.SourceElsewhere:   {DatacenterID: "other", SizeGB: 10},
		inventory.SourceIsImage:     {DatacenterID: "dc", SizeGB: 10, Type: "ISO"},
		inventory.SourceSizeUnknown: {DatacenterID: "dc"},
		inventory.SourceTooSmall:    {DatacenterID: "dc", SizeGB: 5},
		inventory.SourceTooYoung:    {DatacenterID: "dc", SizeGB: 10, Metadata: inventory.Metadata{CreatedDate: taken.Add(time.Hour)}},
	} {
		problem := SourceProblem(v, vol, snap)
		require.Equal(t, string(want), problem.Code)
		require.Equal(t, want == "", problem.Text == "", want)
		require.False(t, seen[problem.Text], "%q", problem.Text)
		seen[problem.Text] = true
	}
}

func TestSubmit_LimitsRequests(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		many := make([]Request, 0, MaxRequests+1)
		for i := range MaxRequests + 1 {
			many = append(many, Labelling(fmt.Sprint("s-", i), []LabelChange{{Key: "team", Value: "db"}}))
		}
		requireRefused(t, env, many...)
		for i := range MaxSources + 1 {
			many[i] = Labelling(fmt.Sprint("s-", i), DeniedSource())
		}
		requireRefused(t, env, many[:MaxSources+1]...)
	})
}

func TestSubmit_RefusesImpossibleLock(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for name, lock := range map[string]Lock{
			"no reason": {}, "invisible": {Reason: "\u200b"}, "long": {Reason: strings.Repeat("x", maxLabel+1)}, "over": {Reason: "audit", Until: time.Now().Add(-time.Second)},
		} {
			_, problem := lock.Problem(time.Now())
			require.Equal(t, problem, requireRefused(t, env, Locking("snap", lock)).Reason, name)
		}
		require.Len(t, env.submit("good", Locking("snap", Lock{Reason: "audit", Until: time.Now().Add(time.Hour)})), 1)
	})
}

package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// confirmed returns requests that carry the phrase that they need.
func (env *testEnv) confirmed(requests ...Request) []Request {
	return ConfirmedBy(env.engine.Phrase(requests...), requests...)
}

func TestSamePhrase_ForgivesCaseAndSpaces(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"delete 3": true, "  Delete   3\n": true, "DELETE\u00a03": true, "delete3": false, "delete 30": false, "delete": false, "": false,
	} {
		require.Equal(t, want, samePhrase(typed, "delete 3"), "%q", typed)
	}
	require.True(t, samePhrase("overwrite web 1", "overwrite web  1"), "a name may have several spaces, which a page shows as one")
}

// destructive returns requests of each kind that destroys, with the phrase that confirms them.
func destructive(env *testEnv) map[string]struct {
	kind     Kind
	requests []Request
	phrase   string
} {
	type one = struct {
		kind     Kind
		requests []Request
		phrase   string
	}
	env.mirror.volumes = []inventory.Volume{{ID: "vol-2", DatacenterID: "dc", SizeGB: 20}}
	server := &ServerRef{ID: "srv", Name: "app"}
	restore := restoreOf("snap", "vol", true)
	both := Restore{DatacenterID: "dc", Pairs: []RestorePair{{"snap", "vol"}, {"snap", "vol-2"}}}
	partial := Restore{DatacenterID: "dc", Pairs: both.Pairs, Missing: []string{"db"}}
	lacking := Restore{DatacenterID: "dc", Pairs: both.Pairs[:1], Missing: []string{"db", "log"}}
	deletion := func(id string, last bool) Request { return env.engine.Deletion(id, Consent{LastGood: last}) }
	return map[string]one{
		"delete the last good one":      {DeleteSnapshot, []Request{deletion("snap", true)}, "delete the last one"},
		"delete several":                {DeleteSnapshot, []Request{deletion("snap", false), deletion("copy", false)}, "delete 2 snapshots"},
		"delete several, one the last":  {DeleteSnapshot, []Request{deletion("snap", true), deletion("copy", false)}, "delete 2 snapshots"},
		"overwrite":                     {RestoreVolume, restore.Requests(), "overwrite root"},
		"overwrite one without a name":  {RestoreVolume, Restore{DatacenterID: "dc", Pairs: both.Pairs[1:]}.Requests(), "overwrite vol-2"},
		"overwrite a set":               {RestoreVolume, both.Requests(), "overwrite 2 volumes"},
		"overwrite a set without one":   {RestoreVolume, partial.Requests(), "overwrite without db"},
		"overwrite a set without two":   {RestoreVolume, lacking.Requests(), "overwrite without 2 volumes"},
		"power off":                     {StopServer, []Request{{Kind: StopServer, DatacenterID: "dc", Task: Task{Server: server}}}, "power off app"},
		"delete one and overwrite one":  {RestoreVolume, []Request{deletion("copy", true), restore.Requests()[2]}, "delete the last one and overwrite root"},
		"several, of which one creates": {DeleteSnapshot, []Request{requestOf("vol-2"), deletion("snap", true)}, "delete the last one"},
	}
}

func TestSubmit_RefusesDestructionWithoutPhrase(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		tested := map[Kind]bool{}
		for name, c := range destructive(env) {
			tested[c.kind] = true
			require.Equal(t, c.phrase, env.engine.Phrase(c.requests...), name)
			for _, typed := range []string{"", "yes", c.phrase + " x"} {
				require.Equal(t, RefusedPhrase, requireRefused(t, env, ConfirmedBy(typed, c.requests...)...).Code, "%s: %q", name, typed)
			}
		}
		for _, kind := range Kinds() {
			require.Equal(t, kind.Destroys(), tested[kind], kind)
			require.Equal(t, kind.Destroys(), kind.Spec().phrase != nil, kind)
		}
	})
}

// What was typed is compared and not stored.
func TestSubmit_RecordsConfirmedDestruction(t *testing.T) {
	t.Parallel()
	names := []string{}
	runEnv(t, func(env *testEnv) {
		for name := range destructive(env) {
			names = append(names, name)
		}
	})
	for _, name := range names {
		runEnv(t, func(env *testEnv) {
			c := destructive(env)[name]
			require.Len(t, env.submit("form", ConfirmedBy(" "+c.phrase+" ", c.requests...)...), len(c.requests), name)
		})
	}
}

// One request without it is enough, whatever the others carry.
func TestSubmit_RefusesBatchWithOneUnconfirmed(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		requests := env.confirmed(env.engine.Deletion("snap", Consent{}), env.engine.Deletion("copy", Consent{}))
		requests[1].Typed = ""
		require.Equal(t, "copy", requireRefused(t, env, requests...).Operation.SnapshotID)
	})
}

// A deletion that leaves another good snapshot can be undone, and what creates destroys nothing.
func TestPhrase_NotNeeded(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for name, requests := range map[string][]Request{
			"one of several": {env.engine.Deletion("snap", Consent{})},
			"created":        {requestOf("vol")},
			"new volume":     NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, &ServerRef{ID: "srv"}),
			"power on":       {{Kind: StartServer, DatacenterID: "dc", Task: Task{Server: &ServerRef{ID: "srv"}}}},
		} {
			require.Empty(t, env.engine.Phrase(requests...), name)
			require.Len(t, env.submit(name, requests...), len(requests), name)
		}
	})
}

// The same form is answered with what it recorded, although the volume has another name now.
func TestSubmit_ConfirmedFormSentAgain(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		requests := ConfirmedBy("overwrite root", destructive(env)["overwrite"].requests...)
		first := env.submit("form", requests...)
		env.cloud.cloudState.volumes["vol"] = inventory.Volume{ID: "vol", Name: "renamed", DatacenterID: "dc", SizeGB: 20}
		require.Equal(t, ids(first), ids(env.submit("form", requests...)))
	})
}

func TestRetryConfirmed_RefusesWithoutPhrase(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.cloudState.responses = []response{{}, {err: fault(inventory.ErrInvalid, 422)}}
		ended := env.finishAll(tasks()["restore"].ask(env).Ops)
		plan, err := env.engine.PlanRetry(t.Context(), ended[2].ID)
		require.NoError(t, err)
		require.Equal(t, "overwrite root", plan.Phrase)
		for typed, recorded := range map[string]bool{"": false, "power off web": false, "overwrite 1 volume": false, "Overwrite root": true} {
			plan.Requests = ConfirmedBy(typed, plan.Requests...)
			_, err := env.engine.RetryConfirmed(t.Context(), plan, Key{Form: "again " + typed}, bea)
			if recorded {
				require.NoError(t, err)
				continue
			}
			var refused *RefusedError
			require.ErrorAs(t, err, &refused, typed)
			require.Equal(t, RefusedPhrase, refused.Code)
		}
	})
}

// A volume that is gone keeps its recorded name, and the last step of a chain alone powers off.
func TestRetryPlan_PhraseNamesWhatIsDestroyed(t *testing.T) {
	t.Parallel()
	view := inventory.NewView(inventory.Listings{}, time.Time{})
	step := func(kind Kind, volume string) Operation {
		op := Operation{Kind: kind, VolumeID: "id-" + volume, VolumeName: volume}
		if kind == StopServer {
			op.Task.Server = &ServerRef{ID: "srv", Name: "app"}
		}
		return op
	}
	for want, steps := range map[string][]Operation{
		"":                    {step(CreateVolume, "web")},
		"overwrite web":       {step(StopServer, ""), step(RestoreVolume, "web")},
		"overwrite 2 volumes": {step(RestoreVolume, "web"), step(RestoreVolume, "db")},
		"power off app":       {step(StopServer, "")},
	} {
		plan := RetryPlan{}
		for _, op := range steps {
			plan.Steps = append(plan.Steps, RetryStep{Of: op})
			plan.Requests = append(plan.Requests, Request{Kind: op.Kind, VolumeID: op.VolumeID, Task: op.Task})
		}
		require.Equal(t, want, plan.phrase(view))
	}
}

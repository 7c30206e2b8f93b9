package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// The call was applied and its response lost; then all listings are empty, as for credentials that lost their access.
func TestCreate_EmptyListsDoNotProveAbsence(t *testing.T) {
	t.Parallel()
	for _, emptied := range []bool{false, true} {
		runEnv(t, func(env *testEnv) {
			env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504), applied: true}}
			id := env.submitCreate()
			env.cloud.denied, env.cloud.noRequests, env.mirror.emptied = true, true, emptied
			op := env.finish(id)
			require.Equal(t, Unknown, op.State)
			require.Equal(t, 1, env.cloud.sends)
			env.cloud.denied, env.mirror.emptied = false, false
			op = env.advanceFor(id, time.Hour)
			require.Equal(t, Done, op.State)
			require.Equal(t, 1, env.cloud.sends)
		})
	}
}

// The call was applied and its response lost, and the request that would prove it is listed without its body.
func TestVerify_RequestWithoutBodyProvesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requests []Request
		sends    func(env *testEnv) int
	}{
		"create snapshot": {[]Request{requestOf("vol")}, func(env *testEnv) int { return env.cloud.sends }},
		"create volume": {
			NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, nil),
			func(env *testEnv) int { return len(env.cloud.cloudState.calls) },
		},
		"restore": {plainRestore(false).Requests(), func(env *testEnv) int { return len(env.cloud.cloudState.calls) }},
	} {
		for _, named := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				runEnv(t, func(env *testEnv) {
					env.cloud.cloudState.server.VMState = "SHUTOFF"
					env.cloud.hideBodies, env.cloud.noSnapshots = true, true
					env.cloud.cloudState.hideBodies, env.cloud.cloudState.showUserAgents = true, named
					env.cloud.showUserAgents = named
					lost := response{err: lost(inventory.ErrServer, 504), applied: true}
					env.cloud.responses, env.cloud.cloudState.responses = []response{lost}, []response{lost}
					op := env.finish(env.submit("form", env.confirmed(c.requests...)...)[0].ID)
					want := Unknown
					if named {
						want = Done // the request names the operation
					}
					require.Equal(t, want, op.State, "%+v", op.Failure)
					require.Equal(t, 1, c.sends(env))
				})
			})
		}
	}
}

// What is not known to be a good copy overwrites nothing.
func TestRestore_SnapshotMustBeAvailable(t *testing.T) {
	t.Parallel()
	for _, state := range []inventory.State{"", inventory.StateInactive, inventory.StateUnknown, "DESTROYING", "FAILED_DESTROYING", "new"} {
		runEnv(t, func(env *testEnv) {
			env.cloud.cloudState.server.VMState = "SHUTOFF"
			ops := env.submit("form", env.confirmed(plainRestore(false).Requests()...)...)
			env.setState("snap", state)
			ended := env.finishAll(ops)
			require.Equal(t, Failed, ended[0].State, state)
			require.Equal(t, Impossible, ended[0].Failure.Kind)
			require.Empty(t, env.cloud.cloudState.calls)
		})
	}
}

// The API lists the server without its volumes.
func TestRestore_UnknownVolumesOfRunningServerForbid(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]State{"RUNNING": Cancelled, "": Cancelled, "SHUTOFF": Done} {
		runEnv(t, func(env *testEnv) {
			env.cloud.cloudState.server.VMState = "SHUTOFF"
			ops := env.submit("form", env.confirmed(plainRestore(false).Requests()...)...)
			env.cloud.cloudState.server = inventory.Server{ID: "srv", DatacenterID: "dc", VMState: state, VolumesUnknown: true}
			ended := env.finishAll(ops)
			require.Equal(t, want, ended[0].State, state)
			if want == Cancelled {
				require.Equal(t, CauseUnreadable, ended[0].Prevented())
				require.Equal(t, "today", env.cloud.cloudState.content["vol"])
			}
		})
	}
}

// A deletion is due right after a restart, before anything is loaded.
func TestDeletion_WaitsUntilContractIsLoaded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unmarked, copyDeleted bool
		want                  State
	}{
		"another copy remains":                 {false, false, Done},
		"another copy remains, source guessed": {true, false, Done},
		"the last one":                         {false, true, Cancelled},
		"the last one, source guessed":         {true, true, Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				if s := env.cloud.cloudState.snapshots["snap"]; c.unmarked {
					s.Name, s.Description = "root", "root from Monday"
					env.cloud.cloudState.snapshots["snap"] = s
				}
				env.addCopy("copy")
				op := env.submit("form", env.engine.Deletion("snap", Consent{}))[0]
				if c.copyDeleted {
					delete(env.cloud.cloudState.snapshots, "copy")
				}
				time.Sleep(untilDue(op))
				env.mirror.cold = true
				op = env.advanceFor(op.ID, time.Minute)
				require.False(t, op.State.Final())
				require.Zero(t, env.cloud.deletions)
				env.mirror.cold = false
				require.Equal(t, c.want, env.finish(op.ID).State)
			})
		})
	}
}

// The list of the snapshot's labels cannot be read, but the list of all labels can.
func TestFreshReader_ReadsAllLabelsInstead(t *testing.T) {
	t.Parallel()
	for _, locked := range []bool{false, true} {
		runEnv(t, func(env *testEnv) {
			env.addCopy("copy")
			op := env.submit("form", env.engine.Deletion("snap", Consent{}))[0]
			env.cloud.ownLabels = fault(inventory.ErrUnreadable, 200)
			if locked {
				env.cloud.cloudState.labels[inventory.LabelLock] = endlessLock
			}
			op = env.finish(op.ID)
			if locked {
				require.Equal(t, CauseLocked, op.Prevented())
				return
			}
			require.Equal(t, Done, op.State)
		})
	}
}

// The request is done, and the volume stays in a state that is neither available nor failed.
func TestRestore_OddVolumeStateIsUnknown(t *testing.T) {
	t.Parallel()
	for _, state := range []inventory.State{inventory.StateInactive, "", "SUSPENDED"} {
		runEnv(t, func(env *testEnv) {
			env.cloud.cloudState.server.VMState = "SHUTOFF"
			vol := env.cloud.cloudState.volumes["vol"]
			vol.Metadata.State = state
			env.cloud.cloudState.volumes["vol"] = vol
			op := env.finish(env.submit("form", env.confirmed(plainRestore(false).Requests()...)...)[0].ID)
			require.Equal(t, Unknown, op.State, state)
			require.Equal(t, LostOutcome, op.Failure.Kind)
			require.Equal(t, Unknown, env.advanceFor(op.ID, time.Hour).State, "looking again makes it no better")
			vol.Metadata.State = inventory.StateAvailable
			env.cloud.cloudState.volumes["vol"] = vol
			require.Equal(t, Done, env.advanceFor(op.ID, time.Hour).State)
		})
	}
}

// The request is done, and then the credentials lose their access: what they do not find may exist.
func TestPoll_HiddenSnapshotIsNotMissing(t *testing.T) {
	t.Parallel()
	for _, emptied := range []bool{false, true} {
		runEnv(t, func(env *testEnv) {
			id := env.submitCreate()
			env.advanceFor(id, 3*time.Second)
			env.cloud.denied, env.mirror.emptied = true, emptied
			op := env.finish(id)
			require.Equal(t, Unknown, op.State, "%+v", op.Failure)
			require.Equal(t, LostOutcome, op.Failure.Kind)
			require.Equal(t, Unknown, env.advanceFor(id, time.Hour).State)
			env.cloud.denied, env.mirror.emptied = false, false
			op = env.advanceFor(id, time.Hour)
			require.Equal(t, Done, op.State)
			require.Equal(t, "snap-1", op.SnapshotID)
			require.Equal(t, 1, env.cloud.sends)
		})
	}
}

// The mirror has read the empty lists too, so nothing is known that they should contain.
func TestDeletion_NotDoneWhenMirrorFindsNothingEither(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.addCopy("copy")
		op := env.submit("form", env.engine.Deletion("snap", Consent{}))[0]
		time.Sleep(untilDue(op))
		env.cloud.denied, env.mirror.emptied = true, true
		require.Equal(t, CauseUnreadable, env.finish(op.ID).Prevented())
		require.Zero(t, env.cloud.deletions)
	})
}

// The first snapshot of a contract: an empty list is the truth while its data center can be read.
func TestCreate_FirstSnapshotIsProvablyAbsent(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		clear(env.cloud.cloudState.snapshots)
		env.cloud.onlyOwn = true
		env.cloud.responses = []response{{err: lost(inventory.ErrServer, 504)}}
		op := env.finish(env.submitCreate())
		require.Equal(t, Done, op.State)
		require.Len(t, env.cloud.creations, 1)
	})
}

// The same for a new volume and for one that was overwritten.
func TestPoll_HiddenVolumeIsNotMissing(t *testing.T) {
	t.Parallel()
	for name, requests := range map[string][]Request{
		"create":  NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, nil),
		"restore": plainRestore(false).Requests(),
	} {
		for _, emptied := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				runEnv(t, func(env *testEnv) {
					env.cloud.cloudState.server.VMState = "SHUTOFF"
					id := env.submit("form", env.confirmed(requests...)...)[0].ID
					env.advanceFor(id, 3*time.Second)
					env.cloud.denied, env.mirror.emptied = true, emptied
					op := env.finish(id)
					require.Equal(t, Unknown, op.State, "%+v", op.Failure)
					env.cloud.denied, env.mirror.emptied = false, false
					require.Equal(t, Done, env.advanceFor(id, time.Hour).State)
					require.Len(t, env.cloud.cloudState.calls, 1)
				})
			})
		}
	}
}

// A label is refused with 404 although the snapshot is listed, as by credentials that lost a part of their access.
func TestSourceLabels_HiddenSnapshotIsLabelledLater(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for range 30 {
			env.cloud.labelResponses = append(env.cloud.labelResponses, errNotFound())
		}
		op := env.finish(env.submitCreate())
		require.Equal(t, Done, op.State)
		require.Equal(t, LabelsWritten, op.Labels.State)
	})
}

package operation

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// task is something that a person can do to a snapshot: how it is requested, which calls it
// takes, and how the cloud is when it is done.
type task struct {
	requests func(w *world) []Request
	calls    []string // mutations beside labels and deletions
	holds    func(w *world) bool
}

func tasks() map[string]task {
	return map[string]task{
		"rename": {
			requests: func(*world) []Request {
				return []Request{Editing("snap", []FieldChange{{"name", "old", "new"}, {"description", "text", "words"}})}
			},
			calls: []string{"EditSnapshot"},
			holds: func(w *world) bool {
				s := w.heaven.life.snapshots["snap"]
				return s.Name == "new" && s.Description == "words\n[snapdeck op=first vol=vol]"
			},
		},
		"label": {
			requests: func(*world) []Request {
				return []Request{Labelling("snap", []LabelChange{{Key: "team", Value: "db"}, {Key: "old", Remove: true}})}
			},
			holds: func(w *world) bool {
				_, old := w.heaven.life.labels["old"]
				return w.heaven.life.labels["team"] == "db" && !old
			},
		},
		"label a volume": {
			requests: func(*world) []Request {
				return []Request{LabellingVolume("dc", "vol", []LabelChange{{Key: inventory.LabelTarget, Value: "7d"}, {Key: "old", Remove: true}})}
			},
			holds: func(w *world) bool {
				_, old := w.heaven.life.tags["old"]
				return w.heaven.life.tags[inventory.LabelTarget] == "7d" && !old
			},
		},
		"confirm a source": {
			requests: func(*world) []Request {
				return []Request{Labelling("snap", ConfirmedSource("dc", "vol"))}
			},
			holds: func(w *world) bool {
				l := w.heaven.life.labels
				return l[inventory.LabelVolume] == "vol" && l[inventory.LabelDatacenter] == "dc" && l[inventory.LabelSource] == inventory.SourceConfirmed
			},
		},
		"deny a source": {
			requests: func(*world) []Request {
				return []Request{Labelling("snap", DeniedSource())}
			},
			holds: func(w *world) bool {
				_, said := w.heaven.life.labels[inventory.LabelVolume]
				return w.heaven.life.labels[inventory.LabelSource] == inventory.SourceNone && !said
			},
		},
		"lock": {
			requests: func(*world) []Request {
				return []Request{Locking("snap", Lock{Reason: "audit"})}
			},
			holds: func(w *world) bool { return w.heaven.life.labels[inventory.LabelLock] == openLock },
		},
		"delete": {
			requests: func(w *world) []Request {
				return []Request{w.engine.Deletion("snap", Consent{LastGood: true})}
			},
			holds: func(w *world) bool { return len(w.heaven.life.snapshots) == 0 },
		},
		"new volume": {
			requests: func(*world) []Request {
				return NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, &ServerRef{ID: "srv", Name: "web"})
			},
			calls: []string{"CreateVolume", "AttachVolume"},
			holds: func(w *world) bool {
				l := w.heaven.life
				return len(l.volumes) == 2 && len(l.server.VolumeIDs) == 2 && l.content[l.server.VolumeIDs[1]] == "snap"
			},
		},
		"restore": {
			requests: func(*world) []Request { return restoreOf("snap", "vol", true).Requests() },
			calls:    []string{"StopServer", "RestoreSnapshot", "StartServer"},
			holds: func(w *world) bool {
				l := w.heaven.life
				return l.content["vol"] == "snap" && l.server.VMState == "RUNNING" && len(w.heaven.made) == 1
			},
		},
	}
}

// ask records what a task requests.
func (c task) ask(w *world) Result {
	w.t.Helper()
	result, err := w.engine.Submit(w.t.Context(), bea, Key{Form: "k"}, c.requests(w)...)
	require.NoError(w.t, err)
	return result
}

// restoreOf is a restore of a volume of the running server, with a safety snapshot.
func restoreOf(snapshotID, volumeID string, power bool) Restore {
	r := Restore{DatacenterID: "dc", Pairs: []RestorePair{{snapshotID, volumeID}}, Safety: func(string) string { return "safety" }}
	if power {
		r.Stop, r.Start = &ServerRef{ID: "srv", Name: "web"}, &ServerRef{ID: "srv", Name: "web"}
	}
	return r
}

// finishAll advances operations together, as several jobs do, until all have ended.
func (w *world) finishAll(ops []Operation) []Operation {
	for start := time.Now(); ; {
		open, least := false, time.Hour
		for _, op := range ops {
			again, done := w.advance(op.ID)
			if !done && w.op(op.ID).State != Unknown {
				open, least = true, min(least, again)
			}
		}
		if !open {
			break
		}
		require.Less(w.t, time.Since(start), 24*time.Hour, "it never ends: %+v", ops)
		time.Sleep(max(least, time.Second))
	}
	ended := make([]Operation, 0, len(ops))
	for _, op := range ops {
		ended = append(ended, w.op(op.ID))
	}
	return ended
}

func TestEveryWishIsFulfilledOnce(t *testing.T) {
	t.Parallel()
	for name, c := range tasks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				first, again := c.ask(w), c.ask(w)
				require.True(t, again.Earlier)
				require.Equal(t, ids(first.Ops), ids(again.Ops), "the same key gives the same operations")
				for _, op := range w.finishAll(first.Ops) {
					require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
				}
				require.True(t, c.holds(w))
				require.Equal(t, c.calls, w.heaven.life.calls)
				require.Empty(t, w.book.breaches)
			})
		})
	}
}

func ids(ops []Operation) []string {
	var all []string
	for _, op := range ops {
		all = append(all, op.ID)
	}
	return all
}

func TestAChangeFailsWhenTheSnapshotIsGoneBeforeItShows(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]bool{"rename": true, "label": true, "confirm a source": true, "lock": true, "unlock": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				if lose {
					w.heaven.life.answers = []answer{{err: lost(inventory.ErrServer, 504)}}
					w.heaven.labelling = []error{lost(inventory.ErrServer, 504)}
				}
				one := tasks()[name]
				if name == "unlock" {
					one.requests = func(*world) []Request { return []Request{Unlocking("snap")} }
					delete(w.heaven.life.snapshots, "snap") // to remove what is not there is good, so that only looking tells
				}
				asked := one.ask(w)
				w.advance(asked.Ops[0].ID)
				delete(w.heaven.life.snapshots, "snap")
				require.Equal(t, Failed, w.finishAll(asked.Ops)[0].State)
			})
		})
	}
}

func TestWhateverTheAnswerIsNothingHappensTwice(t *testing.T) {
	t.Parallel()
	answers := map[string]answer{
		"taken, and the answer lost":        {err: lost(inventory.ErrServer, 504), carried: true},
		"not taken, and the answer lost":    {err: lost(inventory.ErrServer, 504)},
		"taken, and the connection cut":     {err: lost(inventory.ErrUnreachable, 0), carried: true},
		"taken, and never answered":         {hangs: true, carried: true},
		"never answered":                    {hangs: true},
		"busy":                              {err: fault(inventory.ErrBusy, 423)},
		"too many requests":                 {err: fault(inventory.ErrRateLimited, 429)},
		"maintenance, although it took it":  {err: fault(inventory.ErrMaintenance, 503), carried: true},
		"server error, although it took it": {err: fault(inventory.ErrServer, 500), carried: true},
	}
	for name, c := range tasks() {
		if len(c.calls) == 0 {
			continue
		}
		for what, a := range answers {
			for call, callName := range c.calls {
				t.Run(name+": "+callName+" "+what, func(t *testing.T) {
					t.Parallel()
					inWorld(t, func(w *world) {
						w.heaven.life.answers = append(make([]answer, call), a)
						asked := c.ask(w)
						for _, op := range w.finishAll(asked.Ops) {
							require.Equal(t, Done, op.State, "%s: %+v", op.Kind, op.Failure)
						}
						require.True(t, c.holds(w))
						for _, once := range []string{"CreateVolume", "RestoreSnapshot"} {
							require.LessOrEqual(t, w.heaven.life.carried(once), 1, "%v", w.heaven.life.calls)
						}
						require.Empty(t, w.book.breaches)
					})
				})
			}
		}
	}
}

func TestACrashAtAnyPointOfAnyWishIsSurvived(t *testing.T) {
	t.Parallel()
	for name, c := range tasks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for point, more := 1, true; more; point++ {
				inWorld(t, func(w *world) {
					w.dieAt[point] = true
					var ended []Operation
					for tries := 0; ; tries++ {
						require.Less(t, tries, 5)
						if w.survives(func() {
							asked := c.ask(w)
							ended = w.finishAll(asked.Ops)
						}) {
							break
						}
						w.start()
					}
					for _, op := range ended {
						require.Equal(t, Done, op.State, "killed at point %d: %s: %+v", point, op.Kind, op.Failure)
					}
					require.True(t, c.holds(w), "killed at point %d", point)
					require.LessOrEqual(t, len(w.heaven.life.works), len(c.calls), "nothing was carried out twice: %v", w.heaven.life.calls)
					require.LessOrEqual(t, w.heaven.deletions, 2)
					require.Empty(t, w.book.breaches)
					more = len(w.passed) >= point
				})
			}
		})
	}
}

func TestADeletionThatIsCancelledIsNeverCarriedOut(t *testing.T) {
	t.Parallel()
	for point, more := 1, true; more; point++ {
		inWorld(t, func(w *world) {
			asked := tasks()["delete"].ask(w)
			id := asked.Ops[0].ID
			w.during(id, 9*time.Minute)
			before := len(w.passed)
			w.dieAt[before+point] = true
			for !w.survives(func() {
				_, err := w.engine.Cancel(t.Context(), id, bea)
				require.NoError(t, err)
				w.during(id, time.Hour)
			}) {
				w.start()
			}
			require.Equal(t, Cancelled, w.op(id).State)
			require.Zero(t, w.heaven.deletions)
			require.Len(t, w.heaven.life.snapshots, 1)
			more = len(w.passed) >= before+point
		})
	}
}

func TestADeletionRestsUntilItCanNoLongerBeUndone(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		asked := tasks()["delete"].ask(w)
		id := asked.Ops[0].ID
		require.True(t, w.during(id, 9*time.Minute+59*time.Second).Planned())
		require.Zero(t, w.heaven.deletions)
		var open *OpenError
		_, err := w.engine.Submit(t.Context(), bea, Key{Form: "other"}, w.engine.Deletion("snap", Consent{}))
		require.ErrorAs(t, err, &open, "one deletion is enough")
		require.Equal(t, id, open.Operation.ID)
		_, err = w.engine.Hurry(t.Context(), id, bea)
		require.NoError(t, err)
		require.Equal(t, Done, w.finish(id).State)
		_, err = w.engine.Hurry(t.Context(), id, bea)
		require.ErrorIs(t, err, ErrTooLate)
	})
}

func TestWhatFailedIsDeletedAtOnce(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		s := w.heaven.life.snapshots["snap"]
		s.Metadata.State = inventory.StateFailed
		w.heaven.life.snapshots["snap"] = s
		asked := tasks()["delete"].ask(w)
		require.False(t, asked.Ops[0].Planned())
	})
}

func TestALockKeepsASnapshotUntilItsEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lock   Lock
		unlock bool
		by     string // "label" when the database knows nothing of the lock
		state  State
	}{
		"for good":              {lock: Lock{Reason: "audit"}, state: Cancelled},
		"only its label known":  {lock: Lock{Reason: "audit"}, by: "label", state: Cancelled},
		"until tomorrow":        {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)}, state: Cancelled},
		"label until tomorrow":  {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)}, by: "label", state: Cancelled},
		"until a minute":        {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 1, 0, 1, 0, 0, time.UTC)}, state: Done},
		"label until a minute":  {lock: Lock{Reason: "audit", Until: time.Date(2000, 1, 1, 0, 1, 0, 0, time.UTC)}, by: "label", state: Done},
		"unlocked meanwhile":    {lock: Lock{Reason: "audit"}, unlock: true, state: Done},
		"locked again by label": {lock: Lock{Reason: "audit"}, unlock: true, by: "label", state: Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				lockOnce := func() {
					w.finishAll(w.submit("lock", Locking("snap", c.lock)))
				}
				byLabel := func() {
					for _, l := range c.lock.LabelChanges() {
						w.heaven.life.labels[l.Key] = l.Value
					}
				}
				if c.by == "label" && !c.unlock {
					byLabel()
				} else {
					lockOnce()
				}
				if c.unlock {
					w.finishAll(w.submit("unlock", Unlocking("snap")))
					if c.by == "label" {
						byLabel()
					}
				}
				asked := tasks()["delete"].ask(w)
				op := w.finish(asked.Ops[0].ID)
				require.Equal(t, c.state, op.State, "%+v", op.Failure)
				if c.state == Cancelled {
					require.Equal(t, CauseLocked, op.Prevented())
					require.Contains(t, op.Failure.Text, "audit")
					require.Zero(t, w.heaven.deletions)
				}
			})
		})
	}
}

func TestAnEditOverwritesNothingThatSomebodyElseChanged(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		asked := w.submit("k", Editing("snap", []FieldChange{{"name", "old", "new"}}))
		s := w.heaven.life.snapshots["snap"]
		s.Name = "theirs"
		w.heaven.life.snapshots["snap"] = s
		op := w.finish(asked[0].ID)
		require.Equal(t, Failed, op.State)
		require.Equal(t, Conflict, op.Failure.Kind)
		require.Contains(t, op.Failure.Messages[0].Text, "theirs")
		require.Empty(t, w.heaven.life.calls)
	})
}

func TestNothingIsOverwrittenWithoutItsSafetySnapshot(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(h *heaven){
		"refused":           func(h *heaven) { h.answers = []answer{{err: fault(inventory.ErrInvalid, 422)}} },
		"failed in the end": func(h *heaven) { h.outcome, h.end = inventory.RequestFailed, inventory.StateFailed },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorld(t, func(w *world) {
				spoil(w.heaven)
				asked := tasks()["restore"].ask(w)
				ended := w.finishAll(asked.Ops)
				require.Equal(t, []State{Done, Failed, Failed, Done}, statesOf(ended))
				require.Equal(t, NotStarted, ended[2].Failure.Kind)
				require.Equal(t, "today", w.heaven.life.content["vol"])
				require.Equal(t, []string{"StopServer", "StartServer"}, w.heaven.life.calls, "the server runs again")
			})
		})
	}
}

func statesOf(ops []Operation) []State {
	var all []State
	for _, op := range ops {
		all = append(all, op.State)
	}
	return all
}

func TestAServerStaysOffWhenItsVolumeMayBeSpoilt(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		asked := tasks()["restore"].ask(w)
		restore := slices.IndexFunc(asked.Ops, func(op Operation) bool { return op.Kind == RestoreVolume })
		for w.op(asked.Ops[restore].ID).RequestID == "" {
			for _, op := range asked.Ops {
				w.advance(op.ID)
			}
			time.Sleep(time.Second)
		}
		w.heaven.life.outcome = inventory.RequestFailed
		ended := w.finishAll(asked.Ops)
		require.Equal(t, []State{Done, Done, Failed, Failed}, statesOf(ended))
		require.Contains(t, ended[2].Failure.Text, "part of the snapshot")
		require.Equal(t, "SHUTOFF", w.heaven.life.server.VMState)
	})
}

func TestWhatDoesNotFitIsRefusedBeforeTheCloudIsAsked(t *testing.T) {
	t.Parallel()
	good := inventory.Snapshot{Location: "de/fra", SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable}}
	failed, busy := good, good
	failed.Metadata.State, busy.Metadata.State = inventory.StateFailed, inventory.StateBusy
	for name, c := range map[string]struct {
		snapshot inventory.Snapshot
		size     float64
		location string
		why      string
	}{
		"same size":         {good, 10, "de/fra", ""},
		"larger":            {good, 11, "de/fra", ""},
		"child location":    {good, 10, "de/fra/2", ""},
		"smaller":           {good, 9, "de/fra", "at least the 10 GB"},
		"other location":    {good, 10, "de/txl", "only"},
		"like-named place":  {good, 10, "de/fra2", "only"},
		"failed":            {failed, 10, "de/fra", "no good copy"},
		"not available yet": {busy, 10, "de/fra", "not available yet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			why := WhyNotOnto(c.snapshot, c.size, c.location)
			if c.why == "" {
				require.Empty(t, why)
				return
			}
			require.Contains(t, why, c.why)
		})
	}
	inWorld(t, func(w *world) {
		v := w.heaven.life.volumes["vol"]
		v.SizeGB = 5
		w.heaven.life.volumes["vol"] = v
		asked := tasks()["restore"].ask(w)
		ended := w.finishAll(asked.Ops)
		require.Equal(t, Impossible, ended[2].Failure.Kind)
		require.NotContains(t, w.heaven.life.calls, "RestoreSnapshot")
	})
}

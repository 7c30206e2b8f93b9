package operation

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// forbidden is how a kind of operation comes to be forbidden by one cause.
type forbidden struct {
	requests func(w *world) []Request
	forbid   func(w *world)
	// intact reports whether what was to be destroyed still is as it was.
	intact func(w *world) bool
	// unsettled is set where a lost answer cannot be told from one that was carried out while the
	// cause lasts, so that the outcome is unknown then.
	unsettled bool
}

// addCopy adds another good snapshot of the volume "vol".
func (w *world) addCopy(id string) {
	w.heaven.life.snapshots[id] = inventory.Snapshot{
		ID: id, Name: id, Description: "[snapdeck op=" + id + " vol=vol]", Location: "de/fra", SizeGB: 10,
		Metadata: inventory.Metadata{State: inventory.StateAvailable},
	}
}

func (w *world) setState(snapshotID string, state inventory.State) {
	s := w.heaven.life.snapshots[snapshotID]
	s.Metadata.State = state
	w.heaven.life.snapshots[snapshotID] = s
}

// plainRestore overwrites the volume of a server that is off.
func plainRestore(safety bool) Restore {
	r := restoreOf("snap", "vol", false)
	if !safety {
		r.Safety = func(string) string { return "" }
	}
	return r
}

func deletionOf(id string) func(w *world) []Request {
	return func(w *world) []Request {
		w.addCopy("copy")
		return []Request{w.engine.Deletion(id, Consent{})}
	}
}

func offAnd(r Restore) func(w *world) []Request {
	return func(w *world) []Request {
		w.heaven.life.server.VMState = "SHUTOFF"
		return r.Requests()
	}
}

// allForbidden are the ways in which each destructive kind can be forbidden. A test holds that none
// of the spec's is missing.
func allForbidden() map[Kind]map[string]map[string]forbidden {
	stays := func(w *world) bool {
		_, there := w.heaven.life.snapshots["snap"]
		return there && w.heaven.deletions <= 1
	}
	untouched := func(w *world) bool { return w.heaven.life.content["vol"] == "today" }
	runs := func(w *world) bool { return w.heaven.life.server.VMState == "RUNNING" }
	away := func(w *world) { w.heaven.away = fault(inventory.ErrServer, 500) }
	return map[Kind]map[string]map[string]forbidden{
		DeleteSnapshot: {
			CauseLocked: {
				"by a label of another tool": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) { w.heaven.life.labels[inventory.LabelLock] = openLock }},
				"by a lock of our own":       {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) { w.submit("lock", Locking("snap", Lock{Reason: "audit"})) }},
				"by a label beside a lock that ran out": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) {
					w.submit("lock", Locking("snap", Lock{Reason: "old", Until: time.Now().Add(-time.Hour)}))
					w.heaven.life.labels[inventory.LabelLock] = openLock
				}},
			},
			CauseLastGood: {
				"since the other one was deleted": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) { delete(w.heaven.life.snapshots, "copy") }},
				"while it is being changed": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) {
					delete(w.heaven.life.snapshots, "copy")
					w.setState("snap", inventory.StateBusy)
				}},
				"since the other one failed": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) { w.setState("copy", inventory.StateFailed) }},
			},
			CauseInUse: {
				"by a restore": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) {
					w.heaven.life.server.VMState = "SHUTOFF"
					w.submit("restore", plainRestore(true).Requests()...)
				}},
				"by a new volume": {requests: deletionOf("snap"), intact: stays, forbid: func(w *world) {
					w.submit("volume", NewVolumeRequests("dc", "snap", NewVolume{Name: "copy", Type: "SSD", SizeGB: 10}, nil)...)
				}},
			},
			CauseUnreadable: {"when nothing can be read": {requests: deletionOf("snap"), intact: stays, forbid: away, unsettled: true}},
		},
		RestoreVolume: {
			CauseInUse:      {"by a server that was started": {requests: offAnd(plainRestore(false)), intact: untouched, forbid: func(w *world) { w.heaven.life.server.VMState = "RUNNING" }}},
			CauseSafetyGone: {"since it was deleted": {requests: offAnd(plainRestore(true)), intact: untouched, forbid: func(w *world) { w.heaven.made = nil }}},
			CauseUnreadable: {"when nothing can be read": {requests: offAnd(plainRestore(false)), intact: untouched, forbid: away, unsettled: true}},
		},
		StopServer: {
			CauseInUse: {
				"of what the snapshot became": {
					requests: func(*world) []Request { return restoreOf("snap", "vol", true).Requests() }, intact: runs,
					forbid: func(w *world) { w.setState("snap", inventory.StateFailed) },
				},
			},
			CauseUnreadable: {
				"when nothing can be read": {
					requests: func(*world) []Request { return restoreOf("snap", "vol", true).Requests() }, intact: runs, forbid: away, unsettled: true,
				},
			},
		},
	}
}

func untilDue(op Operation) time.Duration { return max(0, time.Until(op.NotBefore)) }

// moments are when something forbids an operation that was requested: the test is driven up to then,
// and act lets it become forbidden.
func moments() map[string]func(w *world, op Operation, act func()) {
	still := func(point string) func(w *world, op Operation, act func()) {
		return func(w *world, op Operation, act func()) {
			w.book.pass = func(at string) {
				if at == point && w.op(op.ID).State != Done {
					w.book.pass = w.pass
					act()
					time.Sleep(5 * time.Second) // the process stands still
				}
			}
			w.during(op.ID, untilDue(op)+time.Second)
		}
	}
	return map[string]func(w *world, op Operation, act func()){
		"as soon as it is requested": func(_ *world, _ Operation, act func()) { act() },
		"just before it is due": func(w *world, op Operation, act func()) {
			if due := untilDue(op); due > 0 {
				w.during(op.ID, due-time.Second)
			}
			act()
		},
		"after it was looked at": still("before Start"),
		"after it was begun":     still("after Start"),
		"after a lost answer": func(w *world, op Operation, act func()) {
			lost := answer{err: lost(inventory.ErrServer, 504)}
			w.heaven.life.answers, w.heaven.deleting = []answer{lost}, []answer{lost}
			w.during(op.ID, untilDue(op)+time.Second)
			act()
		},
	}
}

func TestProhibitions_AreReadRightBeforeEachSend(t *testing.T) {
	t.Parallel()
	for kind, causes := range allForbidden() {
		for cause, ways := range causes {
			for way, c := range ways {
				for moment, drive := range moments() {
					t.Run(string(kind)+"/"+cause+" "+way+"/"+moment, func(t *testing.T) {
						t.Parallel()
						inWorld(t, func(w *world) { checkForbidden(w, kind, cause, c, moment, drive) })
					})
				}
			}
		}
	}
}

func checkForbidden(w *world, kind Kind, cause string, c forbidden, moment string, drive func(*world, Operation, func())) {
	ops := w.submit("form", c.requests(w)...)
	i := slices.IndexFunc(ops, func(op Operation) bool { return op.Kind == kind })
	w.finishAll(ops[:i])
	acted := false
	drive(w, w.op(ops[i].ID), func() { acted = true; c.forbid(w) })
	require.True(w.t, acted)
	op := w.finish(ops[i].ID)
	require.True(w.t, c.intact(w))
	require.Empty(w.t, w.book.breaches)
	if c.unsettled && moment == "after a lost answer" {
		require.Equal(w.t, Unknown, op.State)
		return
	}
	require.Equal(w.t, Cancelled, op.State, "%+v", op.Stages)
	require.Equal(w.t, cause, op.Prevented())
	require.NotEmpty(w.t, op.Failure.Text)
	w.heaven.away = nil
	for _, after := range w.finishAll(ops[i+1:]) {
		if after.Kind == StartServer {
			require.Equal(w.t, Done, after.State, "what only restores the former state still runs")
			continue
		}
		require.Equal(w.t, Failed, after.State)
		require.Equal(w.t, NotStarted, after.Failure.Kind)
	}
	require.True(w.t, c.intact(w))
}

func TestProhibitions_EveryDestructiveKindIsCovered(t *testing.T) {
	t.Parallel()
	all := allForbidden()
	for _, kind := range Kinds() {
		s := kind.spec()
		require.Equal(t, s.destroys, len(all[kind]) > 0, kind)
		if !s.destroys {
			require.Empty(t, s.prohibitions, kind)
			continue
		}
		require.NotEmpty(t, s.prohibitions, kind)
		require.NotEmpty(t, all[kind][CauseUnreadable], "%s: what cannot be read forbids", kind)
		for _, p := range s.prohibitions {
			require.NotEmpty(t, all[kind][p.cause], "%s: %s", kind, p.cause)
		}
	}
}

func TestKinds_HaveAWholeSpec(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		s := kind.spec()
		require.NotNil(t, s.send, kind)
		require.NotNil(t, s.look, kind)
		require.NotNil(t, s.follow, kind)
		require.True(t, s.request != nil || s.wanted != nil || kind == CreateSnapshot, "%s cannot tell whether it was carried out", kind)
		w := s.words
		for name, text := range map[string]string{
			"asking": w.asking, "working": w.working, "done": w.done, "refused": w.refused, "later": w.later, "lost": w.lost,
			"missed": w.missed, "broken": w.broken, "unknown": w.unknown,
		} {
			require.NotEmpty(t, text, "%s: %s", kind, name)
		}
	}
	require.Nil(t, Kind("a new word").spec().send)
}

// TestDeletion_TwoAtOnceAreNoWitnessesOfEachOther: of the last two good snapshots, each of which was
// confirmed while the other one was there, one stays.
func TestDeletion_TwoAtOnceAreNoWitnessesOfEachOther(t *testing.T) {
	t.Parallel()
	for point, more := 1, true; more; point++ {
		inWorld(t, func(w *world) {
			w.addCopy("copy")
			ops := w.submit("form", w.engine.Deletion("snap", Consent{}), w.engine.Deletion("copy", Consent{}))
			time.Sleep(time.Hour)
			before := len(w.passed)
			seen := 0
			w.book.pass = func(string) { // at any point the other one goes on
				if seen++; seen == point {
					w.book.pass = func(string) {}
					w.advance(ops[1].ID)
				}
			}
			w.advance(ops[0].ID)
			more = seen >= point
			w.book.pass = w.pass
			ended := w.finishAll(ops)
			require.Len(t, w.heaven.life.snapshots, 1, "point %d of %d: %+v", point, before, ended)
			require.ElementsMatch(t, []string{"", CauseLastGood}, []string{ended[0].Prevented(), ended[1].Prevented()})
		})
	}
}

// TestDeletion_ManyAtOnceAreReadFromOneListing counts how often IONOS Cloud is asked.
func TestDeletion_ManyAtOnceAreReadFromOneListing(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		var requests []Request
		for i := range 40 {
			id := "copy-" + string(rune('a'+i))
			w.addCopy(id)
			requests = append(requests, w.engine.Deletion(id, Consent{}))
		}
		ops := w.submit("form", requests...)
		time.Sleep(time.Hour)
		from := len(w.passed)
		for _, op := range ops {
			w.advance(op.ID)
		}
		reads := map[string]int{}
		for _, point := range w.passed[from:] {
			reads[point]++
		}
		require.LessOrEqual(t, reads["Snapshots"]+reads["Labels"], 4, "one listing for all")
		require.LessOrEqual(t, reads["SnapshotLabels"], manyLooks)
		require.LessOrEqual(t, reads["Snapshot"], 2*len(ops)+manyLooks, "one that remains, and a look whether it is gone, for each")
	})
}

// whileLooking lets something happen, and time pass, when the look before a call reads for the n-th time.
func (w *world) whileLooking(n int, takes time.Duration, act func()) {
	w.heaven.pass = func(string) {
		if n--; n == 0 {
			w.heaven.pass = w.pass
			act()
			time.Sleep(takes)
		}
	}
}

// TestProhibitions_WhatWasReadBeforeALongPauseIsReadAgain: the process stands still, or IONOS Cloud is slow,
// between two of the readings of one look.
func TestProhibitions_WhatWasReadBeforeALongPauseIsReadAgain(t *testing.T) {
	t.Parallel()
	for kind, c := range map[Kind]struct {
		cause string
		reads int // of one look
	}{
		DeleteSnapshot: {CauseLocked, 3}, // the snapshot, its labels, another one that remains
		RestoreVolume:  {CauseInUse, 4},  // the snapshot, the volume, the servers, the safety snapshot
	} {
		for read := 2; read <= c.reads; read++ {
			t.Run(fmt.Sprintf("%s/%d", kind, read), func(t *testing.T) {
				t.Parallel()
				inWorld(t, func(w *world) {
					requests := deletionOf("snap")
					if kind == RestoreVolume {
						requests = offAnd(plainRestore(true))
					}
					ops := w.submit("form", requests(w)...)
					op := ops[len(ops)-1]
					w.finishAll(ops[:len(ops)-1])
					time.Sleep(untilDue(op))
					w.whileLooking(read, 5*time.Second, func() {
						w.heaven.life.labels[inventory.LabelLock] = openLock
						w.heaven.life.server.VMState = "RUNNING"
					})
					op = w.finish(op.ID)
					require.Equal(t, c.cause, op.Prevented(), "%+v", op.Stages)
					require.Zero(t, w.heaven.deletions)
					require.Equal(t, "today", w.heaven.life.content["vol"])
				})
			})
		}
	}
}

// TestProhibitions_ALookThatAlwaysTakesTooLongForbids as what cannot be read does.
func TestProhibitions_ALookThatAlwaysTakesTooLongForbids(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		op := w.submit("form", deletionOf("snap")(w)...)[0]
		time.Sleep(untilDue(op))
		w.heaven.pass = func(string) { time.Sleep(maxLook / 2) }
		op = w.finish(op.ID)
		require.Equal(t, CauseUnreadable, op.Prevented(), "%+v", op.Stages)
		require.Zero(t, w.heaven.deletions)
	})
}

// TestSend_AProcessThatStoodStillLeavesItToOthers: its time to call is over when it goes on.
func TestSend_AProcessThatStoodStillLeavesItToOthers(t *testing.T) {
	t.Parallel()
	inWorld(t, func(w *world) {
		op := w.submit("form", deletionOf("snap")(w)...)[0]
		time.Sleep(untilDue(op))
		w.book.pass = func(point string) {
			if point == "after Start" {
				w.book.pass = w.pass
				time.Sleep(5 * time.Minute)
			}
		}
		w.advance(op.ID)
		require.Zero(t, w.heaven.deletions)
		require.Equal(t, Done, w.finish(op.ID).State)
		require.Equal(t, 1, w.heaven.deletions)
	})
}

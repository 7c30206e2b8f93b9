package model

import (
	"context"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// known is the maximal age of the engine's knowledge when a call arrives: two seconds for a listing, ten for a
// precheck, and a little for the call itself.
const known = 13 * time.Second

// checkArrival requires that a call of Snapdeck is allowed at the moment at which it arrives.
func (w *model) checkArrival(a arrival) {
	op, err := w.raw.Operation(context.Background(), a.op)
	if err != nil {
		w.breach("%s %s arrived for operation %q: %v", a.method, a.path, a.op, err)
		return
	}
	w.note("arrives: %s %s", a.method, w.short(a.path))
	w.mu.Lock()
	w.arrived[op.Kind]++
	w.mu.Unlock()
	if op.State != operation.Submitting {
		w.breach("the call of operation %s, %s, arrived when it was %s", op.ID, op.Kind, op.State)
	}
	if due, planned := w.planned[op.ID]; planned && w.clock.engines().Before(due) && !w.startedNow[op.ID] {
		w.breach("the call of operation %s, %s, arrived before the time for undoing it was over", op.ID, op.Kind)
	}
	all := w.all()
	w.checkChains(op, all)
	switch op.Kind {
	case operation.DeleteSnapshot:
		w.checkDeletion(op, all)
	case operation.RestoreVolume:
		w.checkRestore(op, all)
	}
}

// checkDeletion requires that a deleted snapshot is neither locked, nor needed, nor the last good one.
func (w *model) checkDeletion(op operation.Operation, all []operation.Operation) {
	s, exists := w.cloud.Snapshot(op.SnapshotID)
	if !exists {
		return
	}
	if reason := w.lockOn(s); reason != "" {
		w.breach("%s is deleted although it is locked %s", s.Name, reason)
	}
	for _, other := range all {
		needs := other.Chain != "" && other.SnapshotID == s.ID && !other.Kind.OnSnapshot() && chainOpen(all, other.Chain)
		if needs && other.CreatedAt.Before(started(op)) {
			w.breach("%s is deleted although operation %s, %s, needs it", s.Name, other.ID, other.Kind)
		}
	}
	confirmed := op.Task.Consent != nil && op.Task.Consent.LastGood
	volume := sourceOf(s)
	if confirmed || volume == "" || !whole(s) || w.deleted(s.ID, 0) {
		return
	}
	if !slices.ContainsFunc(w.cloud.Snapshots(), func(o ionossim.Snapshot) bool {
		return o.ID != s.ID && sourceOf(o) == volume && whole(o) && !w.deleted(o.ID, known)
	}) && !w.lostLately(volume) {
		w.breach("%s is deleted, the last good snapshot of its volume, without consent", s.Name)
	}
}

// lockOn returns what has locked a snapshot for long enough to be known, or "".
func (w *model) lockOn(s ionossim.Snapshot) string {
	now := w.clock.engines()
	if text, stands := s.Labels[inventory.LabelLock]; stands && w.clock.Now().Sub(w.gate.locked[s.ID]) > known {
		until, err := time.Parse("2006-01-02T150405Z", text)
		if err != nil || until.After(now) {
			return "by its label " + text
		}
	}
	locks, _, err := w.raw.List(context.Background(), operation.Filter{
		SnapshotID: s.ID, Kinds: []operation.Kind{operation.LockSnapshot, operation.UnlockSnapshot}, Limit: 1000,
	})
	w.must(err)
	for _, op := range locks { // newest first
		if op.State == operation.Cancelled {
			continue
		}
		if op.Kind == operation.LockSnapshot && !op.Task.Lock.Over(now) && now.Sub(op.CreatedAt) > known {
			return "by operation " + op.ID
		}
		return ""
	}
	return ""
}

// deleted reports whether a snapshot is being deleted. Recent deletions by other clients need not be known.
func (w *model) deleted(id string, lately time.Duration) bool {
	l, leaves := w.gate.leaving[id]
	return leaves && (l.our || w.clock.Now().Sub(l.at) > lately) && !w.failed("DELETE", "/snapshots/"+id)
}

// failed reports whether the newest request of a kind failed.
func (w *model) failed(method, path string) (is bool) {
	for _, r := range w.cloud.Requests() {
		url, _, _ := strings.Cut(r.URL, "?")
		if r.Method == method && strings.HasSuffix(url, path) {
			is = r.Status == "FAILED"
		}
	}
	return is
}

// lostLately reports whether another client deleted a good snapshot of a volume so recently that the engine
// need not know.
func (w *model) lostLately(volume string) bool {
	for id, l := range w.gate.leaving {
		if w.sources[id] == volume && !l.our && w.clock.Now().Sub(l.at) <= known {
			return true
		}
	}
	return false
}

// checkRestore requires that no server runs on a volume that is overwritten unless the user accepted it, and
// that its safety snapshot exists.
func (w *model) checkRestore(op operation.Operation, all []operation.Operation) {
	for _, srv := range w.cloud.Servers() {
		accepted := op.Task.Consent != nil && slices.Contains(op.Task.Consent.Running, srv.ID)
		if accepted || !slices.Contains(srv.Volumes, op.VolumeID) {
			continue
		}
		if since, runs := w.runs(srv); runs && w.clock.Now().Sub(since) > known {
			w.breach("a volume of %s is overwritten while it runs, or is about to, since %s", srv.Name, w.clock.Now().Sub(since))
		}
	}
	if op.Task.Consent == nil || !op.Task.Consent.Safety {
		return
	}
	for _, other := range all {
		safety := other.Kind == operation.CreateSnapshot && other.VolumeID == op.VolumeID && other.State == operation.Done
		if !safety || other.Chain != op.Chain && other.SnapshotID != op.Task.Consent.SafetyID {
			continue
		}
		if s, exists := w.cloud.Snapshot(other.SnapshotID); exists && whole(s) && !w.deleted(s.ID, known) {
			return
		}
		if l, leaves := w.gate.leaving[other.SnapshotID]; leaves && w.clock.Now().Sub(l.at) <= known {
			return
		}
	}
	w.breach("operation %s overwrites a volume without its safety snapshot", op.ID)
}

// runs returns since when a server has been running, or has had a queued request to start it.
func (w *model) runs(srv ionossim.Server) (since time.Time, runs bool) {
	runs = srv.VMState == "RUNNING"
	for _, r := range w.cloud.Requests() {
		path, _, _ := strings.Cut(r.URL, "?")
		if !strings.HasSuffix(path, "/servers/"+srv.ID+"/start") {
			continue
		}
		switch r.Status {
		case "DONE":
			since = r.Ended
		case "QUEUED", "RUNNING":
			return r.Created, true
		}
	}
	return since, runs
}

// checkChains requires that no operation changes what another chain holds.
func (w *model) checkChains(op operation.Operation, all []operation.Operation) {
	if op.Kind.OnSnapshot() {
		return
	}
	touched := op.Touches()
	for _, other := range all {
		if other.Chain == "" || other.Chain == op.Chain || other.Kind != operation.RestoreVolume || !chainOpen(all, other.Chain) || !chainStarted(all, other.Chain) {
			continue
		}
		for _, has := range other.Task.Holds {
			if slices.Contains(touched, has) {
				w.breach("operation %s, %s, works on %s, which the chain of operation %s has", op.ID, op.Kind, has, other.ID)
			}
		}
	}
}

func chainOpen(all []operation.Operation, chain string) bool {
	return slices.ContainsFunc(all, func(op operation.Operation) bool { return op.Chain == chain && isOpen(op) })
}

// chainStarted reports whether a step of a chain that acquires its holds has been sent.
func chainStarted(all []operation.Operation, chain string) bool {
	return slices.ContainsFunc(all, func(op operation.Operation) bool { return op.Chain == chain && !started(op).IsZero() })
}

// started returns when an operation last started.
func started(op operation.Operation) (at time.Time) {
	for _, stage := range op.Stages {
		if stage.State == operation.Submitting {
			at = stage.At
		}
	}
	return at
}

func isOpen(op operation.Operation) bool {
	return !op.State.Final() || op.State == operation.Unknown && op.Kind == operation.RestoreVolume
}

// whole reports whether a snapshot is a good copy, even while it is being changed.
func whole(s ionossim.Snapshot) bool {
	return s.Content != "" && (s.State == "AVAILABLE" || s.State == "BUSY")
}

// sourceOf returns the volume that a snapshot names as its source, or "".
func sourceOf(s ionossim.Snapshot) string {
	if id := s.Labels[inventory.LabelVolume]; id != "" {
		return id
	}
	_, m, _ := inventory.CutMarker(s.Description)
	return m.VolumeID
}

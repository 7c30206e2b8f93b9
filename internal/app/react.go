package app

import (
	"context"
	"runtime/debug"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// sweepEvery is how often what has run out is deleted.
const sweepEvery = 10 * time.Minute

// react connects what changes with what must know of it.
func (a *App) react() {
	a.engine.OnChange(func(op operation.Operation) {
		a.show(op)
		if op.State.Final() {
			sky{a.mirror, a.replica}.Nudge(inventory.PartSnapshots) // what was made is shown at once, whatever was read before
			a.wakeLane(op)
		}
		if op.State == operation.Queued && op.NotBefore.IsZero() && op.Version > 1 {
			a.waker.wake(op.ID) // a person wants it sooner
		}
		if op.State.InFlight() {
			a.mirror.Nudge()
		}
	})
	loaded := false
	a.mirror.OnChange(func(v *inventory.View) {
		if v.Loading.Complete && !loaded {
			loaded = true
			debug.FreeOSMemory() // the first load takes several times what it leaves
		}
		a.hub.Changed()
		if a.replica.leads() {
			a.wakeFinished(v)
		}
	})
	a.mirror.OnPulse(func(h inventory.Health) {
		a.metrics.MirrorRead(h.ReadAt)
	})
}

// show brings an operation that was recorded or changed, here or by another replica, to
// those who look.
func (a *App) show(op operation.Operation) {
	a.board.Put(op)
	a.web.OperationChanged(op)
	a.hub.Changed()
}

// wakeLane lets the next operation of a lane look whether it is its turn, and those that
// were to follow this one.
func (a *App) wakeLane(ended operation.Operation) {
	for _, op := range a.next(ended) {
		if !op.State.Final() && !op.State.InFlight() && !op.Planned() {
			a.waker.wake(op.ID)
		}
	}
}

// next are the operations that may have waited for one.
func (a *App) next(ended operation.Operation) []operation.Operation {
	after := a.board.After(ended.ID)
	if ended.Kind.OnSnapshot() {
		return append(after, a.board.OnSnapshot(ended.SnapshotID)...)
	}
	for _, op := range a.board.Running() {
		if operation.SharesLane(ended, op) {
			after = append(after, op)
		}
	}
	return after
}

// wakeFinished lets operations go on whose request the cloud has finished with, or begun.
func (a *App) wakeFinished(v *inventory.View) {
	open := map[string]inventory.RequestStatus{}
	for _, r := range v.Requests {
		open[r.ID] = r.Status
	}
	for _, op := range a.board.Running() {
		if op.RequestID == "" || op.State != operation.Accepted && op.State != operation.Provisioning {
			continue
		}
		status, listed := open[op.RequestID]
		if !listed || status != op.RequestStatus {
			a.waker.wake(op.ID)
		}
	}
}

// housekeep does what is to be done now and then.
func (a *App) housekeep(ctx context.Context) {
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			a.sweep(ctx)
		}
	}
}

// sweep deletes sessions and failed log-ins that have run out.
func (a *App) sweep(ctx context.Context) {
	if _, err := a.people.sessions.Purge(ctx); err != nil {
		a.log.Warn("ended sessions could not be deleted", "error", err.Error())
	}
	if err := a.people.authenticator.Purge(ctx); err != nil {
		a.log.Warn("old failed log-ins could not be deleted", "error", err.Error())
	}
}

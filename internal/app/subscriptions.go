package app

import (
	"context"
	"runtime/debug"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// purgeInterval is how often what has run out is deleted.
const purgeInterval = 10 * time.Minute

// wakeLanesEvery is how often the next operations of each lane are woken, in case that the end of the
// one before them was not heard: those far back look seldom by themselves.
const wakeLanesEvery = 15 * time.Second

// subscribe connects what changes with what must know of it.
func (a *App) subscribe() {
	a.engine.OnChange(func(op operation.Operation) {
		a.publishOperation(op)
		if op.State.Final() {
			a.wakeLane(op)
		}
		if op.State == operation.Queued && op.NotBefore.IsZero() && op.Version > 1 {
			a.wakeQueue.wake(op.ID) // a person wants it sooner
		}
	})
	loaded := false
	a.mirror.OnChange(func(v *inventory.View) {
		if v.Loading.Complete && !loaded {
			loaded = true
			debug.FreeOSMemory() // the first load takes several times what it leaves
		}
		a.sources.View() // so that nobody who looks has to wait, and what is unknown is looked up
		a.hub.InventoryChanged()
		a.wakeFinished(v)
	})
	a.mirror.OnPoll(func(h inventory.Health) {
		a.metrics.MirrorRead(h.ReadAt)
	})
}

// publishOperation brings an operation that was recorded or changed, here or by another replica, to
// those who look, and lets the mirror read what it changed.
func (a *App) publishOperation(op operation.Operation) {
	a.operations.Put(op)
	a.protection.attempts.Put(op)
	a.web.OperationChanged(op)
	a.hub.Changed()
	switch {
	case op.Prevented() != "": // something is other than it is known to be
		a.mirror.Refresh(inventory.ResourceSnapshots, inventory.ResourceLabels, inventory.ContentsOf(op.DatacenterID))
	case op.State.Final():
		a.mirror.Refresh(inventory.ResourceSnapshots) // what was made is shown at once, whatever was read before
	case op.State.InFlight():
		a.mirror.Refresh()
	}
}

// wakeLane lets as many operations look whether it is their turn as the lane of an ended one takes, which
// the chain has freed if that has ended, and those that follow it.
func (a *App) wakeLane(ended operation.Operation) {
	for _, op := range a.operations.Dependents(ended.ID) {
		a.wakeWaiting(op)
	}
	for _, op := range a.operations.OnSnapshot(ended.SnapshotID) { // there are few
		a.wakeWaiting(op)
	}
	a.wakeQueue.wakeNext(ended.Lane())
}

func (a *App) wakeWaiting(op operation.Operation) {
	if op.State.CanBeCancelled() && !op.Planned() {
		a.wakeQueue.wake(op.ID)
	}
}

// nextIn lists the operations that are the next to begin in a lane.
func (a *App) nextIn(ctx context.Context, lane string) ([]string, error) {
	return a.ledger.Next(ctx, lane, a.opts.Now(), a.opts.Timing.LaneWidth)
}

// wakeFinished lets operations go on whose request the cloud has finished with, or begun.
func (a *App) wakeFinished(v *inventory.View) {
	open := map[string]inventory.RequestStatus{}
	for _, r := range v.Requests {
		open[r.ID] = r.Status
	}
	for _, op := range a.operations.Running() {
		if op.RequestID == "" || op.State != operation.Accepted && op.State != operation.Provisioning {
			continue
		}
		status, listed := open[op.RequestID]
		if !listed || status != op.RequestStatus {
			a.wakeQueue.wake(op.ID)
		}
	}
}

// runMaintenance does what is to be done now and then.
func (a *App) runMaintenance(ctx context.Context) {
	sweep, lanes := time.NewTicker(purgeInterval), time.NewTicker(wakeLanesEvery)
	defer sweep.Stop()
	defer lanes.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			a.purgeExpired(ctx)
		case <-lanes.C:
			a.wakeLanes()
		}
	}
}

// wakeLanes wakes the next operations of each lane in which any wait.
func (a *App) wakeLanes() {
	seen := map[string]bool{}
	for _, op := range a.operations.Running() {
		if lane := op.Lane(); op.State == operation.Waiting && !seen[lane] {
			seen[lane] = true
			a.wakeQueue.wakeNext(lane)
		}
	}
}

// purgeExpired deletes sessions and failed logins that have run out.
func (a *App) purgeExpired(ctx context.Context) {
	if _, err := a.auth.sessions.Purge(ctx); err != nil {
		a.log.Warn("purge sessions", "error", err.Error())
	}
	if err := a.auth.authenticator.Purge(ctx); err != nil {
		a.log.Warn("purge login attempts", "error", err.Error())
	}
}

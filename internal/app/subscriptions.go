package app

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const purgeInterval = 10 * time.Minute

// wakeLanesEvery is the interval at which the next operations of each lane are woken, in case a notification
// was lost: those far back poll rarely.
const wakeLanesEvery = 15 * time.Second

// subscribe connects the sources of changes with their subscribers.
func (a *App) subscribe() {
	a.engine.OnChange(func(op operation.Operation) {
		a.publishOperation(op)
		if op.State.Final() {
			a.wakeLane(op)
		}
		if op.State == operation.Queued && op.NotBefore.IsZero() && op.Version > 1 {
			a.wakeQueue.wake(op.ID) // a user wants it to start sooner
		}
	})
	loaded := false
	a.mirror.OnChange(func(v *inventory.View) {
		a.sources.View() // infers sources now, so that no page waits for it, and requests the history
		a.hub.InventoryChanged()
		a.wakeFinished(v)
		if v.Loading.Complete && !loaded && a.opts.Loaded != nil {
			loaded = true
			a.opts.Loaded()
		}
	})
	a.mirror.OnPoll(func(h inventory.Health) {
		a.metrics.MirrorRead(h.ReadAt)
	})
}

// publishOperation publishes an operation that was recorded or changed, here or by another replica, and makes
// the mirror read what it changed.
func (a *App) publishOperation(op operation.Operation) {
	a.operations.Put(op)
	a.protection.attempts.Put(op)
	a.web.OperationChanged(op)
	a.hub.Changed()
	switch {
	case op.Prevented() != "": // the precheck found a change
		a.mirror.Refresh(inventory.ResourceSnapshots, inventory.ResourceLabels, inventory.ContentsOf(op.DatacenterID))
	case op.State.Final():
		a.mirror.Refresh(inventory.ResourceSnapshots) // the new snapshot is shown at once
	case op.State.InFlight():
		a.mirror.Refresh()
	}
}

// wakeLane wakes the next operations of an ended one's lane, as many as the lane allows, those that waited for
// its chain, and those that depend on it.
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

// nextIn lists the next operations to start in a lane.
func (a *App) nextIn(ctx context.Context, lane string) ([]string, error) {
	return a.ledger.Next(ctx, lane, a.opts.Now(), a.opts.Timing.LaneWidth)
}

// wakeFinished wakes operations whose request has started or ended.
func (a *App) wakeFinished(v *inventory.View) {
	open := map[string]inventory.RequestStatus{}
	for _, r := range v.Requests {
		open[r.ID] = r.Status
	}
	for _, op := range a.operations.Sent() {
		if op.RequestID == "" || op.State != operation.Accepted && op.State != operation.Provisioning {
			continue
		}
		status, listed := open[op.RequestID]
		if !listed || status != op.RequestStatus {
			a.wakeQueue.wake(op.ID)
		}
	}
}

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

// wakeLanes wakes the next operations of each lane with waiting ones.
func (a *App) wakeLanes() {
	seen := map[string]bool{}
	for _, op := range a.operations.Running() {
		if lane := op.Lane(); op.State == operation.Waiting && !seen[lane] {
			seen[lane] = true
			a.wakeQueue.wakeNext(lane)
		}
	}
}

func (a *App) purgeExpired(ctx context.Context) {
	if _, err := a.sessions.Purge(ctx); err != nil {
		a.log.Warn("purge sessions", "error", err)
	}
	if err := a.authenticator.Purge(ctx); err != nil {
		a.log.Warn("purge login attempts", "error", err)
	}
}

package app

import (
	"context"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// sweepEvery is how often what has run out is deleted.
const sweepEvery = 10 * time.Minute

// react connects what changes with what must know of it.
func (a *App) react() {
	a.engine.OnChange(func(op operation.Operation) {
		a.board.Put(op)
		a.web.OperationChanged(op)
		a.hub.Changed()
		if op.State.Final() {
			a.mirror.Nudge(inventory.PartSnapshots) // what was made is shown at once, whatever was read before
			a.wakeLane(op.DatacenterID)
		}
		if op.State.InFlight() {
			a.mirror.Nudge()
		}
	})
	a.mirror.OnChange(func(v *inventory.View) {
		a.hub.Changed()
		a.wakeFinished(v)
	})
	a.mirror.OnPulse(func(h inventory.Health) {
		a.metrics.MirrorRead(h.ReadAt)
	})
}

// wakeLane lets the next operation of a lane look whether it is its turn.
func (a *App) wakeLane(datacenterID string) {
	for _, op := range a.board.Running() {
		if op.DatacenterID == datacenterID && !op.State.InFlight() {
			a.wake(op.ID)
		}
	}
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
			a.wake(op.ID)
		}
	}
}

func (a *App) wake(operationID string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := a.queue.Wake(ctx, operationID); err != nil {
		a.log.Warn("an operation could not be woken; it goes on when it is due", "operation", operationID, "error", err.Error())
	}
}

// housekeep deletes sessions and failed log-ins that have run out.
func (a *App) housekeep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := a.people.sessions.Purge(ctx); err != nil {
			a.log.Warn("ended sessions could not be deleted", "error", err.Error())
		}
		if err := a.people.authenticator.Purge(ctx); err != nil {
			a.log.Warn("old failed log-ins could not be deleted", "error", err.Error())
		}
	}
}

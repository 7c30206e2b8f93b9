package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"snapdeck/internal/config"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// sessionKeySetting is where replicas keep the session key that they share.
const sessionKeySetting = "session_key"

// sessionKey is the configured key, or one that is kept where the sessions are: replicas
// must agree on it.
func (a *App) sessionKey(ctx context.Context) (config.Secret, error) {
	if a.config.SessionKey.Set() || !a.store.Shared() {
		return a.config.LoadSessionKey()
	}
	kept, err := a.store.SettingOr(ctx, sessionKeySetting, config.NewSessionKey().Reveal(), time.Now())
	if err != nil {
		return config.Secret{}, err
	}
	return config.ReadSessionKey(kept)
}

// source is what the mirror reads: the cloud itself, or what the leading replica read of it.
func (a *App) source() inventory.Source {
	if !a.store.Shared() {
		return a.client
	}
	a.replica.relay = inventory.NewRelay(a.client, a.store.Shelf(), a.replica.leads, time.Now)
	return a.replica.relay
}

// firstViewWithin is how long a replica that starts waits for what another one has read
// before it answers. Whoever connects meanwhile waits with it.
const firstViewWithin = 5 * time.Second

// awaitView lets a replica begin to answer when it knows the contract, so that a rolling
// restart shows nobody an empty page. A process that is alone answers at once.
func (a *App) awaitView(ctx context.Context) {
	if !a.store.Shared() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, firstViewWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !a.mirror.View().Loading.Complete {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lead watches the cloud for all replicas whenever no other one does, and passes on what
// this one wants to be read, until ctx ends.
func (a *App) lead(ctx context.Context) {
	tick := time.NewTicker(leaseEvery)
	defer tick.Stop()
	defer a.replica.resign(context.WithoutCancel(ctx))
	for {
		if a.replica.campaign(ctx) {
			a.log.Info("this replica watches the cloud now", "replica", a.replica.id)
			a.replica.relay.Forget()
			a.readAll()
		}
		a.tellViewers(ctx)
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				waiting = false
			case parts := <-a.replica.nudges:
				a.notify(ctx, nudgeChannel, parts)
			}
		}
	}
}

// tellViewers lets the leader know that somebody looks here.
func (a *App) tellViewers(ctx context.Context) {
	if a.hub.Viewers() > 0 && !a.replica.leads() {
		a.notify(ctx, viewersChannel, "")
	}
}

func (a *App) notify(ctx context.Context, channel, payload string) {
	ctx, cancel := context.WithTimeout(ctx, leaseEvery)
	defer cancel()
	if err := a.store.Notify(ctx, channel, payload); err != nil && ctx.Err() == nil {
		a.log.Warn("the other replicas could not be told", "channel", channel, "error", err.Error())
	}
}

// readAll asks the mirror to read everything that it knows of.
func (a *App) readAll() {
	parts := []inventory.Part{inventory.PartRequests, inventory.PartDatacenters, inventory.PartSnapshots, inventory.PartLabels}
	for _, dc := range a.mirror.View().Datacenters {
		parts = append(parts, inventory.InsideOf(dc.ID))
	}
	a.mirror.Nudge(parts...)
}

// hear takes in what other replicas tell, until ctx ends.
func (a *App) hear(ctx context.Context) {
	err := a.store.Listen(ctx, func(channel, payload string) { a.heard(ctx, channel, payload) },
		store.OperationsChannel, store.ShelfChannel, nudgeChannel, viewersChannel)
	if err != nil {
		a.log.Error("other replicas cannot be listened to", "error", err.Error())
	}
}

func (a *App) heard(ctx context.Context, channel, payload string) {
	switch channel {
	case store.OperationsChannel:
		a.heardOperation(ctx, payload)
	case store.ShelfChannel:
		if !a.replica.leads() {
			a.mirror.Nudge(inventory.PartOfReading(payload))
		}
	case nudgeChannel:
		if a.replica.leads() {
			for name := range strings.SplitSeq(payload, "\n") {
				a.mirror.Nudge(inventory.Part(name))
			}
		}
	case viewersChannel:
		a.replica.viewersTill.Store(time.Now().Add(viewersFor).UnixMilli())
		a.mirror.Nudge()
	default:
		a.catchUp(ctx)
	}
}

// heardOperation shows an operation that another replica recorded or changed.
func (a *App) heardOperation(ctx context.Context, id string) {
	op, err := a.ledger.Operation(ctx, id)
	if err != nil {
		if ctx.Err() == nil && !errors.Is(err, operation.ErrNoOperation) {
			a.log.Warn("an operation of another replica could not be read", "operation", id, "error", err.Error())
		}
		return
	}
	if known, ok := a.board.Operation(id); ok && known.Version >= op.Version {
		return // our own, or heard already
	}
	a.show(op)
}

// catchUp reads what may have been told while nobody listened.
func (a *App) catchUp(ctx context.Context) {
	unsettled, err := a.ledger.Unsettled(ctx)
	latest, _, errLatest := a.ledger.List(ctx, operation.Filter{Limit: boardPage})
	if err := errors.Join(err, errLatest); err != nil {
		if ctx.Err() == nil {
			a.log.Warn("the operations could not be read again", "error", err.Error())
		}
		return
	}
	for _, op := range append(latest, unsettled...) {
		if known, ok := a.board.Operation(op.ID); !ok || known.Version < op.Version {
			a.show(op)
		}
	}
	for _, id := range a.board.Unheard(unsettled) {
		a.heardOperation(ctx, id)
	}
	a.readAll()
}

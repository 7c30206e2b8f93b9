package app

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/config"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
)

// sessionKeySetting is the setting of the session key that replicas share.
const sessionKeySetting = "session_key"

// sessionKey is the configured key, or one stored in the database: replicas must share it.
func (a *App) sessionKey(ctx context.Context) (secret.Value, error) {
	if a.config.SessionKey.Set() || !a.store.Shared() {
		return a.config.LoadSessionKey()
	}
	stored, err := a.store.SettingOr(ctx, sessionKeySetting, config.NewSessionKey().Reveal(), a.opts.Now())
	if err != nil {
		return secret.Value{}, err
	}
	return config.ReadSessionKey(stored)
}

// firstViewTimeout is how long a starting replica loads the contract before it answers. Connections wait for
// it.
const firstViewTimeout = 5 * time.Second

// awaitFirstView delays the response of a replica until it has loaded the contract, so that a rolling restart
// shows no empty page. A single process answers at once.
func (a *App) awaitFirstView(ctx context.Context) {
	if !a.store.Shared() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, firstViewTimeout)
	defer cancel()
	for !a.mirror.View().Loading.Complete {
		if backoff.Wait(ctx, 20*time.Millisecond) != nil {
			return
		}
	}
}

// listen applies changes of other replicas, until ctx ends.
func (a *App) listen(ctx context.Context) {
	a.store.Listen(ctx, func(operationID string) {
		if operationID == "" {
			a.catchUp(ctx)
			return
		}
		a.refresh(ctx, operationID)
	})
}

// refresh applies an operation that another replica recorded or changed.
func (a *App) refresh(ctx context.Context, id string) {
	op, err := a.ledger.Operation(ctx, id)
	if err != nil {
		if ctx.Err() == nil && !errors.Is(err, operation.ErrNoOperation) {
			a.log.Warn("read operation of another replica", "operation", id, "error", err)
		}
		return
	}
	if known, ok := a.operations.Operation(id); ok && known.Version >= op.Version {
		return // our own, or applied already
	}
	a.publishOperation(op)
	if op.State.Final() {
		a.mirror.Refresh(changedBy(op))
	}
}

// changedBy returns the resource that an operation changes besides the list of snapshots, for a refresh. The
// engine of the replica that runs the operation requests it by itself.
func changedBy(op operation.Operation) inventory.Resource {
	if op.Kind.ChangesDatacenter() {
		return inventory.ContentsOf(op.DatacenterID)
	}
	return inventory.ResourceLabels
}

// catchUp applies changes that may have been missed without a connection.
func (a *App) catchUp(ctx context.Context) {
	incomplete, err := a.ledger.Incomplete(ctx)
	latest, _, errLatest := a.ledger.List(ctx, operation.Filter{Limit: cachePageSize})
	if err := errors.Join(err, errLatest); err != nil {
		if ctx.Err() == nil {
			a.log.Warn("reload operations", "error", err)
		}
		return
	}
	for _, op := range append(latest, incomplete...) {
		if known, ok := a.operations.Operation(op.ID); !ok || known.Version < op.Version {
			a.publishOperation(op)
		}
	}
	for _, id := range a.operations.StaleIDs(incomplete) {
		a.refresh(ctx, id)
	}
}

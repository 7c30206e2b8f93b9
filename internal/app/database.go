package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// The timing of the database heartbeat.
const (
	heartbeatInterval = 10 * time.Second
	heartbeatRetry    = 2 * time.Second  // after a failure
	heartbeatTimeout  = 8 * time.Second  // the timeout of one
	heartbeatStale    = 30 * time.Second // age of the last heartbeat at which the database counts as failing, even without an error

	suspectWithin = 3 * time.Second // a response waits for this
	endWithin     = 2 * time.Second // the shutdown waits for this
)

// database detects whether the database is writable, and whether it went back in time. It implements
// web.Database. It is safe for concurrent use.
type database struct {
	store   *store.Store
	every   time.Duration
	log     *slog.Logger
	changed func()                      // called when its state on pages changes
	reload  func(context.Context) error // called when the ledger went back in time
	wake    func()                      // called when creates may continue

	checking sync.Mutex // held during a heartbeat

	mu       sync.Mutex
	last     time.Time // the last successful one
	failing  time.Time // start of the failure; zero: the last heartbeat succeeded
	notice   *store.RestoredNotice
	restores int64 // as of the last heartbeat
}

func newDatabase(db *store.Store, every time.Duration, log *slog.Logger) *database {
	every = cmp.Or(every, heartbeatInterval)
	return &database{store: db, every: every, log: log}
}

func (d *database) begin(ctx context.Context) error {
	b, err := d.store.Heartbeat(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last, d.notice, d.restores = time.Now(), b.Notice, b.Restores
	return nil
}

// run writes heartbeats until ctx ends, and a last one then.
func (d *database) run(ctx context.Context) {
	for {
		pause := d.every
		if _, failing := d.FailingSince(); failing {
			pause = min(heartbeatRetry, d.every)
		}
		select {
		case <-ctx.Done():
			d.end(context.WithoutCancel(ctx))
			return
		case <-time.After(pause):
		case <-d.store.Restored():
		}
		d.check(ctx)
	}
}

// end writes the last heartbeat, by which the next start detects an older copy of the database.
func (d *database) end(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, endWithin)
	defer cancel()
	if _, err := d.store.Heartbeat(ctx); err != nil {
		d.log.Debug("write last heartbeat", "error", err)
	}
}

// check writes a heartbeat and records the result.
func (d *database) check(ctx context.Context) {
	d.checking.Lock()
	defer d.checking.Unlock()
	limited, cancel := context.WithTimeout(ctx, heartbeatTimeout)
	defer cancel()
	b, err := d.store.Heartbeat(limited)
	if errors.Is(ctx.Err(), context.Canceled) {
		return // shutdown
	}
	if err != nil {
		d.failed(err)
		return
	}
	d.succeeded(ctx, b)
}

func (d *database) failed(err error) {
	d.mu.Lock()
	first := d.failing.IsZero()
	if first {
		d.failing = time.Now()
	}
	d.mu.Unlock()
	if first {
		d.log.Error("write heartbeat", "error", err)
		d.changed()
	}
}

func (d *database) succeeded(ctx context.Context, b store.Heartbeat) {
	d.mu.Lock()
	healed, older := !d.failing.IsZero(), b.Restores != d.restores
	changed := healed || older || (b.Notice == nil) != (d.notice == nil)
	d.last, d.failing, d.notice = time.Now(), time.Time{}, b.Notice
	d.mu.Unlock()
	if healed {
		d.log.Info("database writable again")
	}
	if older {
		d.log.Warn("detect restored database")
		if err := d.reload(ctx); err != nil {
			d.log.Warn("reload operations", "error", err)
			return // retried at the next heartbeat
		}
		d.mu.Lock()
		d.restores = b.Restores
		d.mu.Unlock()
	}
	if changed {
		d.changed()
	}
}

// FailingSince returns since when the database is not writable, if it is not.
func (d *database) FailingSince() (since time.Time, failing bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failing.IsZero() && time.Since(d.last) > max(heartbeatStale, 3*d.every) {
		return d.last, true
	}
	return d.failing, !d.failing.IsZero()
}

// Suspect checks at once whether the database is writable, after something that needs it failed.
func (d *database) Suspect(ctx context.Context, cause error) {
	if _, failing := d.FailingSince(); failing {
		return
	}
	if store.IsUnwritable(cause) {
		d.failed(cause)
		return
	}
	limited, cancel := context.WithTimeout(ctx, suspectWithin)
	defer cancel()
	d.check(limited)
}

// Restored returns when the ledger went back in time and how many operations were cancelled, until a user confirms.
func (d *database) Restored() (at time.Time, cancelled int, stands bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.notice == nil {
		return time.Time{}, 0, false
	}
	return d.notice.At, d.notice.Cancelled, true
}

// ContinueAll releases the creates that have waited for confirmation since then.
func (d *database) ContinueAll(ctx context.Context, by operation.Actor) error {
	if _, err := d.store.ContinueAll(ctx, audit.Entry{Actor: by.Name, ActorAddr: by.Addr}); err != nil {
		return err
	}
	d.mu.Lock()
	d.notice = nil
	d.mu.Unlock()
	d.wake()
	d.changed()
	return nil
}

// reload reloads the operations and the attempts of a ledger that went back in time.
func (a *App) reload(ctx context.Context) error {
	ops, err := a.cachedOperations(ctx)
	if err != nil {
		return err
	}
	newest, err := a.ledger.LatestAttempts(ctx)
	if err != nil {
		return fmt.Errorf("read latest attempts: %w", err)
	}
	a.operations.Reload(ops...)
	a.protection.attempts.Reload(newest)
	return a.queue.Resume(ctx)
}

// wakeHeld wakes the creates that waited for confirmation.
func (a *App) wakeHeld() {
	for _, op := range a.operations.Running() {
		if op.Held() {
			a.wakeQueue.wake(op.ID)
		}
	}
}

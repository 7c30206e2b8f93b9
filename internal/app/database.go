package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// The pace of the signs of life that are written into the database.
const (
	heartbeatInterval = 10 * time.Second
	heartbeatRetry    = 2 * time.Second  // after one that failed
	heartbeatTimeout  = 8 * time.Second  // it has failed when it takes longer
	heartbeatStale    = 30 * time.Second // nothing was written for so long, though nothing failed

	suspectWithin = 3 * time.Second // an answer waits for this
	endWithin     = 2 * time.Second // the end of the process waits for this
)

// database watches whether the database can be written to, and whether it went back in time. It
// implements handlers.Database. Its methods may be called concurrently.
type database struct {
	store   *store.Store
	every   time.Duration
	log     *slog.Logger
	changed func()                      // what pages show of it changed
	reload  func(context.Context) error // the ledger went back in time
	wake    func()                      // creates may go on

	checking sync.Mutex // held while a sign of life is written

	mu       sync.Mutex
	last     time.Time // when the last one was written
	failing  time.Time // since when none could be; zero: the last one could
	notice   *store.RestoredNotice
	restores int64 // that the process has taken note of
}

func newDatabase(db *store.Store, every time.Duration, log *slog.Logger) *database {
	if every == 0 {
		every = heartbeatInterval
	}
	return &database{store: db, every: every, log: log}
}

// begin writes the first sign of life.
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

// run writes signs of life until ctx ends, and a last one then.
func (d *database) run(ctx context.Context) {
	for {
		pause := d.every
		if _, failing := d.FailingSince(); failing {
			pause = min(heartbeatRetry, d.every)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			d.end(context.WithoutCancel(ctx))
			return
		case <-timer.C:
		case <-d.store.Restored():
			timer.Stop()
		}
		d.check(ctx)
	}
}

// end writes the last sign of life, by which an older copy is noticed at the next start.
func (d *database) end(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, endWithin)
	defer cancel()
	if _, err := d.store.Heartbeat(ctx); err != nil {
		d.log.Debug("write the last sign of life", "error", err.Error())
	}
}

// check writes a sign of life and takes note of how that went.
func (d *database) check(ctx context.Context) {
	d.checking.Lock()
	defer d.checking.Unlock()
	limited, cancel := context.WithTimeout(ctx, heartbeatTimeout)
	defer cancel()
	b, err := d.store.Heartbeat(limited)
	if errors.Is(ctx.Err(), context.Canceled) {
		return // the process ends
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
		d.log.Error("write to the database", "error", err.Error())
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
		d.log.Info("the database can be written to again")
	}
	if older {
		d.log.Warn("the database went back to an earlier state")
		if err := d.reload(ctx); err != nil {
			d.log.Warn("read the operations again", "error", err.Error())
			return // the next sign of life tries again
		}
		d.mu.Lock()
		d.restores = b.Restores
		d.mu.Unlock()
	}
	if changed {
		d.changed()
	}
}

// FailingSince tells since when the database cannot be written to, if it cannot.
func (d *database) FailingSince() (since time.Time, failing bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failing.IsZero() && time.Since(d.last) > max(heartbeatStale, 3*d.every) {
		return d.last, true
	}
	return d.failing, !d.failing.IsZero()
}

// Suspect looks at once whether the database can be written to, since something failed that
// needs it.
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

// Restored tells when the ledger went back in time and how many operations that cancelled, until
// a person continues.
func (d *database) Restored() (at time.Time, cancelled int, stands bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.notice == nil {
		return time.Time{}, 0, false
	}
	return d.notice.At, d.notice.Cancelled, true
}

// ContinueAll lets the creates go on that wait since then.
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

// reload takes in the operations of a ledger that went back in time.
func (a *App) reload(ctx context.Context) error {
	ops, err := a.boardOperations(ctx)
	if err != nil {
		return err
	}
	a.operations.Reload(ops...)
	return a.queue.Resume(ctx)
}

// wakeHeld lets the creates go on that waited for a person.
func (a *App) wakeHeld() {
	for _, op := range a.operations.Running() {
		if op.Held() {
			a.wakeQueue.wake(op.ID)
		}
	}
}

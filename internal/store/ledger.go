package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"snapdeck/internal/operation"
)

// Enqueuer adds the job that advances an operation, in the caller's transaction.
type Enqueuer interface {
	Enqueue(ctx context.Context, tx *sql.Tx, operationID string) error
}

// Ledger stores operations. It implements operation.Ledger.
type Ledger struct {
	store *Store
	jobs  Enqueuer
}

var _ operation.Ledger = (*Ledger)(nil)

// Ledger returns a ledger that adds jobs with an Enqueuer; with nil it adds none.
func (s *Store) Ledger(jobs Enqueuer) *Ledger { return &Ledger{store: s, jobs: jobs} }

// Operation returns one operation with its stages, or operation.ErrNoOperation.
func (l *Ledger) Operation(ctx context.Context, id string) (op operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		op, err = loadOperation(ctx, tx, id)
		return err
	})
	return op, wrap(err, "read operation %s", id)
}

// Save stores the mutable fields of an operation if its Version is still the stored one, else it returns
// operation.ErrStale. A new state must be allowed to follow the stored one, else it returns
// operation.ErrTransition. A non-nil stage is added to the history. A final state is added to the audit log and
// releases holds. All or nothing.
func (l *Ledger) Save(ctx context.Context, op operation.Operation, stage *operation.Stage) (stored operation.Operation, err error) {
	err = l.store.write(ctx, func(tx *sql.Tx) error {
		stored, err = l.save(ctx, tx, op, stage)
		return err
	})
	return stored, wrap(err, "save operation %s", op.ID)
}

func (l *Ledger) save(ctx context.Context, tx *sql.Tx, op operation.Operation, stage *operation.Stage) (stored operation.Operation, err error) {
	before, err := loadOperation(ctx, tx, op.ID)
	if err != nil {
		return stored, err
	}
	if err := change(ctx, tx, before, op, stage); err != nil {
		return stored, err
	}
	if stored, err = loadOperation(ctx, tx, op.ID); err != nil {
		return stored, err
	}
	if err := holdMade(ctx, tx, before, stored); err != nil {
		return stored, err
	}
	if !stored.State.InFlight() {
		if err := release(ctx, tx, stored); err != nil {
			return stored, fmt.Errorf("release holds: %w", err)
		}
	}
	if err := auditChange(ctx, tx, before, stored, stage); err != nil {
		return stored, err
	}
	return stored, l.store.notifyOperations(ctx, tx, stored)
}

// change stores the changed fields of an operation. When several savers have read the same version, one updates
// it; the others find its version changed, at the latest when they get the row lock.
func change(ctx context.Context, tx *sql.Tx, before, op operation.Operation, stage *operation.Stage) error {
	if err := checkSave(before, op); err != nil {
		return err
	}
	if err := updateOperation(ctx, tx, before, op); err != nil {
		return err
	}
	if stage == nil {
		return nil
	}
	return addStage(ctx, tx, op.ID, *stage)
}

func checkSave(before, op operation.Operation) error {
	if before.Version != op.Version {
		return fmt.Errorf("version %d is stored, not %d: %w", before.Version, op.Version, operation.ErrStale)
	}
	if before.State != op.State && !op.State.CanFollow(before.State) {
		return fmt.Errorf("from %s to %s: %w", before.State, op.State, operation.ErrTransition)
	}
	return nil
}

func checkNew(op operation.Operation) error {
	if op.ID == "" || op.Key == "" {
		return errors.New("record operation: id or key missing")
	}
	if op.State != operation.Queued {
		return fmt.Errorf("record operation %s as %s: %w", op.ID, op.State, operation.ErrTransition)
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"snapdeck/internal/operation"
)

// Enqueuer adds the job that will advance an operation, within the caller's transaction.
type Enqueuer interface {
	Enqueue(ctx context.Context, tx *sql.Tx, operationID string) error
}

// Ledger stores operations. It implements operation.Ledger.
type Ledger struct {
	store *Store
	jobs  Enqueuer
}

var _ operation.Ledger = (*Ledger)(nil)

// Ledger returns the ledger that adds its jobs by jobs. With nil it adds none.
func (s *Store) Ledger(jobs Enqueuer) *Ledger { return &Ledger{store: s, jobs: jobs} }

// Record stores a new operation with its first stage, its audit entry and its job, all or
// nothing. An operation without stages gets one from its state and creation time. When an
// operation with the same Key exists, that one is returned and fresh is false.
func (l *Ledger) Record(ctx context.Context, op operation.Operation) (stored operation.Operation, fresh bool, err error) {
	if err := checkNew(op); err != nil {
		return stored, false, err
	}
	err = l.store.write(ctx, func(tx *sql.Tx) error {
		stored, fresh, err = l.record(ctx, tx, op)
		return err
	})
	if err != nil {
		return operation.Operation{}, false, fmt.Errorf("record operation %s: %w", op.ID, err)
	}
	return stored, fresh, nil
}

// RecordAll stores several new operations as Record does, in one transaction. When the first
// one's key is taken, the wish was recorded before: what is stored of it is returned, and
// nothing is added, even if the wish would have other steps by now.
func (l *Ledger) RecordAll(ctx context.Context, ops []operation.Operation) (all []operation.Operation, err error) {
	for _, op := range ops {
		if err := checkNew(op); err != nil {
			return nil, err
		}
	}
	err = l.store.write(ctx, func(tx *sql.Tx) error {
		all = make([]operation.Operation, 0, len(ops))
		for i, op := range ops {
			stored, fresh, err := l.record(ctx, tx, op)
			if err != nil {
				return fmt.Errorf("record operation %s: %w", op.ID, err)
			}
			all = append(all, stored)
			if i == 0 && !fresh {
				all, err = withKeys(ctx, tx, all, ops[1:])
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// withKeys adds to a list the stored operations that have the keys of others.
func withKeys(ctx context.Context, tx *sql.Tx, list []operation.Operation, others []operation.Operation) ([]operation.Operation, error) {
	for _, op := range others {
		id, err := operationByKey(ctx, tx, op.Key)
		if errors.Is(err, operation.ErrNoOperation) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look for the key of operation %s: %w", op.ID, err)
		}
		stored, err := loadOperation(ctx, tx, id)
		if err != nil {
			return nil, fmt.Errorf("read operation %s: %w", id, err)
		}
		list = append(list, stored)
	}
	return list, nil
}

func checkNew(op operation.Operation) error {
	if op.ID == "" || op.Key == "" {
		return errors.New("record operation: it has no id or no key")
	}
	if op.State != operation.Queued {
		return fmt.Errorf("record operation %s as %s: %w", op.ID, op.State, operation.ErrTransition)
	}
	return nil
}

// record stores an operation, or finds the one that has its key.
func (l *Ledger) record(ctx context.Context, tx *sql.Tx, op operation.Operation) (stored operation.Operation, fresh bool, err error) {
	id := op.ID
	if fresh, err = insertOperation(ctx, tx, op); err != nil {
		return stored, false, err
	}
	if fresh {
		err = l.recordRest(ctx, tx, op)
	} else {
		id, err = operationByKey(ctx, tx, op.Key)
	}
	if err != nil {
		return stored, false, err
	}
	stored, err = loadOperation(ctx, tx, id)
	return stored, fresh, err
}

func (l *Ledger) recordRest(ctx context.Context, tx *sql.Tx, op operation.Operation) error {
	stages := op.Stages
	if len(stages) == 0 {
		stages = []operation.Stage{{State: op.State, At: op.CreatedAt}}
	}
	for _, stage := range stages {
		if err := addStage(ctx, tx, op.ID, stage); err != nil {
			return err
		}
	}
	if err := appendAudit(ctx, tx, asked(op)); err != nil {
		return err
	}
	if err := l.store.announce(ctx, tx, op.ID); err != nil {
		return err
	}
	if l.jobs == nil {
		return nil
	}
	return l.jobs.Enqueue(ctx, tx, op.ID)
}

// Operation returns one operation with its stages, or operation.ErrNoOperation.
func (l *Ledger) Operation(ctx context.Context, id string) (op operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		op, err = loadOperation(ctx, tx, id)
		return err
	})
	if err != nil {
		return operation.Operation{}, fmt.Errorf("read operation %s: %w", id, err)
	}
	return op, nil
}

// Save stores what can change of an operation, if its Version is still the stored one, else
// operation.ErrStale. A changed state must be allowed to follow the stored one, else
// operation.ErrTransition. stage, when not nil, is added to the history. When the state
// becomes final, the outcome goes into the audit trail. All or nothing.
func (l *Ledger) Save(ctx context.Context, op operation.Operation, stage *operation.Stage) (stored operation.Operation, err error) {
	err = l.store.write(ctx, func(tx *sql.Tx) error {
		before, err := loadOperation(ctx, tx, op.ID)
		if err != nil {
			return err
		}
		if err := change(ctx, tx, before, op, stage); err != nil {
			return err
		}
		if stored, err = loadOperation(ctx, tx, op.ID); err != nil {
			return err
		}
		if err := auditChange(ctx, tx, before, stored, stage); err != nil {
			return err
		}
		return l.store.announce(ctx, tx, op.ID)
	})
	if err != nil {
		return operation.Operation{}, fmt.Errorf("save operation %s: %w", op.ID, err)
	}
	return stored, nil
}

// change stores what is new of an operation. Of several that have read the same version, one
// updates it: the others find its version changed, at the latest when they get the row.
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

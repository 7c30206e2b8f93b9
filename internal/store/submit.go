package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"snapdeck/internal/operation"
)

// Submit stores new operations with their first stages, audit entries, holds and jobs, all or nothing. See
// operation.Ledger.
func (l *Ledger) Submit(ctx context.Context, s operation.Submission) (result operation.Result, err error) {
	for _, op := range s.Ops {
		if err := checkNew(op); err != nil {
			return result, err
		}
	}
	if len(s.Ops) == 0 {
		return result, errors.New("record operations: none given")
	}
	err = l.store.writeAlone(ctx, func(tx *sql.Tx) error {
		result, err = l.submit(ctx, tx, s)
		return err
	})
	return result, wrap(err, "record operation %s", s.Ops[0].ID)
}

func (l *Ledger) submit(ctx context.Context, tx *sql.Tx, s operation.Submission) (operation.Result, error) {
	earlier, err := selectOperations(ctx, tx, `WHERE form_key = $1 ORDER BY created_at, id`, s.Ops[0].Key)
	if err != nil {
		return operation.Result{}, fmt.Errorf("look up form: %w", err)
	}
	if err := refuseArchived(ctx, tx, s); err != nil {
		return operation.Result{}, err
	}
	known, missing := sentBefore(s.Ops, earlier)
	switch {
	case len(earlier) > 0 && missing == 0:
		return operation.Result{Batch: known[0].Batch, Ops: known, Earlier: true}, nil
	case len(earlier) > 0 && s.Exclusive:
		return operation.Result{}, &operation.KeyUsedError{Earlier: earlier, Missing: missing}
	}
	var result operation.Result
	for _, op := range s.Ops {
		if err := l.insert(ctx, tx, op, s.SkipOpen, &result); err != nil {
			return operation.Result{}, err
		}
	}
	if len(result.Ops) > 0 {
		result.Batch = result.Ops[0].Batch
	}
	return result, nil
}

// sentBefore returns the operations that a form with the same content created, and counts those that are
// missing.
func sentBefore(ops, earlier []operation.Operation) (known []operation.Operation, missing int) {
	for _, op := range ops {
		i := slices.IndexFunc(earlier, func(e operation.Operation) bool { return e.Digest == op.Digest })
		if i < 0 {
			missing++
			continue
		}
		known = append(known, earlier[i])
	}
	return known, missing
}

// insert stores one operation of a submission, or finds the open one with the same slot.
func (l *Ledger) insert(ctx context.Context, tx *sql.Tx, op operation.Operation, skipOpen bool, result *operation.Result) error {
	fresh, err := insertOperation(ctx, tx, op)
	if err != nil {
		return err
	}
	if !fresh {
		open, err := openInSlot(ctx, tx, op)
		switch {
		case err != nil:
			return err
		case !skipOpen:
			return &operation.OpenError{Operation: open}
		}
		result.Open = append(result.Open, open)
		return nil
	}
	if err := l.insertRest(ctx, tx, op); err != nil {
		return err
	}
	stored, err := loadOperation(ctx, tx, op.ID)
	result.Ops = append(result.Ops, stored)
	return err
}

// openInSlot returns the operation that has the slot of a new one.
func openInSlot(ctx context.Context, tx *sql.Tx, op operation.Operation) (operation.Operation, error) {
	found, err := selectOperations(ctx, tx, `WHERE open_slot = $1`, op.Slot())
	if err != nil {
		return op, fmt.Errorf("look up open operation on the same target: %w", err)
	}
	if len(found) == 0 { // its key was recorded concurrently, or by an older version
		return op, operation.ErrStale
	}
	return found[0], nil
}

func (l *Ledger) insertRest(ctx context.Context, tx *sql.Tx, op operation.Operation) error {
	stages := op.Stages
	if len(stages) == 0 {
		stages = []operation.Stage{{State: op.State, At: op.CreatedAt}}
	}
	for _, stage := range stages {
		if err := addStage(ctx, tx, op.ID, stage); err != nil {
			return err
		}
	}
	if err := hold(ctx, tx, op.Chain, needed, op.Needs()); err != nil {
		return fmt.Errorf("hold needed resources: %w", err)
	}
	if err := hold(ctx, tx, op.Chain, wanted, op.Task.Holds); err != nil {
		return fmt.Errorf("store resources that it will hold: %w", err)
	}
	if err := appendAudit(ctx, tx, requestedEntry(op)); err != nil {
		return err
	}
	if err := l.store.notifyOperations(ctx, tx, op); err != nil {
		return err
	}
	if l.jobs == nil {
		return nil
	}
	return l.jobs.Enqueue(ctx, tx, op.ID)
}

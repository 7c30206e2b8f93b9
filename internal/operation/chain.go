package operation

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// NotStarted is the kind of failure of an operation that was to follow another one, which
// did not get done.
const NotStarted = "not-started"

// afterOther lets an operation wait for the one that it is to follow, and ends it unsent when
// that one did not get done. goes is true when it may go ahead.
func (e *Engine) afterOther(ctx context.Context, op Operation) (wait time.Duration, goes bool, err error) {
	if op.Task.After == "" {
		return 0, true, nil
	}
	first, err := e.ledger.Operation(ctx, op.Task.After)
	if err != nil {
		return 0, false, fmt.Errorf("read operation %s, which comes before: %w", op.Task.After, err)
	}
	switch {
	case !first.State.Final() || first.State == Unknown:
		wait, err = e.wait(ctx, op, e.timing.Turn, "Waiting for the step before it.")
		return wait, false, err
	case first.State == Done:
		return 0, true, nil
	}
	if op.Task.Anyway {
		spoilt, err := e.spoilt(ctx, op.Batch)
		if err != nil || !spoilt {
			return 0, err == nil, err
		}
	}
	op.Failure = &Failure{Kind: NotStarted, Text: "The step before it did not get done, so this one was not begun. Nothing was changed by it."}
	_, err = e.move(ctx, op, Failed, "Not begun, since the step before it did not get done.")
	return 0, false, err
}

// spoilt reports whether a restore of the batch began and did not get done, so that a volume
// may hold a part of a snapshot.
func (e *Engine) spoilt(ctx context.Context, batch string) (bool, error) {
	ops, _, err := e.ledger.List(ctx, Filter{Batch: batch, Limit: 1000})
	if err != nil {
		return false, fmt.Errorf("read the steps before: %w", err)
	}
	return slices.ContainsFunc(ops, func(op Operation) bool {
		return op.Kind == RestoreVolume && op.State == Failed && op.RequestID != ""
	}), nil
}

// HeldBack reports whether an operation has yet to wait for another one in the list, so that
// it is in nobody's way.
func HeldBack(op Operation, unsettled []Operation) bool {
	if op.Task.After == "" {
		return false
	}
	for _, other := range unsettled {
		if other.ID == op.Task.After {
			return !other.State.Final() || other.State == Unknown
		}
	}
	return false
}

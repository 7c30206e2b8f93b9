package operation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
)

// book is a ledger in memory with the real one's rules: versions are compared and swapped,
// and only legal transitions are stored. Breaches of them are remembered. It passes a point
// before and after each of its calls, where a test may let the process die.
type book struct {
	mu       sync.Mutex
	ops      map[string]Operation
	pass     func(point string)
	breaches []string
	held     bool // creates from before a backup wait
}

func newBook(pass func(string)) *book { return &book{ops: map[string]Operation{}, pass: pass} }

func (b *book) Record(_ context.Context, op Operation) (Operation, bool, error) {
	b.pass("before Record")
	defer b.pass("after Record")
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, old := range b.ops {
		if old.Key == op.Key {
			return old, false, nil
		}
	}
	op.Version = 1
	b.ops[op.ID] = op
	return op, true, nil
}

func (b *book) RecordAll(_ context.Context, ops []Operation) ([]Operation, error) {
	b.pass("before RecordAll")
	defer b.pass("after RecordAll")
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]Operation, 0, len(ops))
	for i, op := range ops {
		stored := b.add(op)
		all = append(all, stored)
		if i == 0 && stored.ID != op.ID {
			return append(all, b.keyed(ops[1:])...), nil
		}
	}
	return all, nil
}

// keyed are the stored operations that have the keys of others.
func (b *book) keyed(ops []Operation) (found []Operation) {
	for _, op := range ops {
		for _, old := range b.ops {
			if old.Key == op.Key {
				found = append(found, old)
			}
		}
	}
	return found
}

// add stores an operation, or finds the one that has its key.
func (b *book) add(op Operation) Operation {
	for _, old := range b.ops {
		if old.Key == op.Key {
			return old
		}
	}
	op.Version = 1
	b.ops[op.ID] = op
	return op
}

func (b *book) Operation(ctx context.Context, id string) (Operation, error) {
	if err := ctx.Err(); err != nil {
		return Operation{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	op, ok := b.ops[id]
	if !ok {
		return Operation{}, ErrNoOperation
	}
	return op, nil
}

func (b *book) Save(ctx context.Context, op Operation, stage *Stage) (Operation, error) {
	if err := ctx.Err(); err != nil {
		return Operation{}, err
	}
	point := "Save as " + string(op.State)
	b.pass("before " + point)
	defer b.pass("after " + point)
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.ops[op.ID]
	if old.Version != op.Version {
		return Operation{}, fmt.Errorf("save: %w", ErrStale)
	}
	if old.State != op.State && !op.State.CanFollow(old.State) {
		b.breaches = append(b.breaches, fmt.Sprintf("%s: from %s to %s", op.ID, old.State, op.State))
		return Operation{}, fmt.Errorf("save: %w", ErrTransition)
	}
	if old.Settled() {
		b.breaches = append(b.breaches, op.ID+": saved after it was settled")
	}
	op.Version++
	op.Stages = slices.Clone(old.Stages)
	if stage != nil {
		op.Stages = append(op.Stages, *stage)
	}
	b.ops[op.ID] = op
	return op, nil
}

func (b *book) CancelBatch(_ context.Context, batch string, stage Stage) (cancelled []Operation, err error) {
	b.pass("before CancelBatch")
	defer b.pass("after CancelBatch")
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, op := range b.ops {
		if op.Batch != batch || !op.State.CanBeCancelled() {
			continue
		}
		op.State, op.Failure, op.Labels.State, op.UpdatedAt, op.FinishedAt = Cancelled, nil, LabelsDropped, stage.At, stage.At
		op.Version++
		op.Stages = append(slices.Clone(op.Stages), stage)
		b.ops[id] = op
		cancelled = append(cancelled, op)
	}
	return cancelled, nil
}

func (b *book) UnsettledOn(ctx context.Context, snapshotIDs []string) ([]Operation, error) {
	all, err := b.Unsettled(ctx)
	return slices.DeleteFunc(all, func(op Operation) bool { return !slices.Contains(snapshotIDs, op.SnapshotID) }), err
}

// Lane is more than is needed, which is allowed.
func (b *book) Lane(ctx context.Context, _ Operation) ([]Operation, error) { return b.Unsettled(ctx) }

func (b *book) Unsettled(context.Context) ([]Operation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var open []Operation
	for _, op := range b.ops {
		if !op.Settled() {
			open = append(open, op)
		}
	}
	slices.SortFunc(open, func(x, y Operation) int {
		return cmp.Or(x.CreatedAt.Compare(y.CreatedAt), cmp.Compare(x.ID, y.ID))
	})
	return open, nil
}

func (b *book) List(_ context.Context, f Filter) ([]Operation, int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var page []Operation
	for _, op := range b.ops {
		switch {
		case f.SnapshotID != "" && op.SnapshotID != f.SnapshotID, f.Batch != "" && op.Batch != f.Batch,
			len(f.Kinds) > 0 && !slices.Contains(f.Kinds, op.Kind), f.Query != "" && op.RequestID != f.Query:
			continue
		}
		page = append(page, op)
	}
	slices.SortFunc(page, func(x, y Operation) int {
		return cmp.Or(y.CreatedAt.Compare(x.CreatedAt), cmp.Compare(y.ID, x.ID))
	})
	return page, len(page), nil
}

func (b *book) Held(context.Context) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held, nil
}

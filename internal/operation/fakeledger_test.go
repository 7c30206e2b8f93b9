package operation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// fakeLedger is a ledger in memory with the real one's rules: versions are compared and swapped, and only legal
// transitions are stored. It records violations. Before and after each call it passes a kill point.
type fakeLedger struct {
	mu         sync.Mutex
	ops        map[string]Operation
	holds      map[string]map[string]bool // by resource and holder: exclusive or not
	pauses     map[string]time.Time
	busy       map[string]busyTarget
	passPoint  func(point string)
	violations []string
	held       bool // creates from before a backup wait
}

type busyTarget struct {
	target string
	times  int
}

func newFakeLedger(pass func(string)) *fakeLedger {
	return &fakeLedger{ops: map[string]Operation{}, holds: map[string]map[string]bool{}, pauses: map[string]time.Time{}, busy: map[string]busyTarget{}, passPoint: pass}
}

func (b *fakeLedger) Submit(_ context.Context, s Submission) (Result, error) {
	b.passPoint("before Submit")
	defer b.passPoint("after Submit")
	b.mu.Lock()
	defer b.mu.Unlock()
	var earlier, known []Operation
	for _, old := range b.sorted() {
		if old.Key == s.Ops[0].Key {
			earlier = append(earlier, old)
		}
	}
	missing := 0
	for _, op := range s.Ops {
		if i := slices.IndexFunc(earlier, func(e Operation) bool { return e.Digest == op.Digest }); i >= 0 {
			known = append(known, earlier[i])
			continue
		}
		missing++
	}
	switch {
	case len(earlier) > 0 && missing == 0:
		return Result{Batch: known[0].Batch, Ops: known, Earlier: true}, nil
	case len(earlier) > 0 && s.Exclusive:
		return Result{}, &KeyUsedError{earlier, missing}
	}
	var result Result
	for _, op := range s.Ops {
		if open, taken := b.slot(op.Slot()); taken {
			if !s.SkipOpen {
				for _, op := range result.Ops {
					delete(b.ops, op.ID)
				}
				return Result{}, &OpenError{open}
			}
			result.Open = append(result.Open, open)
			continue
		}
		op.Version = 1
		b.ops[op.ID] = op
		for _, resource := range op.Needs() {
			b.hold(resource, op.Chain, false)
		}
		result.Ops = append(result.Ops, op)
	}
	if len(result.Ops) > 0 {
		result.Batch = result.Ops[0].Batch
	}
	return result, nil
}

func (b *fakeLedger) sorted() []Operation {
	all := slices.Collect(maps.Values(b.ops))
	slices.SortFunc(all, func(x, y Operation) int { return cmp.Or(x.CreatedAt.Compare(y.CreatedAt), cmp.Compare(x.ID, y.ID)) })
	return all
}

func (b *fakeLedger) slot(slot string) (Operation, bool) {
	for _, op := range b.ops {
		if slot != "" && op.Slot() == slot {
			return op, true
		}
	}
	return Operation{}, false
}

func (b *fakeLedger) hold(resource, holder string, exclusive bool) {
	if b.holds[resource] == nil {
		b.holds[resource] = map[string]bool{}
	}
	b.holds[resource][holder] = exclusive
}

func (b *fakeLedger) release(op Operation) {
	open := slices.ContainsFunc(b.sorted(), func(o Operation) bool { return o.Chain == op.Chain && o.open() })
	for _, holders := range b.holds {
		if op.Chain != op.ID {
			delete(holders, op.ID)
		}
		if op.Chain != "" && !open {
			delete(holders, op.Chain)
		}
	}
}

func (b *fakeLedger) holder(resource, except string, exclusive bool) string {
	for holder, is := range b.holds[resource] {
		if holder != except && (is || !exclusive) {
			return holder
		}
	}
	return ""
}

func (b *fakeLedger) Position(_ context.Context, op Operation, t Terms) (Blocked, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.position(op, t), nil
}

func (b *fakeLedger) position(op Operation, t Terms) Blocked {
	others := slices.DeleteFunc(b.incomplete(t.Stuck), func(o Operation) bool { return o.ID != op.ID && o.State.CanBeCancelled() && b.blockedByHold(o) })
	at := Blocked{QueuePosition: queuePosition(op, others, t.Now)}
	for _, other := range others {
		if other.ID != op.ID && other.State.InFlight() && sharesLane(op, other) {
			at.InFlight++
		}
	}
	for _, lane := range []string{op.Lane(), ContractLane} {
		if until := b.pauses[lane]; until.After(at.Until) {
			at.Until, at.Contract = until, lane == ContractLane
		}
	}
	for _, resource := range op.Touches() {
		if holder := b.holder(resource, op.Chain, true); holder != "" {
			at.Chain = holder
		}
	}
	if op.Chain != "" && at.Chain == "" && len(op.Task.Holds) > 0 {
		for _, other := range b.ops {
			touches := slices.ContainsFunc(other.Touches(), func(r string) bool { return slices.Contains(op.Task.Holds, r) })
			if other.State.InFlight() && other.Chain != op.Chain && touches {
				at.Chain = other.ID
			}
		}
	}
	if op.Kind == DeleteSnapshot {
		if holder := b.holder(snapshotResource(op.SnapshotID), op.ID, false); holder != "" {
			if b.ops[holder].Kind == DeleteSnapshot {
				at.Chain = holder
			} else {
				at.Lost = true
			}
		}
		for _, other := range b.ops {
			if other.Kind == DeleteSnapshot && other.State.InFlight() && slices.Contains(t.Remaining, other.SnapshotID) {
				at.QueuePosition = max(at.QueuePosition, t.Width)
			}
		}
	}
	return at
}

// blockedByHold reports whether a chain holds a resource of an operation.
func (b *fakeLedger) blockedByHold(op Operation) bool {
	return slices.ContainsFunc(op.Touches(), func(resource string) bool { return b.holder(resource, op.Chain, true) != "" })
}

func (b *fakeLedger) incomplete(stuck time.Time) []Operation {
	var open []Operation
	for _, op := range b.sorted() {
		if !op.Complete() && (op.State != Accepted && op.State != Provisioning || op.UpdatedAt.After(stuck)) {
			open = append(open, op)
		}
	}
	return open
}

func (b *fakeLedger) Start(ctx context.Context, op Operation, stage Stage, t Terms) (Operation, *Blocked, error) {
	if err := ctx.Err(); err != nil {
		return op, nil, err
	}
	b.passPoint("before Start")
	defer b.passPoint("after Start")
	b.mu.Lock()
	defer b.mu.Unlock()
	at := b.position(op, t)
	if at.Lost || at.Chain != "" || at.QueuePosition >= t.Width || at.Until.After(t.Now) {
		return op, &at, nil
	}
	stored, err := b.save(op, &stage)
	if err != nil {
		return op, nil, err
	}
	if op.Chain != "" && (op.Kind.Destroys() || len(op.Task.Holds) > 0) {
		for _, resource := range op.Touches() {
			b.hold(resource, op.Chain, true)
		}
	}
	for _, id := range t.Remaining {
		b.hold(snapshotResource(id), op.ID, false)
	}
	return stored, nil, nil
}

func (b *fakeLedger) Next(_ context.Context, lane string, now time.Time, n int) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for _, op := range b.sorted() {
		if op.Lane() == lane && op.State.CanBeCancelled() && !op.NotDue(now) && len(ids) < n {
			ids = append(ids, op.ID)
		}
	}
	return ids, nil
}

func (b *fakeLedger) Pause(_ context.Context, lane string, until time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.pauses[lane]) {
		b.pauses[lane] = until
	}
	return nil
}

func (b *fakeLedger) Busy(_ context.Context, lane, target string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := b.busy[lane]
	if at.target != target || at.times > 1 || at.times == 0 {
		at.times++
	}
	at.target = target
	b.busy[lane] = at
	return at.times, nil
}

func (b *fakeLedger) Free(_ context.Context, lane string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.busy, lane)
	delete(b.pauses, lane)
	return nil
}

func (b *fakeLedger) FirstPriority(_ context.Context, lane string) (rank int64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, op := range b.ops {
		if op.Lane() == lane && op.State.CanBeCancelled() {
			rank = min(rank, op.Priority)
		}
	}
	return rank, nil
}

func (b *fakeLedger) Move(_ context.Context, ids []string, rank int64, stage Stage) (moved []Operation, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		op := b.ops[id]
		op.Priority, stage.State = rank, op.State
		stored, err := b.save(op, &stage)
		if err != nil {
			return nil, err
		}
		moved = append(moved, stored)
	}
	return moved, nil
}

func (b *fakeLedger) Holder(_ context.Context, resource, except string) (Operation, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	holder := b.holder(resource, except, false)
	return b.ops[holder], holder != "", nil
}

func (b *fakeLedger) Owners(_ context.Context, requestIDs []string) (map[string]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	owners := map[string]string{}
	for _, op := range b.ops {
		if op.RequestID != "" && slices.Contains(requestIDs, op.RequestID) {
			owners[op.RequestID] = op.ID
		}
	}
	return owners, nil
}

func (b *fakeLedger) Operation(ctx context.Context, id string) (Operation, error) {
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

func (b *fakeLedger) Save(ctx context.Context, op Operation, stage *Stage) (Operation, error) {
	if err := ctx.Err(); err != nil {
		return Operation{}, err
	}
	point := "Save as " + string(op.State)
	b.passPoint("before " + point)
	defer b.passPoint("after " + point)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.save(op, stage)
}

func (b *fakeLedger) save(op Operation, stage *Stage) (Operation, error) {
	old := b.ops[op.ID]
	if old.Version != op.Version {
		return Operation{}, fmt.Errorf("save: %w", ErrStale)
	}
	if old.State != op.State && !op.State.CanFollow(old.State) {
		b.violations = append(b.violations, fmt.Sprintf("%s: from %s to %s", op.ID, old.State, op.State))
		return Operation{}, fmt.Errorf("save: %w", ErrTransition)
	}
	if old.Complete() {
		b.violations = append(b.violations, op.ID+": saved after it was settled")
	}
	op.Version++
	op.Stages = slices.Clone(old.Stages)
	if stage != nil {
		op.Stages = append(op.Stages, *stage)
	}
	b.ops[op.ID] = op
	if op.State.Final() {
		b.release(op)
	}
	return op, nil
}

func (b *fakeLedger) CancelBatch(_ context.Context, batch string, stage Stage) (cancelled []Operation, err error) {
	b.passPoint("before CancelBatch")
	defer b.passPoint("after CancelBatch")
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
		b.release(op)
		cancelled = append(cancelled, op)
	}
	return cancelled, nil
}

func (b *fakeLedger) IncompleteOn(ctx context.Context, snapshotIDs []string) ([]Operation, error) {
	all, err := b.Incomplete(ctx)
	return slices.DeleteFunc(all, func(op Operation) bool { return !slices.Contains(snapshotIDs, op.SnapshotID) }), err
}

func (b *fakeLedger) Incomplete(context.Context) ([]Operation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var open []Operation
	for _, op := range b.ops {
		if !op.Complete() {
			open = append(open, op)
		}
	}
	slices.SortFunc(open, func(x, y Operation) int {
		return cmp.Or(x.CreatedAt.Compare(y.CreatedAt), cmp.Compare(x.ID, y.ID))
	})
	return open, nil
}

func (b *fakeLedger) List(_ context.Context, f Filter) ([]Operation, int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var page []Operation
	for _, op := range b.ops {
		switch {
		case f.SnapshotID != "" && op.SnapshotID != f.SnapshotID, f.Key != "" && op.Key != f.Key, f.Batch != "" && op.Batch != f.Batch,
			f.Chain != "" && op.Chain != f.Chain, len(f.Kinds) > 0 && !slices.Contains(f.Kinds, op.Kind):
			continue
		}
		page = append(page, op)
	}
	slices.SortFunc(page, func(x, y Operation) int {
		return cmp.Or(y.CreatedAt.Compare(x.CreatedAt), cmp.Compare(y.ID, x.ID))
	})
	return page, len(page), nil
}

func (b *fakeLedger) Held(context.Context) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held, nil
}

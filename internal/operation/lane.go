package operation

import (
	"context"
	"fmt"
	"math"
	"time"

	"snapdeck/internal/inventory"
)

// ContractLane is the lane of the whole contract: its pause pauses all lanes.
const ContractLane = "contract"

// Lane names the lane of an operation: its snapshot if it changes one, its volume if it changes only its
// labels, else its data center.
func (o Operation) Lane() string {
	switch {
	case o.Kind.OnSnapshot():
		return snapshotResource(o.SnapshotID)
	case o.Kind.Spec().ownLane:
		return "labels:" + o.VolumeID
	default:
		return "datacenter:" + o.DatacenterID
	}
}

// NotDue reports whether an operation that has not started may not start yet: it is planned, or IONOS Cloud turned it
// away.
func (o Operation) NotDue(now time.Time) bool {
	return o.State.CanBeCancelled() && o.NotBefore.After(now)
}

func before(a, b *Operation) bool { return newestFirst(b, a) < 0 }

// tryStart starts an operation when it is its turn, no chain holds its resources, and nothing in IONOS Cloud
// forbids it.
func (e *Engine) tryStart(ctx context.Context, op Operation) (time.Duration, error) {
	if rest := e.startDelay(op); rest > 0 {
		return rest, nil
	}
	if wait, goes, err := e.afterBackup(ctx, op); err != nil || !goes {
		return wait, err
	}
	if wait, goes, err := e.waitForDependency(ctx, op); err != nil || !goes {
		return wait, err
	}
	at, err := e.ledger.Position(ctx, op, e.terms(nil))
	if err != nil {
		return 0, fmt.Errorf("read the position in %s: %w", op.Lane(), err)
	}
	if wait, goes, err := e.blocked(ctx, op, at); err != nil || !goes {
		return wait, err
	}
	foreign, err := e.foreignChanges(ctx, op)
	if err != nil {
		return 0, err
	}
	if foreign > 0 {
		e.inventory.Refresh(inventory.ResourceDatacenters, inventory.ResourceRequests)
		return e.wait(ctx, op, e.timing.QueuePoll, fmt.Sprintf("Waiting for %s, which another user or tool is changing.", op.DatacenterName))
	}
	v, err := e.precheck(ctx, op)
	if err != nil {
		return e.unreadable(ctx, op, err)
	}
	if !v.passed() {
		return e.notSent(ctx, op, v)
	}
	return e.start(ctx, op, v)
}

// start acquires the operation's resources and sends its call.
func (e *Engine) start(ctx context.Context, op Operation, v precheckResult) (time.Duration, error) {
	started, stage := e.attempt(op)
	started, blocked, err := e.ledger.Start(ctx, started, stage, e.terms(v.remaining))
	if err != nil {
		return 0, fmt.Errorf("start: %w", err)
	}
	if blocked != nil {
		wait, goes, err := e.blocked(ctx, op, *blocked)
		if err != nil || !goes {
			return wait, err
		}
		return e.timing.QueuePoll, nil
	}
	e.changed(started)
	if started.mayHaveBeenApplied() {
		return e.verifyThenSend(ctx, started, v)
	}
	return e.send(ctx, started, v)
}

// terms returns the conditions for starting now.
func (e *Engine) terms(remaining []string) Terms {
	now := e.now()
	return Terms{Now: now, Width: max(1, e.timing.LaneWidth), Stuck: now.Add(-e.timing.StuckAfter), Remaining: remaining}
}

// blocked makes an operation wait for what blocks it; goes is true when nothing does.
func (e *Engine) blocked(ctx context.Context, op Operation, b Blocked) (wait time.Duration, goes bool, err error) {
	switch {
	case b.Lost && op.Kind == DeleteSnapshot:
		wait, err = e.prevented(ctx, op, CauseInUse, inUseText)
	case b.QueuePosition >= max(1, e.timing.LaneWidth):
		wait, err = e.enqueue(ctx, op, b.QueuePosition)
	case b.Until.After(e.now()):
		wait, err = e.wait(ctx, op, b.Until.Sub(e.now()), pauseNote(op, b))
	case b.Chain != "":
		wait, err = e.wait(ctx, op, e.timing.QueuePoll, chainNote(op))
	case b.Lost:
		return e.timing.QueuePoll, false, nil // a snapshot that must remain is being deleted; choose another
	default:
		return 0, true, nil
	}
	return wait, false, err
}

const inUseText = "A restore needs the snapshot, so it was not deleted."

func chainNote(op Operation) string {
	if op.Kind == DeleteSnapshot {
		return "Waiting for the deletion of another snapshot of the volume."
	}
	return "Waiting for the restore that works on the same server or volume."
}

func pauseNote(op Operation, b Blocked) string {
	if b.Contract {
		return "Waiting: IONOS Cloud accepts no requests at the moment."
	}
	return fmt.Sprintf("Waiting for %s, which IONOS Cloud reports as busy.", op.DatacenterName)
}

// foreignChanges counts the changes to an operation's data center that Snapdeck did not request.
func (e *Engine) foreignChanges(ctx context.Context, op Operation) (int, error) {
	if op.Kind.OnSnapshot() || op.Kind.Spec().ownLane {
		return 0, nil
	}
	view := e.inventory.View()
	open := view.OpenRequests(op.DatacenterID)
	ids := make([]string, 0, len(open))
	for _, r := range open {
		ids = append(ids, r.ID)
	}
	owners, err := e.ledger.Owners(ctx, ids)
	if err != nil {
		return 0, fmt.Errorf("look whose requests are open in %s: %w", op.DatacenterName, err)
	}
	if n := len(ids) - len(owners); n > 0 || len(ids) > 0 {
		return n, nil
	}
	if dc, _ := view.Datacenter(op.DatacenterID); dc.Metadata.State != inventory.StateBusy {
		return 0, nil
	}
	at, err := e.ledger.Position(ctx, op, e.terms(nil))
	if err != nil || at.InFlight > 0 {
		return 0, err // our own request may keep it BUSY
	}
	return 1, nil
}

// maxQueueDelay bounds the pause of operations far back in a lane, in multiples of QueuePoll.
const maxQueueDelay = 1800

// pauseTurns is the pause of an operation with n others before it, in multiples of QueuePoll. It grows faster
// than n, so that all waiting operations together check about as often as a few: the next ones are woken.
func pauseTurns(n int) time.Duration {
	return time.Duration(min(math.Pow(float64(max(n, 1)), 1.5), maxQueueDelay))
}

// enqueue makes an operation wait for those ahead of it. The further back it is, the less often it checks,
// which keeps a long lane cheap: an operation that leaves the lane wakes the next ones.
func (e *Engine) enqueue(ctx context.Context, op Operation, position int) (time.Duration, error) {
	retryIn := e.timing.QueuePoll * pauseTurns(position-max(1, e.timing.LaneWidth)+1)
	where := op.DatacenterName
	switch {
	case op.Kind.OnSnapshot():
		where = "the queue of its snapshot"
	case op.Kind.Spec().ownLane:
		where = "the queue of its volume"
	}
	return e.wait(ctx, op, retryIn, fmt.Sprintf("Waiting for its turn in %s, %d ahead.", where, position))
}

// wait makes an operation wait, and records the reason unless it is waiting already.
func (e *Engine) wait(ctx context.Context, op Operation, retryIn time.Duration, note string) (time.Duration, error) {
	if op.State == Waiting {
		return retryIn, nil
	}
	_, err := e.transition(ctx, op, Waiting, note)
	return retryIn, err
}

// startDelay is the rest of the pause of an operation that is planned, or that IONOS Cloud turned away.
func (e *Engine) startDelay(op Operation) time.Duration {
	if op.NotBefore.IsZero() {
		return 0
	}
	return max(0, op.NotBefore.Sub(e.now()))
}

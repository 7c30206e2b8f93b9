package operation

import (
	"context"
	"slices"
	"time"
)

// afterBackup is the treatment of an operation that was waiting when the ledger went back in time.
type afterBackup int

const (
	cancelAfterBackup afterBackup = iota + 1 // it destroys: the consent belongs to a history that is lost
	holdAfterBackup                          // it creates: it waits for confirmation, and is verified before it is sent
	verifyAfterBackup                        // it is verified before it is sent
)

// Held reports whether the operation is a create from before a backup was put in place that has not started
// since.
func (o Operation) Held() bool {
	return !o.BackupRestoredAt.IsZero() && o.State.CanBeCancelled() && o.Kind.Spec().afterBackup == holdAfterBackup
}

// mayNotBeSent reports whether the operation destroys and its consent is from before a backup was put in place.
func (o Operation) mayNotBeSent() bool {
	return !o.BackupRestoredAt.IsZero() && o.Kind.Spec().afterBackup == cancelAfterBackup
}

// The messages of operations that were waiting when the ledger went back in time.
const (
	notSentText  = "The database went back to an earlier state, so this was not sent. It may have been carried out, undone or cancelled in the time that was lost."
	notAgainText = "The database went back to an earlier state, and IONOS Cloud shows no sign that this was carried out, so it was not sent again."
	HeldNote     = "Waiting for a user to continue, since the database went back to an earlier state."
)

// CancelledByBackup is the failure of an operation that had not started when the ledger went back in time.
func CancelledByBackup() *Failure { return &Failure{Kind: CauseBackupRestored, Text: notSentText} }

// PlanAfterBackup selects the operations to cancel because the ledger went back in time, from the open ones and
// the others of their batches: destructive ones that have not started, and every step of their chains that has
// not started. A server that the chain has powered off is still started, unless a volume of the chain may hold
// other data.
func PlanAfterBackup(ops []Operation) (cancel []Operation) {
	for _, chain := range chainsOf(ops) {
		if !slices.ContainsFunc(chain, func(op Operation) bool { return op.Kind.Spec().afterBackup == cancelAfterBackup && op.notStarted() }) {
			continue
		}
		start := startsAfterBackup(chain)
		for _, op := range chain {
			if op.notStarted() && !(op.Kind == StartServer && start) {
				cancel = append(cancel, op)
			}
		}
	}
	return cancel
}

// notStarted reports whether no call was sent for an operation yet.
func (o Operation) notStarted() bool { return o.State.CanBeCancelled() && o.Sends == 0 }

// startsAfterBackup reports whether a chain has powered its server off and overwritten nothing.
func startsAfterBackup(chain []Operation) bool {
	stopped, overwritten := false, false
	for _, op := range chain {
		stopped = stopped || op.Kind == StopServer && op.Sends > 0
		overwritten = overwritten || op.Kind == RestoreVolume && op.Sends > 0
	}
	return stopped && !overwritten
}

// chainsOf groups operations that depend on each other, in the order of the list.
func chainsOf(ops []Operation) [][]Operation {
	byID := make(map[string]Operation, len(ops))
	for _, op := range ops {
		byID[op.ID] = op
	}
	var order []string
	chains := map[string][]Operation{}
	for _, op := range ops {
		first := op
		for range ops { // bounded by the number of steps, in case of a cycle
			before, found := byID[first.Task.DependsOn]
			if !found {
				break
			}
			first = before
		}
		if _, known := chains[first.ID]; !known {
			order = append(order, first.ID)
		}
		chains[first.ID] = append(chains[first.ID], op)
	}
	all := make([][]Operation, 0, len(order))
	for _, id := range order {
		all = append(all, chains[id])
	}
	return all
}

// heldTurns is the pause of a create that waits for confirmation, in multiples of QueuePoll. The confirmation
// wakes it.
const heldTurns = 150

// afterBackup lets operations proceed that were recorded since the ledger last went back in time. Of older
// ones, creates wait for confirmation, and destructive ones are verified and not sent.
func (e *Engine) afterBackup(ctx context.Context, op Operation) (wait time.Duration, goes bool, err error) {
	switch {
	case op.Held():
		paused, err := e.ledger.Held(ctx)
		if err != nil || !paused {
			return 0, err == nil, err
		}
		wait, err = e.wait(ctx, op, heldTurns*e.timing.QueuePoll, HeldNote)
		return wait, false, err
	case op.mayNotBeSent():
		return e.cancelUnlessFound(ctx, op)
	default:
		return 0, true, nil
	}
}

// cancelUnlessFound adopts the effect of an operation's call, and cancels the operation when there is none.
func (e *Engine) cancelUnlessFound(ctx context.Context, op Operation) (wait time.Duration, goes bool, err error) {
	p, err := e.verify(ctx, op)
	switch {
	case err != nil:
		return e.retryDelay(err, e.timing.RetryDelay), false, nil
	case p.found:
		return e.adoptUnsent(ctx, op, p)
	case !p.complete:
		return e.timing.RetryDelay, false, nil
	}
	op.Failure = &Failure{Kind: CauseBackupRestored, Text: notAgainText}
	op.Labels.State = LabelsDropped
	_, err = e.transition(ctx, op, Cancelled, notAgainText)
	return 0, false, err
}

// adoptUnsent adopts an effect that was found without a recorded call.
func (e *Engine) adoptUnsent(ctx context.Context, op Operation, p verification) (wait time.Duration, goes bool, err error) {
	op.NotBefore = time.Time{}
	op, err = e.transition(ctx, op, Submitting, "Checked in IONOS Cloud, because the database went back to an earlier state.")
	if err != nil {
		return 0, false, err
	}
	wait, err = e.adopt(ctx, op, p)
	return wait, false, err
}

// sentSince is the earliest time of the operation's call.
func (o Operation) sentSince() time.Time {
	if !o.BackupRestoredAt.IsZero() {
		return o.CreatedAt
	}
	return o.firstStage(Submitting)
}

package operation

import (
	"context"
	"slices"
	"time"
)

// BackupHold is what a ledger tells of the time after a backup was put in its place.
type BackupHold interface {
	// Held reports whether creates from before the backup was put in place wait for a person.
	Held(ctx context.Context) (bool, error)
}

// afterBackup is what becomes of an operation that waits when the ledger goes back in time.
type afterBackup int

const (
	cancelAfterBackup afterBackup = iota // it destroys: consent was given in a future that is lost
	holdAfterBackup                      // it creates: it waits for a person, and is looked for before it is sent
	verifyAfterBackup                    // it is looked for before it is sent
)

// afterBackup is cancelAfterBackup for a kind that is not named here.
func (k Kind) afterBackup() afterBackup {
	switch k {
	case CreateSnapshot, CreateVolume:
		return holdAfterBackup
	case EditSnapshot, LabelSnapshot, LabelVolume, LockSnapshot, AttachVolume, StartServer:
		return verifyAfterBackup
	default: // DeleteSnapshot, RestoreVolume, StopServer, UnlockSnapshot
		return cancelAfterBackup
	}
}

// Held reports whether the operation is a create from before a backup was put in place that
// has not begun since.
func (o Operation) Held() bool {
	return !o.BackupRestoredAt.IsZero() && o.State.CanBeCancelled() && o.Kind.afterBackup() == holdAfterBackup
}

// mayNotBeSent reports whether the operation destroys and its consent is from before a backup
// was put in place.
func (o Operation) mayNotBeSent() bool {
	return !o.BackupRestoredAt.IsZero() && o.Kind.afterBackup() == cancelAfterBackup
}

// The sentences of an operation that waited when the ledger went back in time.
const (
	notSentText  = "The database went back to an earlier state, so this was not sent. It may have been carried out, undone or cancelled in the time that was lost."
	notAgainText = "The database went back to an earlier state, and IONOS Cloud shows no sign that this was carried out, so it was not sent again."
	HeldNote     = "Waiting until a person continues, since the database went back to an earlier state."
)

// CancelledByBackup is why an operation is cancelled that had not begun when the ledger went
// back in time.
func CancelledByBackup() *Failure { return &Failure{Kind: CauseBackupRestored, Text: notSentText} }

// PlanAfterBackup chooses the operations to be cancelled because the ledger went back in time,
// out of those that are open and the others of their batches: what destroys and has not begun,
// and every step of its chain that has not begun. A server that the chain has powered off is
// still started, unless a volume of the chain may hold other data by now.
func PlanAfterBackup(ops []Operation) (cancel []Operation) {
	for _, chain := range chainsOf(ops) {
		if !slices.ContainsFunc(chain, func(op Operation) bool { return op.Kind.afterBackup() == cancelAfterBackup && op.notBegun() }) {
			continue
		}
		start := startsAfterBackup(chain)
		for _, op := range chain {
			if op.notBegun() && !(op.Kind == StartServer && start) {
				cancel = append(cancel, op)
			}
		}
	}
	return cancel
}

// notBegun reports whether nothing was sent for an operation yet.
func (o Operation) notBegun() bool { return o.State.CanBeCancelled() && o.Sends == 0 }

// startsAfterBackup reports whether a chain has powered its server off and overwritten nothing.
func startsAfterBackup(chain []Operation) bool {
	stopped, overwritten := false, false
	for _, op := range chain {
		stopped = stopped || op.Kind == StopServer && op.Sends > 0
		overwritten = overwritten || op.Kind == RestoreVolume && op.Sends > 0
	}
	return stopped && !overwritten
}

// chainsOf puts together what depends on each other, in the order of the list.
func chainsOf(ops []Operation) [][]Operation {
	byID := make(map[string]Operation, len(ops))
	for _, op := range ops {
		byID[op.ID] = op
	}
	var order []string
	chains := map[string][]Operation{}
	for _, op := range ops {
		first := op
		for range ops { // as many steps as there can be, should they run in a circle
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

// heldTurns is how many times QueuePoll a create rests that waits for a person, who wakes it.
const heldTurns = 150

// afterBackup lets an operation go ahead that was recorded since the ledger last went back in
// time. Of the others, creates wait for a person, and what destroys is looked for and not sent.
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

// cancelUnlessFound takes over what an operation's call has brought about, and ends the
// operation when it has brought about nothing.
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

// adoptUnsent takes over what was found without a call.
func (e *Engine) adoptUnsent(ctx context.Context, op Operation, p verification) (wait time.Duration, goes bool, err error) {
	op.NotBefore = time.Time{}
	op, err = e.transition(ctx, op, Submitting, "Looked for it, since the database went back to an earlier state.")
	if err != nil {
		return 0, false, err
	}
	wait, err = e.adopt(ctx, op, p)
	return wait, false, err
}

// sentSince is the earliest time at which the operation's call may have been made.
func (o Operation) sentSince() time.Time {
	if !o.BackupRestoredAt.IsZero() {
		return o.CreatedAt
	}
	return o.firstStage(Submitting)
}

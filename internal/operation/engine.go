package operation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// Timing holds the intervals and timeouts of the engine.
type Timing struct {
	QueuePoll       time.Duration // interval of checks whether it is an operation's turn
	PollInterval    time.Duration // interval of polling a running request
	CallTimeout     time.Duration // timeout of a create call
	Hold            time.Duration // how long a gateway may hold a call, during which absence proves nothing; longer than CallTimeout
	UnknownAfter    time.Duration // until an unverified outcome is called unknown; longer than Hold
	RetryDelay      time.Duration // before a call that was certainly not accepted is retried; doubles with each try
	LabelRetryDelay time.Duration // before labels are retried; doubles with each try
	MissingTimeout  time.Duration // how long a snapshot may be missing after its request is done, and the maximal age of the mirror's data
	RecheckInterval time.Duration // interval of verifying an unknown outcome
	MaxSends        int           // maximal number of times that a create is sent, without those that were certainly not accepted

	Busy       time.Duration // how long a resource that another change locks is retried
	StuckAfter time.Duration // after which an unfinished request no longer holds its lane, and a user may resolve it
	Unreadable time.Duration // how long a destructive call waits for an unreadable prohibition

	UndoWindow time.Duration // how long a deletion is planned before it starts; 0: not at all
	LaneWidth  int           // number of concurrent operations per data center
}

// DefaultTiming returns the timing for IONOS Cloud.
func DefaultTiming() Timing {
	return Timing{
		QueuePoll: 2 * time.Second, PollInterval: 2 * time.Second, CallTimeout: 30 * time.Second, Hold: 3 * time.Minute, UnknownAfter: 10 * time.Minute,
		RetryDelay: 5 * time.Second, LabelRetryDelay: 2 * time.Second, MissingTimeout: time.Minute, RecheckInterval: time.Minute, MaxSends: 3,
		Busy: 2 * time.Hour, StuckAfter: 2 * time.Hour, Unreadable: time.Hour,
		UndoWindow: 10 * time.Minute, LaneWidth: 1,
	}
}

// Engine advances operations. It has no relevant state in memory: each step reads the ledger, takes one action
// and writes the ledger, so it can be killed anywhere. It is safe for concurrent use, even by several processes
// on one ledger.
type Engine struct {
	ledger    Ledger
	cloud     Cloud
	fresh     *freshReader
	inventory Inventory
	timing    Timing
	now       func() time.Time
	newID     func() string
	log       *slog.Logger
	notify    []func(Operation)
	rights    Permissions // nil: no check
}

// NewEngine returns an engine. newID returns UUIDv7s.
func NewEngine(l Ledger, c Cloud, s Inventory, t Timing, now func() time.Time, newID func() string, log *slog.Logger) *Engine {
	wall := func() time.Time { return now().Round(0) } // the monotonic clock stands still while a machine is suspended
	return &Engine{ledger: l, cloud: c, fresh: newFreshReader(c, wall), inventory: s, timing: t, now: wall, newID: newID, log: log}
}

// OnChange registers a callback for operations that were recorded or changed. It must be called before the
// first operation.
func (e *Engine) OnChange(f func(Operation)) { e.notify = append(e.notify, f) }

// maxStale is the number of lost races against other workers after which Advance pauses.
const maxStale = 5

// Advance advances an operation as far as possible now. done means that nothing is left to do; otherwise call
// it again after retryIn, or earlier when something that it waits for has happened. Each step is safe to
// repeat.
func (e *Engine) Advance(ctx context.Context, id string) (retryIn time.Duration, done bool, err error) {
	for stale := 0; stale < maxStale; {
		op, err := e.ledger.Operation(ctx, id)
		if err != nil {
			return 0, false, fmt.Errorf("read operation %s: %w", id, err)
		}
		if op.Complete() {
			return 0, true, nil
		}
		if op.Kind.Spec().send == nil {
			return 0, false, fmt.Errorf("advance operation %s: unknown kind %q", id, op.Kind)
		}
		retryIn, err = e.step(ctx, op)
		if errors.Is(err, ErrStale) {
			stale++ // another worker was faster; read its result
			continue
		}
		if err != nil {
			return 0, false, fmt.Errorf("advance operation %s from %s: %w", id, op.State, err)
		}
		if retryIn > 0 {
			return retryIn, false, nil
		}
	}
	return e.timing.QueuePoll, false, nil // other workers are active
}

// step does one step of an operation. A result of 0 means that the next step may follow at once.
func (e *Engine) step(ctx context.Context, op Operation) (time.Duration, error) {
	switch op.State {
	case Queued, Waiting:
		return e.tryStart(ctx, op)
	case Submitting:
		return e.resume(ctx, op)
	case Accepted, Provisioning:
		return e.poll(ctx, op)
	case Unknown:
		return e.recheck(ctx, op)
	default:
		return e.label(ctx, op)
	}
}

// transition saves an operation in a new state, with a stage for the history.
func (e *Engine) transition(ctx context.Context, op Operation, to State, note string) (Operation, error) {
	return e.transitionBy(ctx, op, to, note, nil)
}

// stepTo is a transition that ends a step; the next step follows at once.
func (e *Engine) stepTo(ctx context.Context, op Operation, to State, note string) (time.Duration, error) {
	_, err := e.transition(ctx, op, to, note)
	return 0, err
}

// transitionBy is transition for a user's action.
func (e *Engine) transitionBy(ctx context.Context, op Operation, to State, note string, action *UserAction) (Operation, error) {
	now := e.now()
	op.State, op.UpdatedAt = to, now
	if to.Final() {
		op.FinishedAt = now
	}
	return e.save(ctx, op, &Stage{State: to, At: now, Note: note, UserAction: action})
}

func (e *Engine) save(ctx context.Context, op Operation, stage *Stage) (Operation, error) {
	op.UpdatedAt = e.now()
	saved, err := e.ledger.Save(ctx, op, stage)
	if err != nil {
		return op, fmt.Errorf("save as %s: %w", op.State, err)
	}
	e.changed(saved)
	return saved, nil
}

func (e *Engine) changed(op Operation) {
	for _, f := range e.notify {
		f(op)
	}
}

func (o Operation) firstStage(s State) time.Time {
	for _, stage := range o.Stages {
		if stage.State == s {
			return stage.At
		}
	}
	return time.Time{}
}

// isTransient reports whether a retry can help.
func isTransient(err error) bool {
	return slices.ContainsFunc([]error{
		inventory.ErrRateLimited, inventory.ErrServer, inventory.ErrMaintenance,
		inventory.ErrUnreachable, inventory.ErrUnreadable, inventory.ErrBusy,
	}, func(kind error) bool { return errors.Is(err, kind) })
}

// retryDelay returns the pause before a failed call is retried, as long as the API demands.
func (e *Engine) retryDelay(err error, least time.Duration) time.Duration {
	if fault, is := errors.AsType[*inventory.APIError](err); is && fault.RetryAfter > least {
		return fault.RetryAfter
	}
	return least
}

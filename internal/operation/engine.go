package operation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"snapdeck/internal/inventory"
)

// Timing is how patient the engine is.
type Timing struct {
	QueuePoll       time.Duration // between two looks whether it is an operation's turn
	PollInterval    time.Duration // between two looks at a request that the cloud works on
	CallTimeout     time.Duration // how long a create call may take
	Hold            time.Duration // how long a gateway may hold a call: until then absence proves nothing; longer than CallTimeout
	UnknownAfter    time.Duration // until an outcome that cannot be proven is called unknown; longer than Hold
	RetryDelay      time.Duration // before a call that the cloud certainly did not take is made again; doubles with each try
	LabelRetryDelay time.Duration // before labels are tried again; doubles with each try
	MissingTimeout  time.Duration // how long a snapshot may be missing after its request is done, and how old the mirror's word may be
	RecheckInterval time.Duration // between two looks for an operation whose outcome is unknown
	MaxSends        int           // how often a create may be sent in all, without those that were certainly not taken

	Busy       time.Duration // how long a thing that is locked by another change is tried
	StuckAfter time.Duration // after which a request that does not end no longer holds its lane, and a person may resolve it
	Unreadable time.Duration // how long a destructive call is put off because what may forbid it cannot be read

	UndoWindow time.Duration // how long a deletion is planned before it is carried out; 0: not at all
	LaneWidth  int           // how many operations a data center is given at a time
}

// DefaultTiming returns the timing for the real cloud.
func DefaultTiming() Timing {
	return Timing{
		QueuePoll: 2 * time.Second, PollInterval: 2 * time.Second, CallTimeout: 30 * time.Second, Hold: 3 * time.Minute, UnknownAfter: 10 * time.Minute,
		RetryDelay: 5 * time.Second, LabelRetryDelay: 2 * time.Second, MissingTimeout: time.Minute, RecheckInterval: time.Minute, MaxSends: 3,
		Busy: 2 * time.Hour, StuckAfter: 2 * time.Hour, Unreadable: time.Hour,
		UndoWindow: 10 * time.Minute, LaneWidth: 1,
	}
}

// Engine advances operations. It keeps nothing in memory that matters: each step reads the
// ledger, does one thing and writes the ledger, so that it can be killed anywhere. Its
// methods may be called concurrently, also by several processes on one ledger.
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
	rights    Permissions // nil: everybody may do everything
}

// NewEngine returns an engine. newID makes UUIDv7s.
func NewEngine(l Ledger, c Cloud, s Inventory, t Timing, now func() time.Time, newID func() string, log *slog.Logger) *Engine {
	return &Engine{ledger: l, cloud: c, fresh: newFreshReader(c, now), inventory: s, timing: t, now: now, newID: newID, log: log}
}

// OnChange registers what is called after an operation was recorded or changed. It must be
// called before the first operation.
func (e *Engine) OnChange(f func(Operation)) { e.notify = append(e.notify, f) }

// maxStale is how often Advance lets other workers be faster before it leaves it to them for a while.
const maxStale = 5

// Advance takes an operation as many steps further as can be taken now. done means that
// nothing is left to do; otherwise it wants to be called again after a while, or earlier
// when something that it waits for has happened. Each step is safe to repeat.
func (e *Engine) Advance(ctx context.Context, id string) (retryIn time.Duration, done bool, err error) {
	for stale := 0; stale < maxStale; {
		op, err := e.ledger.Operation(ctx, id)
		if err != nil {
			return 0, false, fmt.Errorf("read operation %s: %w", id, err)
		}
		if op.Complete() {
			return 0, true, nil
		}
		if op.Kind.spec().send == nil {
			return 0, false, fmt.Errorf("advance operation %s: unknown kind %q", id, op.Kind)
		}
		retryIn, err = e.step(ctx, op)
		if errors.Is(err, ErrStale) {
			stale++ // another worker was faster; look at what it left
			continue
		}
		if err != nil {
			return 0, false, fmt.Errorf("advance operation %s from %s: %w", id, op.State, err)
		}
		if retryIn > 0 {
			return retryIn, false, nil
		}
	}
	return e.timing.QueuePoll, false, nil // others are at it
}

// step does one thing for an operation. A result of 0 means that the next step may follow at once.
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

// transition saves an operation in a new state, with a stage that says why.
func (e *Engine) transition(ctx context.Context, op Operation, to State, note string) (Operation, error) {
	return e.transitionBy(ctx, op, to, note, nil)
}

// transitionBy is move for what a person brought about.
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

// lastStage returns when the operation last entered a state.
func (o Operation) lastStage(s State) time.Time {
	for i := len(o.Stages) - 1; i >= 0; i-- {
		if o.Stages[i].State == s {
			return o.Stages[i].At
		}
	}
	return time.Time{}
}

// firstStage returns when the operation first entered a state.
func (o Operation) firstStage(s State) time.Time {
	for _, stage := range o.Stages {
		if stage.State == s {
			return stage.At
		}
	}
	return time.Time{}
}

// isTransient reports whether asking again later can help.
func isTransient(err error) bool {
	for _, kind := range []error{
		inventory.ErrRateLimited, inventory.ErrServer, inventory.ErrMaintenance,
		inventory.ErrUnreachable, inventory.ErrUnreadable, inventory.ErrBusy,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// retryDelay is how long to wait before a failed call is made again.
func (e *Engine) retryDelay(err error, least time.Duration) time.Duration {
	var fault *inventory.APIError
	if errors.As(err, &fault) && fault.RetryAfter > least {
		return fault.RetryAfter
	}
	return least
}

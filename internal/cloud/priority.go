package cloud

import "context"

// Priority is which calls go first when the request budget is short: what a person has just
// clicked, then what operations need to go on, then watching.
type Priority int

// The urgencies. A context without one stands for PriorityOperation.
const (
	PriorityBackground Priority = iota + 1
	PriorityOperation
	PriorityInteractive
)

// reserveShare is the share of a full budget that a call of this urgency leaves over. Watching also
// leaves a quarter of what is ours to operations; a click may use half of what is kept free.
func (u Priority) reserveShare(reserve float64) float64 {
	switch u {
	case PriorityBackground:
		return reserve + (1-reserve)/4
	case PriorityInteractive:
		return reserve / 2
	default:
		return reserve
	}
}

type priorityKey struct{}

// WithPriority returns a context whose calls have this urgency.
func WithPriority(ctx context.Context, u Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, u)
}

func priorityOf(ctx context.Context) Priority {
	if u, ok := ctx.Value(priorityKey{}).(Priority); ok {
		return u
	}
	return PriorityOperation
}

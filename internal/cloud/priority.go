package cloud

import "context"

// Priority orders calls when the request budget is short: clicks of a user, then operations, then background
// polling.
type Priority int

// The priorities. A context without one has PriorityOperation.
const (
	PriorityBackground Priority = iota + 1
	PriorityOperation
	PriorityInteractive
)

// reserveShare is the share of a full budget that a call of this priority leaves unused. Background calls also
// leave a quarter of Snapdeck's share to operations; a click may use half of the reserve.
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

// WithPriority returns a context whose calls have this priority.
func WithPriority(ctx context.Context, u Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, u)
}

func priorityOf(ctx context.Context) Priority {
	if u, ok := ctx.Value(priorityKey{}).(Priority); ok {
		return u
	}
	return PriorityOperation
}

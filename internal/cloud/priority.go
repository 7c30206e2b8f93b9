package cloud

import "context"

// Urgency is which calls go first when the request budget is short: what a person has just
// clicked, then what operations need to go on, then watching.
type Urgency int

// The urgencies. A context without one stands for Operations.
const (
	Watching Urgency = iota + 1
	Operations
	Clicks
)

// leaves is the share of a full budget that a call of this urgency leaves over. Watching also
// leaves a quarter of what is ours to operations; a click may use half of what is kept free.
func (u Urgency) leaves(reserve float64) float64 {
	switch u {
	case Watching:
		return reserve + (1-reserve)/4
	case Clicks:
		return reserve / 2
	default:
		return reserve
	}
}

type urgencyKey struct{}

// WithUrgency returns a context whose calls have this urgency.
func WithUrgency(ctx context.Context, u Urgency) context.Context {
	return context.WithValue(ctx, urgencyKey{}, u)
}

func urgencyOf(ctx context.Context) Urgency {
	if u, ok := ctx.Value(urgencyKey{}).(Urgency); ok {
		return u
	}
	return Operations
}

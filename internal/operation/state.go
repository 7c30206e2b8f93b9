package operation

import "slices"

// State is what an operation is at.
type State string

// The states of an operation, in the order in which a good one passes them.
const (
	Queued       State = "queued"       // recorded, nothing tried yet
	Waiting      State = "waiting"      // for its turn in the lane, or for the request budget
	Submitting   State = "submitting"   // the call is being made, or its outcome is being looked for
	Accepted     State = "accepted"     // the cloud answered 202 and named a request
	Provisioning State = "provisioning" // the cloud works on the request
	Done         State = "done"
	Failed       State = "failed"
	Unknown      State = "unknown" // nobody can prove whether it happened; a person resolves it
	Cancelled    State = "cancelled"
)

// NextStates is the whole state machine: which states may follow a state.
func NextStates(s State) []State {
	switch s {
	case Queued:
		return []State{Waiting, Submitting, Failed, Cancelled}
	case Waiting:
		return []State{Submitting, Failed, Cancelled}
	case Submitting:
		return []State{Waiting, Accepted, Failed, Unknown}
	case Accepted:
		return []State{Provisioning, Done, Failed, Unknown}
	case Provisioning:
		return []State{Done, Failed, Unknown}
	case Unknown:
		return []State{Done, Failed}
	default:
		return nil
	}
}

// CanBeCancelled reports whether nothing has been asked of the cloud yet, or not again.
func (s State) CanBeCancelled() bool { return s == Queued || s == Waiting }

// Final reports whether nothing changes the state any more but a person who resolves an unknown one.
func (s State) Final() bool { return s == Done || s == Failed || s == Cancelled || s == Unknown }

// InFlight reports whether the state holds the lane: the cloud has, or may have, the call.
func (s State) InFlight() bool { return s == Submitting || s == Accepted || s == Provisioning }

// CanFollow reports whether an operation may go from a state to this one.
func (s State) CanFollow(from State) bool { return slices.Contains(NextStates(from), s) }

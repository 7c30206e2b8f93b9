package operation

import "slices"

// State is the state of an operation.
type State string

// The states of an operation, in the order of a successful one.
const (
	Queued       State = "queued"       // recorded, not tried yet
	Waiting      State = "waiting"      // for its turn in the lane, or for the request budget
	Submitting   State = "submitting"   // the call is being sent, or its outcome is being verified
	Accepted     State = "accepted"     // IONOS Cloud answered 202 and named a request
	Provisioning State = "provisioning" // the request is running
	Done         State = "done"
	Failed       State = "failed"
	Unknown      State = "unknown" // the outcome could not be verified; a user resolves it
	Cancelled    State = "cancelled"
)

// NextStates is the state machine: the states that may follow a state.
func NextStates(s State) []State {
	return map[State][]State{
		Queued:       {Waiting, Submitting, Failed, Cancelled},
		Waiting:      {Submitting, Failed, Cancelled},
		Submitting:   {Waiting, Accepted, Failed, Unknown},
		Accepted:     {Provisioning, Done, Failed, Unknown},
		Provisioning: {Done, Failed, Unknown},
		Unknown:      {Done, Failed},
	}[s]
}

// CanBeCancelled reports whether the call has not been sent yet, or will not be resent.
func (s State) CanBeCancelled() bool { return s == Queued || s == Waiting }

// Final reports whether the state no longer changes, except when a user resolves an unknown one.
func (s State) Final() bool { return s == Done || s == Failed || s == Cancelled || s == Unknown }

// InFlight reports whether the state holds the lane: the call was, or may have been, sent.
func (s State) InFlight() bool { return s == Submitting || s == Accepted || s == Provisioning }

// CanFollow reports whether this state may follow another one.
func (s State) CanFollow(from State) bool { return slices.Contains(NextStates(from), s) }

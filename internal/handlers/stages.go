package handlers

import (
	"fmt"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// stageWord says in a few words what an operation is at now.
func stageWord(op operation.Operation, v *inventory.View, running []operation.Operation) string {
	switch op.State {
	case operation.Queued, operation.Waiting:
		return waitingWord(op, running, v)
	case operation.Submitting:
		if op.Failure != nil {
			return "Looking whether the cloud took it"
		}
		return "Asking the cloud"
	case operation.Accepted:
		return acceptedWord(op, v)
	default:
		return operationWord(op.Kind, op.State)
	}
}

func waitingWord(op operation.Operation, running []operation.Operation, v *inventory.View) string {
	ahead := operation.Ahead(op, running)
	switch {
	case op.Held():
		return "Waiting until a person continues"
	case op.Planned():
		return "Planned; it can be undone until then"
	case op.Task.After != "" && op.State == operation.Waiting && operation.HeldBack(op, running):
		return "Waiting for the step before it"
	case op.Kind.OnSnapshot() && ahead > 0:
		return fmt.Sprintf("Waiting for other work on the snapshot, %d ahead", ahead)
	}
	if n := ahead + operation.OthersAt(op.DatacenterID, running, v); n > 0 && op.Failure == nil && !op.Kind.OnSnapshot() {
		return fmt.Sprintf("Waiting for %s, %d ahead", op.DatacenterName, n)
	}
	if op.Failure != nil && op.Failure.Kind == "rate-limited" {
		return "Waiting for the request budget"
	}
	if op.Failure != nil {
		return "Waiting to ask again"
	}
	return "Recorded"
}

// acceptedWord tells what an accepted request waits for: the requests of the same data
// center that came before it.
func acceptedWord(op operation.Operation, v *inventory.View) string {
	ahead := 0
	if op.Kind.OnSnapshot() {
		return "Accepted"
	}
	for _, r := range v.OpenRequests(op.DatacenterID) {
		if r.ID == op.RequestID {
			break
		}
		ahead++
	}
	if ahead > 0 && listed(op.RequestID, v.OpenRequests(op.DatacenterID)) {
		return fmt.Sprintf("Accepted, waiting for %s, %d ahead", op.DatacenterName, ahead)
	}
	return "Accepted"
}

func listed(requestID string, open []inventory.Request) bool {
	for _, r := range open {
		if r.ID == requestID {
			return true
		}
	}
	return false
}

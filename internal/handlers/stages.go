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
	if n := operation.Ahead(op, running) + operation.OthersAt(op.DatacenterID, running, v); n > 0 && op.Failure == nil {
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

package opview

import (
	"fmt"
	"slices"
	"strings"

	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// StageWord describes the current stage of an operation in a few words.
func (s *Presenter) StageWord(req web.Request, op operation.Operation) string {
	switch op.State {
	case operation.Queued, operation.Waiting:
		return s.waitingWord(req, op)
	case operation.Submitting:
		if op.Failure != nil {
			return "Checking whether IONOS Cloud received the request"
		}
		return "Sending the request"
	case operation.Accepted:
		return acceptedText(op, req.View)
	default:
		return texts.StateLabel(op.Kind, op.State)
	}
}

// waitingWord describes what an operation waits for: what is ahead of it, or the note of its last stage.
func (s *Presenter) waitingWord(req web.Request, op operation.Operation) string {
	position := s.Operations.QueuePosition(op, req.Now)
	switch {
	case op.Held():
		return "Waiting for a user to continue"
	case op.Planned():
		return "Planned, can be undone until it starts"
	case op.Task.DependsOn != "" && op.State == operation.Waiting && s.Operations.WaitsForDependency(op):
		return "Waiting for the step before it"
	case op.Kind.OnSnapshot() && position > 0:
		return fmt.Sprintf("Waiting for other work on the snapshot, %d ahead", position)
	}
	if n := position + s.Operations.ForeignChanges(op.DatacenterID, req.View); n > 0 && op.Failure == nil && !op.Kind.OnSnapshot() {
		return fmt.Sprintf("Waiting for %s, %d ahead", op.DatacenterName, n)
	}
	return idleText(req, op)
}

// idleText explains why an operation waits although nothing is ahead of it.
func idleText(req web.Request, op operation.Operation) string {
	note := ""
	if len(op.Stages) > 0 {
		note = strings.TrimSuffix(op.Stages[len(op.Stages)-1].Note, ".")
	}
	switch {
	case op.Failure != nil && op.Failure.Kind == "rate-limited":
		return "Waiting for the request budget"
	case op.Failure != nil && !op.UnreadableSince.IsZero():
		return "Waiting for IONOS Cloud to confirm that this is allowed"
	case op.Failure != nil && op.Failure.Kind == "busy" && op.NotBefore.After(req.Now):
		return "Waiting for " + texts.DisplayName(op.DatacenterName, texts.TargetName(op)) + ", which is busy"
	case op.Failure != nil:
		return "Waiting to retry"
	case op.State == operation.Waiting && note != "":
		return note
	default:
		return "Recorded"
	}
}

// acceptedText describes the earlier requests of the data center that an accepted request waits for.
func acceptedText(op operation.Operation, v *inventory.View) string {
	ahead := slices.IndexFunc(v.OpenRequests(op.DatacenterID), func(r inventory.Request) bool { return r.ID == op.RequestID })
	if ahead <= 0 || op.Kind.OnSnapshot() {
		return "Accepted"
	}
	return fmt.Sprintf("Accepted, waiting for %s, %d ahead", op.DatacenterName, ahead)
}

// ShortStage describes the current stage of an operation in one or two words.
func (s *Presenter) ShortStage(op operation.Operation) string {
	switch op.State {
	case operation.Queued, operation.Waiting:
		return "Waiting"
	case operation.Submitting:
		return "Sending"
	default:
		return op.Kind.Spec().Words.Running
	}
}

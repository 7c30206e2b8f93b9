package texts

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// NeverStarted reports whether a step ended because the one before it did not get done.
func NeverStarted(op operation.Operation) bool {
	return op.State == operation.Failed && op.Failure != nil && op.Failure.Kind == operation.NotStarted
}

// UnusualPill is the badge of a state that differs from what is usual; that one is silent.
func UnusualPill(p views.Pill) views.Pill {
	if p.Tone == "good" {
		return views.Pill{}
	}
	return p
}

// OperationPill is the state of an operation.
func OperationPill(op operation.Operation) views.Pill {
	word := StateLabel(op.Kind, op.State)
	if op.Planned() {
		return views.Pill{Tone: "warn", Icon: "clock", Label: "Planned"}
	}
	if NeverStarted(op) {
		return views.Pill{Tone: "quiet", Icon: "dash", Label: "Not begun", Title: "The step before it did not get done"}
	}
	if op.Prevented() != "" {
		return preventedPill(op)
	}
	switch op.State {
	case operation.Done:
		return views.Pill{Tone: "good", Icon: "check", Label: word}
	case operation.Failed:
		return views.Pill{Tone: "bad", Icon: "cross", Label: word}
	case operation.Unknown:
		return views.Pill{Tone: "warn", Icon: "question", Label: word}
	case operation.Cancelled:
		return views.Pill{Tone: "quiet", Icon: "dash", Label: word}
	case operation.Queued, operation.Waiting:
		return views.Pill{Tone: "quiet", Icon: "clock", Label: word}
	default:
		return views.Pill{Tone: "busy", Icon: "spin", Label: word}
	}
}

// StatePill shows the state of a data center, volume, server or snapshot.
func StatePill(state inventory.State) views.Pill {
	switch state {
	case inventory.StateAvailable, "ACTIVE":
		return views.Pill{Tone: "good", Icon: "check", Label: "Available", Title: "AVAILABLE: nothing is pending"}
	case inventory.StateBusy, "DEPLOYING", "UPDATING":
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Busy", Title: string(state) + ": a change is being made; further ones are queued"}
	case "DESTROYING":
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Being deleted", Title: string(state)}
	case inventory.StateInactive:
		return views.Pill{Tone: "quiet", Icon: "dash", Label: "Inactive", Title: "INACTIVE: de-provisioned"}
	case inventory.StateFailed:
		return views.Pill{Tone: "bad", Icon: "cross", Label: "Failed", Title: "FAILED"}
	case "", inventory.StateUnknown:
		return views.Pill{Tone: "quiet", Icon: "question", Label: "Unknown", Title: "IONOS Cloud gave no state"}
	default:
		return views.Pill{Tone: "quiet", Icon: "question", Label: string(state), Title: "A state that Snapdeck does not know"}
	}
}

// SnapshotPill is a snapshot's state; a busy one is being made.
func SnapshotPill(state inventory.State) views.Pill {
	if state == inventory.StateBusy {
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Provisioning", Title: "BUSY: IONOS Cloud is working on it"}
	}
	return StatePill(state)
}

// VMPill is the state of a server's machine.
func VMPill(server inventory.Server) views.Pill {
	switch server.VMState {
	case "RUNNING":
		return views.Pill{Tone: "good", Icon: "check", Label: "Running", Title: server.VMState}
	case "SHUTOFF", "SHUTDOWN":
		return views.Pill{Tone: "quiet", Icon: "dash", Label: "Off", Title: server.VMState}
	case "":
		return views.Pill{Tone: "quiet", Icon: "question", Label: "Unknown", Title: "IONOS Cloud gave no state"}
	default:
		return views.Pill{Tone: "warn", Icon: "alert", Label: server.VMState, Title: server.VMState}
	}
}

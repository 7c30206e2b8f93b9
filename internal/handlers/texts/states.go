package texts

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// UnusualPill returns the badge of an unusual state; a usual one is not shown.
func UnusualPill(p ui.Pill) ui.Pill {
	if p.Tone == "good" {
		return ui.Pill{}
	}
	return p
}

// OperationPill returns the badge of an operation's state.
func OperationPill(op operation.Operation) ui.Pill {
	word := StateLabel(op.Kind, op.State)
	if op.Planned() {
		return ui.Pill{Tone: "warn", Icon: "clock", Label: "Planned"}
	}
	if op.NeverStarted() {
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: "Not started", Title: "The previous step did not succeed"}
	}
	if op.Prevented() != "" {
		return preventedPill(op)
	}
	switch op.State {
	case operation.Done:
		return ui.Pill{Tone: "good", Icon: "check", Label: word}
	case operation.Failed:
		return ui.Pill{Tone: "bad", Icon: "cross", Label: word}
	case operation.Unknown:
		return ui.Pill{Tone: "warn", Icon: "question", Label: word}
	case operation.Cancelled:
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: word}
	case operation.Queued, operation.Waiting:
		return ui.Pill{Tone: "quiet", Icon: "clock", Label: word}
	default:
		return ui.Pill{Tone: "busy", Icon: "spin", Label: word}
	}
}

// UnresolvedPills returns the badge of the newest operation with an unknown outcome, until a user resolves it.
func UnresolvedPills(ops []operation.Operation) []ui.Pill {
	for _, op := range ops {
		if op.State == operation.Unknown {
			return []ui.Pill{{Tone: "warn", Icon: "question", Label: "Outcome unknown", Title: KindLabel(op.Kind) + ": " + TargetName(op)}}
		}
	}
	return nil
}

// StatePill returns the badge of the state of a data center, volume, server or snapshot.
func StatePill(state inventory.State) ui.Pill {
	switch state {
	case inventory.StateAvailable, "ACTIVE":
		return ui.Pill{Tone: "good", Icon: "check", Label: "Available", Title: "AVAILABLE: nothing is pending"}
	case inventory.StateBusy, "DEPLOYING", "UPDATING":
		return ui.Pill{Tone: "busy", Icon: "spin", Label: "Busy", Title: string(state) + ": a change is being made; further ones are queued"}
	case "DESTROYING":
		return ui.Pill{Tone: "busy", Icon: "spin", Label: "Being deleted", Title: string(state)}
	case inventory.StateInactive:
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: "Inactive", Title: "INACTIVE: de-provisioned"}
	case inventory.StateFailed:
		return ui.Pill{Tone: "bad", Icon: "cross", Label: "Failed", Title: "FAILED"}
	case "", inventory.StateUnknown:
		return ui.Pill{Tone: "quiet", Icon: "question", Label: "Unknown", Title: "IONOS Cloud gave no state"}
	default:
		return ui.Pill{Tone: "quiet", Icon: "question", Label: string(state), Title: "A state that Snapdeck does not know"}
	}
}

// SnapshotPill returns the badge of a snapshot's state, where busy means that it is being created.
func SnapshotPill(state inventory.State) ui.Pill {
	if state == inventory.StateBusy {
		return ui.Pill{Tone: "busy", Icon: "spin", Label: "Provisioning", Title: "BUSY: IONOS Cloud is working on it"}
	}
	return StatePill(state)
}

// VMPill returns the badge of a server's machine state.
func VMPill(server inventory.Server) ui.Pill {
	switch server.VMState {
	case "RUNNING":
		return ui.Pill{Tone: "good", Icon: "check", Label: "Running", Title: server.VMState}
	case "SHUTOFF", "SHUTDOWN":
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: "Off", Title: server.VMState}
	case "":
		return ui.Pill{Tone: "quiet", Icon: "question", Label: "Unknown", Title: "IONOS Cloud gave no state"}
	default:
		return ui.Pill{Tone: "warn", Icon: "alert", Label: server.VMState, Title: server.VMState}
	}
}

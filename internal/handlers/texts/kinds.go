package texts

import (
	"strings"

	"snapdeck/internal/foreign"
	"snapdeck/internal/operation"
)

// KindLabel returns the text of a kind's button.
func KindLabel(kind operation.Kind) string { return kind.Spec().Words.Label }

// StateLabel returns the word for the state of an operation.
func StateLabel(kind operation.Kind, state operation.State) string {
	switch state {
	case operation.Queued:
		return "Recorded"
	case operation.Waiting:
		return "Waiting"
	case operation.Submitting:
		return "Request sent"
	case operation.Accepted:
		return "Request accepted"
	case operation.Provisioning:
		return kind.Spec().Words.Running
	case operation.Done:
		return kind.Spec().Words.Done
	case operation.Failed:
		return "Failed"
	case operation.Cancelled:
		return "Cancelled"
	default:
		return "Unknown"
	}
}

// TargetName returns the name of an operation's target: a snapshot, a volume or a server.
func TargetName(op operation.Operation) string {
	switch op.Kind.Spec().Target {
	case operation.TargetVolume:
		return DisplayName(op.VolumeName, op.VolumeID)
	case operation.TargetServer:
		return serverName(op)
	default:
		return DisplayName(op.Params.Name, "without a name")
	}
}

func serverName(op operation.Operation) string {
	if op.Task.Server == nil {
		return "server"
	}
	return DisplayName(op.Task.Server.Name, op.Task.Server.ID)
}

// ResourceType returns the word for the target of an operation.
func ResourceType(kind operation.Kind) string {
	switch kind.Spec().Target {
	case operation.TargetVolume:
		return "Volume"
	case operation.TargetServer:
		return "Server"
	default:
		return "Snapshot"
	}
}

// StepTitle describes what a step of a batch does to which resource.
func StepTitle(op operation.Operation) string {
	words := op.Kind.Spec().Words
	if words.Step == "" {
		return words.Label + " " + TargetName(op)
	}
	return strings.NewReplacer("{volume}", DisplayName(op.VolumeName, op.VolumeID), "{server}", serverName(op), "{snapshot}", foreign.Quoted(op.Params.Name)).Replace(words.Step)
}

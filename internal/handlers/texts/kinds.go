package texts

import (
	"snapdeck/internal/operation"
)

// KindLabels holds the words for a kind of operation.
type KindLabels struct {
	Button         string // text of a button: "Delete snapshot"
	Running        string // while it runs
	done           string // after success
	DoneSentence   string // end of a sentence that starts with the resource's name
	FailedSentence string // the same, after a failure
	noun           string // noun in the singular and plural
	Nouns          string
}

// KindLabelsOf returns the words for a kind.
func KindLabelsOf(kind operation.Kind) KindLabels {
	switch kind {
	case operation.DeleteSnapshot:
		return KindLabels{"Delete snapshot", "Deleting", "Deleted", "is deleted", "could not be deleted", "deletion", "deletions"}
	case operation.EditSnapshot:
		return KindLabels{"Change snapshot", "Changing", "Changed", "is changed", "could not be changed", "change", "changes"}
	case operation.LabelSnapshot:
		return KindLabels{"Label snapshot", "Labelling", "Labelled", "has its labels", "could not be labelled", "snapshot to label", "snapshots to label"}
	case operation.LockSnapshot:
		return KindLabels{"Lock snapshot", "Locking", "Locked", "is locked", "could not be labelled as locked", "lock", "locks"}
	case operation.UnlockSnapshot:
		return KindLabels{"Unlock snapshot", "Unlocking", "Unlocked", "is unlocked", "could not be unlocked", "lock to remove", "locks to remove"}
	case operation.LabelVolume:
		return KindLabels{"Label volume", "Labelling", "Labelled", "has its labels", "could not be labelled", "volume to label", "volumes to label"}
	case operation.CreateVolume:
		return KindLabels{"Create volume", "Copying", "Available", "is available as a new volume", "could not be made a volume", "volume", "volumes"}
	case operation.RestoreVolume:
		return KindLabels{"Overwrite volume", "Overwriting", "Restored", "is restored", "could not be restored", "restore", "restores"}
	case operation.AttachVolume:
		return KindLabels{"Attach volume", "Attaching", "Attached", "is attached", "could not be attached", "step", "steps"}
	case operation.StopServer:
		return KindLabels{"Stop server", "Stopping", "Stopped", "is off", "could not be stopped", "step", "steps"}
	case operation.StartServer:
		return KindLabels{"Start server", "Starting", "Running", "is running", "could not be started", "step", "steps"}
	default:
		return KindLabels{"Create snapshot", "Provisioning", "Available", "is available", "failed", "snapshot", "snapshots"}
	}
}

// KindLabel returns the text of a kind's button.
func KindLabel(kind operation.Kind) string { return KindLabelsOf(kind).Button }

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
		return KindLabelsOf(kind).Running
	case operation.Done:
		return KindLabelsOf(kind).done
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
	switch op.Kind {
	case operation.CreateVolume, operation.RestoreVolume, operation.AttachVolume, operation.LabelVolume:
		return DisplayName(op.VolumeName, op.VolumeID)
	case operation.StopServer, operation.StartServer:
		if op.Task.Server != nil {
			return DisplayName(op.Task.Server.Name, op.Task.Server.ID)
		}
		return "server"
	default:
		return DisplayName(op.Params.Name, "without a name")
	}
}

// ResourceType returns the word for the target of an operation.
func ResourceType(kind operation.Kind) string {
	switch kind {
	case operation.CreateVolume, operation.RestoreVolume, operation.AttachVolume, operation.LabelVolume:
		return "Volume"
	case operation.StopServer, operation.StartServer:
		return "Server"
	default:
		return "Snapshot"
	}
}

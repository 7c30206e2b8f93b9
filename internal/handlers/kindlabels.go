package handlers

import (
	"snapdeck/internal/operation"
)

// kindLabels are the words for what a kind of operation does.
type kindLabels struct {
	button         string // a button's words: "Delete snapshot"
	running        string // while IONOS Cloud works on it
	done           string // when it is done
	doneSentence   string // the end of a sentence that begins with the thing's name
	failedSentence string // the same, when it failed
	noun           string // one of several in a batch, and their plural
	nouns          string
}

func kindLabelsOf(kind operation.Kind) kindLabels {
	switch kind {
	case operation.DeleteSnapshot:
		return kindLabels{"Delete snapshot", "Deleting", "Deleted", "is deleted", "could not be deleted", "deletion", "deletions"}
	case operation.EditSnapshot:
		return kindLabels{"Change snapshot", "Changing", "Changed", "is changed", "could not be changed", "change", "changes"}
	case operation.LabelSnapshot:
		return kindLabels{"Label snapshot", "Labelling", "Labelled", "has its labels", "could not be labelled", "snapshot to label", "snapshots to label"}
	case operation.LockSnapshot:
		return kindLabels{"Lock snapshot", "Locking", "Locked", "is locked", "could not be labelled as locked", "lock", "locks"}
	case operation.UnlockSnapshot:
		return kindLabels{"Unlock snapshot", "Unlocking", "Unlocked", "is unlocked", "could not be unlocked", "lock to remove", "locks to remove"}
	case operation.LabelVolume:
		return kindLabels{"Label volume", "Labelling", "Labelled", "has its labels", "could not be labelled", "volume to label", "volumes to label"}
	case operation.CreateVolume:
		return kindLabels{"Create volume", "Copying", "Available", "is available as a new volume", "could not be made a volume", "volume", "volumes"}
	case operation.RestoreVolume:
		return kindLabels{"Overwrite volume", "Overwriting", "Restored", "is restored", "could not be restored", "restore", "restores"}
	case operation.AttachVolume:
		return kindLabels{"Attach volume", "Attaching", "Attached", "is attached", "could not be attached", "step", "steps"}
	case operation.StopServer:
		return kindLabels{"Stop server", "Stopping", "Stopped", "is off", "could not be stopped", "step", "steps"}
	case operation.StartServer:
		return kindLabels{"Start server", "Starting", "Running", "is running", "could not be started", "step", "steps"}
	default:
		return kindLabels{"Create snapshot", "Provisioning", "Available", "is available", "failed", "snapshot", "snapshots"}
	}
}

// kindLabel says what a kind of operation does.
func kindLabel(kind operation.Kind) string { return kindLabelsOf(kind).button }

// stateLabel is a state of an operation of a kind.
func stateLabel(kind operation.Kind, state operation.State) string {
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
		return kindLabelsOf(kind).running
	case operation.Done:
		return kindLabelsOf(kind).done
	case operation.Failed:
		return "Failed"
	case operation.Cancelled:
		return "Cancelled"
	default:
		return "Unknown"
	}
}

// targetName is the name of what an operation is about: a snapshot, a volume or a server.
func targetName(op operation.Operation) string {
	switch op.Kind {
	case operation.CreateVolume, operation.RestoreVolume, operation.AttachVolume, operation.LabelVolume:
		return displayName(op.VolumeName, op.VolumeID)
	case operation.StopServer, operation.StartServer:
		if op.Task.Server != nil {
			return displayName(op.Task.Server.Name, op.Task.Server.ID)
		}
		return "server"
	default:
		return displayName(op.Params.Name, "without a name")
	}
}

// resourceType is the word for what an operation is about.
func resourceType(kind operation.Kind) string {
	switch kind {
	case operation.CreateVolume, operation.RestoreVolume, operation.AttachVolume, operation.LabelVolume:
		return "Volume"
	case operation.StopServer, operation.StartServer:
		return "Server"
	default:
		return "Snapshot"
	}
}

package handlers

import (
	"snapdeck/internal/operation"
)

// deedWords are the words for what a kind of operation does.
type deedWords struct {
	what   string // a button's words: "Delete snapshot"
	doing  string // while the cloud works on it
	done   string // when it is done
	ended  string // the end of a sentence that begins with the thing's name
	failed string // the same, when it failed
	noun   string // one of several in a batch, and their plural
	nouns  string
}

func wordsOf(kind operation.Kind) deedWords {
	switch kind {
	case operation.DeleteSnapshot:
		return deedWords{"Delete snapshot", "Deleting", "Deleted", "is deleted", "could not be deleted", "deletion", "deletions"}
	case operation.EditSnapshot:
		return deedWords{"Change snapshot", "Changing", "Changed", "is changed", "could not be changed", "change", "changes"}
	case operation.LabelSnapshot:
		return deedWords{"Label snapshot", "Labelling", "Labelled", "has its labels", "could not be labelled", "snapshot to label", "snapshots to label"}
	case operation.LockSnapshot:
		return deedWords{"Lock snapshot", "Locking", "Locked", "is locked", "could not be labelled as locked", "lock", "locks"}
	case operation.UnlockSnapshot:
		return deedWords{"Unlock snapshot", "Unlocking", "Unlocked", "is unlocked", "could not be unlocked", "lock to remove", "locks to remove"}
	case operation.LabelVolume:
		return deedWords{"Label volume", "Labelling", "Labelled", "has its labels", "could not be labelled", "volume to label", "volumes to label"}
	case operation.CreateVolume:
		return deedWords{"Create volume", "Copying", "Available", "is available as a new volume", "could not be made a volume", "volume", "volumes"}
	case operation.RestoreVolume:
		return deedWords{"Overwrite volume", "Overwriting", "Restored", "is restored", "could not be restored", "restore", "restores"}
	case operation.AttachVolume:
		return deedWords{"Attach volume", "Attaching", "Attached", "is attached", "could not be attached", "step", "steps"}
	case operation.StopServer:
		return deedWords{"Stop server", "Stopping", "Stopped", "is off", "could not be stopped", "step", "steps"}
	case operation.StartServer:
		return deedWords{"Start server", "Starting", "Running", "is running", "could not be started", "step", "steps"}
	default:
		return deedWords{"Create snapshot", "Provisioning", "Available", "is available", "failed", "snapshot", "snapshots"}
	}
}

// whatWord says what a kind of operation does.
func whatWord(kind operation.Kind) string { return wordsOf(kind).what }

// operationWord is a state of an operation of a kind.
func operationWord(kind operation.Kind, state operation.State) string {
	switch state {
	case operation.Queued:
		return "Recorded"
	case operation.Waiting:
		return "Waiting"
	case operation.Submitting:
		return "Asking"
	case operation.Accepted:
		return "Accepted"
	case operation.Provisioning:
		return wordsOf(kind).doing
	case operation.Done:
		return wordsOf(kind).done
	case operation.Failed:
		return "Failed"
	case operation.Cancelled:
		return "Cancelled"
	default:
		return "Unknown"
	}
}

// thingOf is the name of what an operation is about: a snapshot, a volume or a server.
func thingOf(op operation.Operation) string {
	switch op.Kind {
	case operation.CreateVolume, operation.RestoreVolume, operation.AttachVolume:
		return named(op.VolumeName, op.VolumeID)
	case operation.StopServer, operation.StartServer:
		if op.Task.Server != nil {
			return named(op.Task.Server.Name, op.Task.Server.ID)
		}
		return "server"
	default:
		return named(op.Create.Name, "without a name")
	}
}

// sortOf is the word for what an operation is about.
func sortOf(kind operation.Kind) string {
	switch kind {
	case operation.CreateVolume, operation.RestoreVolume, operation.AttachVolume:
		return "Volume"
	case operation.StopServer, operation.StartServer:
		return "Server"
	default:
		return "Snapshot"
	}
}

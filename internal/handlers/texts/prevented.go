package texts

import (
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// PreventedWord describes what was not done, and why: "Not deleted: locked".
func PreventedWord(op operation.Operation) string {
	cause := op.Prevented()
	if cause == operation.CauseBackupRestored {
		return "Cancelled: a backup was restored"
	}
	return notDone(op.Kind) + ": " + causeWord(op.Kind, cause)
}

func notDone(kind operation.Kind) string {
	switch kind {
	case operation.DeleteSnapshot:
		return "Not deleted"
	case operation.RestoreVolume:
		return "Not overwritten"
	case operation.StopServer:
		return "Not powered off"
	default:
		return "Cancelled"
	}
}

func causeWord(kind operation.Kind, cause string) string {
	switch cause {
	case operation.CauseLocked:
		return "locked"
	case operation.CauseLastGood:
		return "last good snapshot"
	case operation.CauseUnreadable:
		return "could not be checked"
	case operation.CauseRightLost:
		return "no longer allowed"
	case operation.CauseSafetyMissing:
		return "safety snapshot missing"
	case operation.CauseInUse:
		return inUseWord(kind)
	default:
		return cause
	}
}

func inUseWord(kind operation.Kind) string {
	switch kind {
	case operation.RestoreVolume:
		return "a server is running"
	case operation.StopServer:
		return "snapshot not available"
	default:
		return "in use by a restore"
	}
}

// preventedPill is the badge of what was not carried out.
func preventedPill(op operation.Operation) ui.Pill {
	icon := "lock"
	switch op.Prevented() {
	case operation.CauseUnreadable:
		icon = "question"
	case operation.CauseBackupRestored:
		icon = "clock"
	}
	return ui.Pill{Tone: "prevented", Icon: icon, Label: PreventedWord(op), Title: op.Failure.Text}
}

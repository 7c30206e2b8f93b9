package operation

// phrases are the sentences of an operation's history that depend on its kind.
type phrases struct {
	asking  string // the call is being made
	working string // the cloud works on the request
	done    string // it is done
	refused string // the cloud refused for good
	later   string // the cloud did not take it, and is asked again
	lost    string // the answer was lost
	missed  string // it was never confirmed and has not happened
	undone  string // the request is done, but what was wanted is not so
	broken  string // the request was accepted and failed
	unknown string // nobody can prove anything
}

func snapshotWords() phrases {
	return phrases{
		asking:  "Asking the cloud for the snapshot.",
		working: "The cloud copies the volume.",
		done:    "The snapshot is available.",
		refused: "The cloud refused the request. Nothing was created.",
		later:   "The cloud did not take the request. Nothing was created; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the snapshot may exist. Snapdeck looks for it before it asks again.",
		missed:  "The cloud never confirmed the snapshot, and it is not there. Snapdeck has stopped asking.",
		broken:  "The cloud accepted the request and then could not carry it out.",
		unknown: "Nobody can prove whether the snapshot was made. Look for it by its name before you try again.",
	}
}

func deletionWords() phrases {
	return phrases{
		asking:  "Asking the cloud to delete the snapshot.",
		working: "The cloud deletes the snapshot.",
		done:    "The snapshot is gone.",
		refused: "The cloud refused the request. Nothing was deleted.",
		later:   "The cloud did not take the request. Nothing was deleted; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the snapshot may be gone. Snapdeck looks before it asks again.",
		missed:  "The cloud never confirmed the deletion, and the snapshot is still there. Snapdeck has stopped asking.",
		undone:  "The cloud reports the request as done, but the snapshot is still there.",
		broken:  "The cloud accepted the request and then could not delete the snapshot.",
		unknown: "Nobody can prove whether the snapshot was deleted. Look for it before you try again.",
	}
}

func editWords() phrases {
	return phrases{
		asking:  "Asking the cloud to change the snapshot.",
		working: "The cloud changes the snapshot.",
		done:    "The snapshot has its new values.",
		refused: "The cloud refused the request. Nothing was changed.",
		later:   "The cloud did not take the request. Nothing was changed; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the snapshot may have its new values. Snapdeck looks before it asks again.",
		missed:  "The cloud never confirmed the change, and the snapshot has its old values. Snapdeck has stopped asking.",
		undone:  "The cloud reports the request as done, but the snapshot has other values. Somebody else may have changed it since.",
		broken:  "The cloud accepted the request and then could not change the snapshot.",
		unknown: "Nobody can prove whether the snapshot was changed. Look at its values before you try again.",
	}
}

func labelWords(k Kind) phrases {
	p := phrases{
		asking:  "Writing the labels.",
		working: "The cloud writes the labels.",
		done:    "The labels are as wanted.",
		refused: "The cloud refused to change the labels. Look at them before you try again: those that it took before are changed.",
		later:   "The cloud did not take the labels; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through. Snapdeck looks at the labels before it asks again.",
		missed:  "The cloud never confirmed the labels, and they are not as wanted. Snapdeck has stopped asking.",
		undone:  "The labels were written and are not as wanted. Somebody else may have changed them since.",
		broken:  "The cloud could not change the labels.",
		unknown: "Nobody can prove whether the labels were changed. Look at them before you try again.",
	}
	switch k {
	case LockSnapshot:
		p.asking, p.done = "Writing the lock onto the snapshot.", "The lock stands on the snapshot."
		p.refused = "The cloud refused the label of the lock. Snapdeck keeps the snapshot locked all the same; other tools cannot see it."
	case UnlockSnapshot:
		p.asking, p.done = "Taking the lock off the snapshot.", "The lock is off the snapshot."
		p.refused = "The cloud refused to remove the label of the lock. The snapshot stays locked."
	}
	return p
}

func volumeWords() phrases {
	return phrases{
		asking:  "Asking the cloud for a volume from the snapshot.",
		working: "The cloud copies the snapshot onto the new volume.",
		done:    "The volume is available.",
		refused: "The cloud refused the request. No volume was created.",
		later:   "The cloud did not take the request. No volume was created; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the volume may exist. Snapdeck looks for its request before it asks again.",
		missed:  "The cloud never confirmed the volume, and no request for it is listed. Snapdeck has stopped asking.",
		undone:  "The cloud reports the request as done, but the volume does not exist. Somebody may have deleted it.",
		broken:  "The cloud accepted the request and then could not make the volume.",
		unknown: "Nobody can prove whether the volume was made. Look for it by its name before you try again.",
	}
}

func restoreWords() phrases {
	return phrases{
		asking:  "Asking the cloud to overwrite the volume with the snapshot.",
		working: "The cloud overwrites the volume.",
		done:    "The volume holds what the snapshot holds.",
		refused: "The cloud refused the request. The volume was not touched.",
		later:   "The cloud did not take the request. The volume was not touched; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the volume may be being overwritten. Snapdeck looks for the request before it asks again.",
		missed:  "The cloud never confirmed the restore, and no request for it is listed. The volume was not touched. Snapdeck has stopped asking.",
		undone:  "The cloud reports the request as done, but the volume does not exist. Somebody may have deleted it.",
		broken:  "The cloud accepted the request and then could not carry it out. The volume may hold a part of the snapshot: restore it again, or roll back.",
		unknown: "Nobody can prove whether the volume was overwritten. Look at its content before you use it.",
	}
}

func attachWords() phrases {
	p := serverWords()
	p.asking, p.working, p.done = "Asking the cloud to attach the volume.", "The cloud attaches the volume.", "The volume is attached."
	p.undone = "The cloud reports the request as done, but the volume is not attached."
	return p
}

func stopWords() phrases {
	p := serverWords()
	p.asking, p.working, p.done = "Asking the cloud to power off the server.", "The cloud powers off the server.", "The server is off."
	p.undone = "The cloud reports the request as done, but the server is not off."
	return p
}

func startWords() phrases {
	p := serverWords()
	p.asking, p.working, p.done = "Asking the cloud to start the server.", "The cloud starts the server.", "The server is running."
	p.undone = "The cloud reports the request as done, but the server is not running."
	return p
}

func serverWords() phrases {
	return phrases{
		refused: "The cloud refused the request. The server was left as it is.",
		later:   "The cloud did not take the request. The server was left as it is; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through. Snapdeck looks at the server before it asks again.",
		missed:  "The cloud never confirmed the request, and the server is as it was. Snapdeck has stopped asking.",
		broken:  "The cloud accepted the request and then could not carry it out.",
		unknown: "Nobody can prove whether it happened. Look at the server before you try again.",
	}
}

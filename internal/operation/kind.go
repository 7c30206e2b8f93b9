package operation

// Kind is what an operation does.
type Kind string

// The kinds of operation.
const (
	CreateSnapshot Kind = "create-snapshot"
	DeleteSnapshot Kind = "delete-snapshot"
)

// phrases are the sentences of an operation's history that depend on its kind.
type phrases struct {
	asking  string // the call is being made
	working string // the cloud works on the request
	refused string // the cloud refused for good
	later   string // the cloud did not take it, and is asked again
	lost    string // the answer was lost
	missed  string // it was never confirmed and has not happened
	unknown string // nobody can prove anything
}

func (k Kind) phrases() phrases {
	if k == DeleteSnapshot {
		return phrases{
			asking:  "Asking the cloud to delete the snapshot.",
			working: "The cloud deletes the snapshot.",
			refused: "The cloud refused the request. Nothing was deleted.",
			later:   "The cloud did not take the request. Nothing was deleted; Snapdeck asks again by itself.",
			lost:    "The cloud's answer did not come through, so the snapshot may be gone. Snapdeck looks before it asks again.",
			missed:  "The cloud never confirmed the deletion, and the snapshot is still there. Snapdeck has stopped asking.",
			unknown: "Nobody can prove whether the snapshot was deleted. Look for it before you try again.",
		}
	}
	return phrases{
		asking:  "Asking the cloud for the snapshot.",
		working: "The cloud copies the volume.",
		refused: "The cloud refused the request. Nothing was created.",
		later:   "The cloud did not take the request. Nothing was created; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the snapshot may exist. Snapdeck looks for it before it asks again.",
		missed:  "The cloud never confirmed the snapshot, and it is not there. Snapdeck has stopped asking.",
		unknown: "Nobody can prove whether the snapshot was made. Look for it by its name before you try again.",
	}
}

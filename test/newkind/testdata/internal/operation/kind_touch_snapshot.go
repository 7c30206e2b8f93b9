package operation

// TouchSnapshot marks a snapshot as touched.
const TouchSnapshot Kind = "touch-snapshot"

func touchSnapshot() Spec {
	m := labelMessages()
	m.sending, m.done = "Touching the snapshot.", "Snapshot touched."
	s := snapshotLabels(TouchSnapshot, m)
	s.Words = Words{
		Label: "Touch snapshot", Audit: "Touch a snapshot", Running: "Touching", Done: "Touched", NotDone: "Not touched",
		Succeeded: "is touched", Failed: "could not be touched", Noun: "touch", Nouns: "touches",
		Batch: BatchWords{All: "All touched", Part: "Partly touched", None: "Nothing touched"},
	}
	s.single = true
	return s
}

// Touching is the request to touch a snapshot.
func Touching(snapshotID string) Request {
	return Request{Kind: TouchSnapshot, SnapshotID: snapshotID, Task: Task{Labels: []LabelChange{{Key: "touched", Value: "yes"}}}}
}

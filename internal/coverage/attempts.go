package coverage

import (
	"sync"
	"time"

	"snapdeck/internal/operation"
)

// Attempt is the newest attempt of Snapdeck to make a snapshot of a volume that has ended.
type Attempt struct {
	OperationID string
	SnapshotID  string // that it made, if any
	At          time.Time
	Failed      bool
	Cause       string // the code of why it failed
}

// AttemptOf reads an attempt from an operation; ok is false when it is none that has ended, and when
// nobody knows how: what is unknown did not fail.
func AttemptOf(op operation.Operation) (a Attempt, ok bool) {
	if op.Kind != operation.CreateSnapshot || op.VolumeID == "" || op.State != operation.Done && op.State != operation.Failed {
		return Attempt{}, false
	}
	a = Attempt{OperationID: op.ID, SnapshotID: op.SnapshotID, At: op.FinishedAt, Failed: op.State == operation.Failed}
	if a.Failed {
		a.Cause = CauseOf(op)
	}
	return a, true
}

// Attempts are the newest attempts by volume. It may be used concurrently.
type Attempts struct {
	mu      sync.RWMutex
	newest  map[string]Attempt
	version uint64
}

// NewAttempts returns attempts as the ledger has them, by volume.
func NewAttempts(newest map[string]Attempt) *Attempts {
	a := &Attempts{newest: make(map[string]Attempt, len(newest))}
	for volumeID, attempt := range newest {
		a.newest[volumeID] = attempt
	}
	return a
}

// Put takes in an operation that was recorded or changed.
func (a *Attempts) Put(op operation.Operation) {
	attempt, ok := AttemptOf(op)
	if !ok {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	old, known := a.newest[op.VolumeID]
	if known && (old == attempt || old.OperationID != attempt.OperationID && old.At.After(attempt.At)) {
		return
	}
	a.newest[op.VolumeID] = attempt
	a.version++
}

// Of returns the newest attempt for a volume.
func (a *Attempts) Of(volumeID string) (Attempt, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	found, ok := a.newest[volumeID]
	return found, ok
}

// Version grows with each change.
func (a *Attempts) Version() uint64 {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.version
}

// all are the newest attempts and their version. The map must not be changed, and is read under read.
func (a *Attempts) read(f func(newest map[string]Attempt)) (version uint64) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	f(a.newest)
	return a.version
}

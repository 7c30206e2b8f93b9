package coverage

import (
	"maps"
	"sync"
	"time"

	"snapdeck/internal/operation"
)

// Attempt is the newest finished attempt of Snapdeck to create a snapshot of a volume.
type Attempt struct {
	OperationID string
	SnapshotID  string // that it created, if any
	At          time.Time
	Failed      bool
	Cause       string // the code of the failure's cause
}

// AttemptOf converts an operation; ok is false when it is no attempt, has not ended, or has an unknown outcome,
// which is no failure.
func AttemptOf(op operation.Operation) (a Attempt, ok bool) {
	if op.Kind != operation.CreateSnapshot || op.VolumeID == "" || op.State != operation.Done && op.State != operation.Failed {
		return Attempt{}, false
	}
	a = Attempt{OperationID: op.ID, SnapshotID: op.SnapshotID, At: op.FinishedAt, Failed: op.State == operation.Failed}
	if a.Failed {
		a.Cause = op.FailureCode()
	}
	return a, true
}

// Attempts holds the newest attempts by volume. It is safe for concurrent use.
type Attempts struct {
	mu      sync.RWMutex
	newest  map[string]Attempt
	version uint64
}

// NewAttempts returns the attempts from the ledger, by volume.
func NewAttempts(newest map[string]Attempt) *Attempts {
	a := &Attempts{newest: make(map[string]Attempt, len(newest))}
	maps.Copy(a.newest, newest)
	return a
}

// Reload replaces the attempts by those of the ledger, which may be older because the ledger went back in time.
func (a *Attempts) Reload(newest map[string]Attempt) {
	fresh := NewAttempts(newest)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.newest = fresh.newest
	a.version++
}

// Put applies an operation that was recorded or changed.
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

// Version increments with each change.
func (a *Attempts) Version() uint64 {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.version
}

// read calls f with the newest attempts, which f must not change, and returns their version.
func (a *Attempts) read(f func(newest map[string]Attempt)) (version uint64) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	f(a.newest)
	return a.version
}

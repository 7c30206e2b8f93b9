package operation

import "time"

// Task holds the parameters of all kinds except create-snapshot. It is recorded with the operation and
// immutable. Its JSON is stored.
type Task struct {
	DependsOn string        `json:"after,omitempty"`   // id of the operation that must have ended first; empty: none
	RunAlways bool          `json:"anyway,omitempty"`  // runs even if that one did not succeed, unless a volume was partially restored
	Changes   []FieldChange `json:"changes,omitempty"` // edit-snapshot
	Labels    []LabelChange `json:"labels,omitempty"`  // label-snapshot, lock-snapshot, unlock-snapshot, label-volume
	Lock      *Lock         `json:"lock,omitempty"`    // lock-snapshot
	Volume    *NewVolume    `json:"volume,omitempty"`  // create-volume
	Server    *ServerRef    `json:"server,omitempty"`  // attach-volume, stop-server, start-server
	Consent   *Consent      `json:"consent,omitempty"` // of destructive kinds
	Holds     []string      `json:"holds,omitempty"`   // resources that the chain holds exclusively once it has started
}

// Consent is what a user confirmed besides the request itself. An operation whose consequences have become
// graver is not executed.
type Consent struct {
	LastGood bool     `json:"lastGood,omitempty"` // the last good snapshot of a volume is deleted
	Running  []string `json:"running,omitempty"`  // ids of servers that run while their volume is overwritten
	Safety   bool     `json:"safety,omitempty"`   // a safety snapshot must be available before the volume is overwritten
	SafetyID string   `json:"safetyId,omitempty"` // id of that snapshot, if an earlier chain took it
}

// FieldChange is a change of one field of a snapshot, by its name in the API. The values of flags are "true"
// and "false", or "" when the API gave none. A description has no marker.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from"` // the value that the user saw
	To    string `json:"to"`
}

// LabelChange sets or removes one label of a snapshot or volume.
type LabelChange struct {
	Key    string `json:"key"`
	Value  string `json:"value,omitempty"`
	Remove bool   `json:"remove,omitempty"`
}

// Lock protects a snapshot from deletion, with a reason and an end; the zero time means no end.
type Lock struct {
	Reason string    `json:"reason"`
	Until  time.Time `json:"until,omitzero"`
	By     string    `json:"-"` // the user who locked it here; empty: unknown, as for a lock of another client
}

// Over reports whether the lock has ended.
func (l Lock) Over(now time.Time) bool { return !l.Until.IsZero() && !now.Before(l.Until) }

// NewVolume is a volume to create from a snapshot (docs/ionos-api.md 3 and 7).
type NewVolume struct {
	Name             string  `json:"name"`
	Type             string  `json:"type"`
	SizeGB           float64 `json:"size"`
	AvailabilityZone string  `json:"zone,omitempty"`
}

// ServerRef names a server, which keeps the record readable after it is deleted.
type ServerRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

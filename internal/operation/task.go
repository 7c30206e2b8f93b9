package operation

import "time"

// Task is what an operation is to do beside making a snapshot, by its kind. It is recorded
// with the operation and never changes. Its JSON is the stored form.
type Task struct {
	DependsOn string        `json:"after,omitempty"`   // id of the operation that must have ended before; empty: none
	RunAlways bool          `json:"anyway,omitempty"`  // goes on also when that one did not get done, unless a volume was partially restored
	Changes   []FieldChange `json:"changes,omitempty"` // edit-snapshot
	Labels    []LabelChange `json:"labels,omitempty"`  // label-snapshot, lock-snapshot, unlock-snapshot, label-volume
	Lock      *Lock         `json:"lock,omitempty"`    // lock-snapshot
	Volume    *NewVolume    `json:"volume,omitempty"`  // create-volume
	Server    *ServerRef    `json:"server,omitempty"`  // attach-volume, stop-server, start-server
	Consent   *Consent      `json:"consent,omitempty"` // of what destroys
	Holds     []string      `json:"holds,omitempty"`   // what the operation's chain has for itself once it has begun
}

// Consent is what a person confirmed beside the thing itself. An operation that would have graver
// consequences when it is due is not carried out.
type Consent struct {
	LastGood bool     `json:"lastGood,omitempty"` // the last good snapshot of a volume is deleted
	Running  []string `json:"running,omitempty"`  // ids of servers that run while their volume is overwritten
	Safety   bool     `json:"safety,omitempty"`   // a safety snapshot is available before the volume is overwritten
	SafetyID string   `json:"safetyId,omitempty"` // id of that snapshot, when an earlier chain took it
}

// FieldChange is one field of a snapshot that is to change, by its name in the API. The
// values of flags are "true" and "false", or "" when the API gave none. A description is
// given without its marker.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from"` // what the person saw
	To    string `json:"to"`
}

// LabelChange is one label of a snapshot or volume that is to be set or removed.
type LabelChange struct {
	Key    string `json:"key"`
	Value  string `json:"value,omitempty"`
	Remove bool   `json:"remove,omitempty"`
}

// Lock is why a snapshot must not be deleted, and until when; the zero time means no end.
type Lock struct {
	Reason string    `json:"reason"`
	Until  time.Time `json:"until,omitzero"`
}

// Over reports whether the lock has ended.
func (l Lock) Over(now time.Time) bool { return !l.Until.IsZero() && !now.Before(l.Until) }

// NewVolume is the volume that is to be made from a snapshot (API reference 3 and 7).
type NewVolume struct {
	Name             string  `json:"name"`
	Type             string  `json:"type"`
	SizeGB           float64 `json:"size"`
	AvailabilityZone string  `json:"zone,omitempty"`
}

// ServerRef names a server, so that the record stays readable when it is gone.
type ServerRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

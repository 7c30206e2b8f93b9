package inventory

import (
	"time"
)

// State is the provisioning state of a data center, volume, server or snapshot (docs/ionos-api.md 4.2). The set is
// open: unknown states are passed through.
type State string

// The states that the API describes for data centers, volumes and snapshots.
const (
	StateAvailable State = "AVAILABLE"
	StateBusy      State = "BUSY"
	StateInactive  State = "INACTIVE"
	StateFailed    State = "FAILED"
	StateUnknown   State = "UNKNOWN"
)

// Stable reports whether no change of the resource is pending.
func (s State) Stable() bool {
	return s != StateBusy && s != "DEPLOYING" && s != "UPDATING" && s != "DESTROYING"
}

// Flag is a boolean of the API that may also be null or absent.
type Flag int8

// The three values of a Flag.
const (
	FlagUnknown Flag = iota
	FlagOff
	FlagOn
)

// FlagOf converts a boolean that may be nil.
func FlagOf(b *bool) Flag {
	switch {
	case b == nil:
		return FlagUnknown
	case *b:
		return FlagOn
	default:
		return FlagOff
	}
}

// Metadata describes creation, changes and state of a resource (docs/ionos-api.md 4.2). Times are UTC; the zero
// time means that the API gave none.
type Metadata struct {
	ETag                 string
	CreatedDate          time.Time
	CreatedBy            string
	CreatedByUserID      string
	LastModifiedDate     time.Time
	LastModifiedBy       string
	LastModifiedByUserID string
	State                State
}

// Package audit is what a line of the audit log says: who did what to which thing, when,
// from where, and how it ended.
package audit

import (
	"strings"
	"time"
	"unicode"
)

// The actions that are no operations; the others are the kinds of operation.
const (
	LogIn          = "log-in"
	LogOut         = "log-out"
	AddUser        = "add-user"
	SetRole        = "set-role"
	DisableUser    = "disable-user"
	EnableUser     = "enable-user"
	RemoveUser     = "remove-user"
	EndSessions    = "end-sessions"
	ChangeFactor   = "change-factor"
	Refuse         = "refuse" // a request was refused for the sake of safety
	SetPassword    = "set-password"
	SetTarget      = "set-target"      // the target age of the contract
	DismissFailure = "dismiss-failure" // for everybody

	BackupRestored = "backup-restored" // the database went back to an earlier state
	ContinueAll    = "continue-all"    // creates go on that waited since then
	Archive        = "archive"         // old entries were moved into a file
)

// The outcomes. An operation has one line when it is asked for and one with its final state.
const (
	Requested = "asked"
	Done      = "done"
	Refused   = "refused"
	Failed    = "failed"
	Unknown   = "unknown"
	Cancelled = "cancelled"
)

// Console is the actor of what was done by a command and not by somebody who was logged in.
const Console = "command line"

// Snapdeck is the actor of what nobody asked for.
const Snapdeck = "Snapdeck"

// maxActor is how many characters of an actor are kept.
const maxActor = 100

// Entry is a line of the audit log. Names are kept as they were, so that the line stays
// readable after the things are gone. Times are UTC.
type Entry struct {
	ID             string // UUIDv7; filled in when it is empty
	At             time.Time
	Actor          string
	ActorAddr      string // from where, an IP address; empty for the command line
	Action         string // what was done, such as "create-snapshot"
	Outcome        string // "asked", "refused", or the final state
	OperationID    string // empty when it was no operation
	DatacenterID   string
	DatacenterName string
	VolumeID       string
	VolumeName     string
	SnapshotID     string
	SnapshotName   string
	RequestID      string // of the cloud
	Detail         string // a plain sentence, or empty
}

// Filter chooses entries. Zero fields do not filter.
type Filter struct {
	Query      string // part of a name, an id or the detail, without regard to case
	Actor      string
	Action     string
	Outcome    string
	VolumeID   string
	SnapshotID string
	Since      time.Time // the first moment
	Until      time.Time // the first moment that is too late
	Offset     int
	Limit      int // 0: as many as the store thinks fit on a page
}

// Actor returns a name that somebody typed as it may stand in the trail: without what cannot
// be printed, and not longer than a name can be.
func Actor(typed string) string {
	printable := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	runes := []rune(strings.TrimSpace(printable))
	return string(runes[:min(len(runes), maxActor)])
}

// Package audit defines the entries of the audit log: who did what to which target, when, from where, and with
// which outcome.
package audit

import (
	"strings"
	"time"
	"unicode"
)

// The actions that are not kinds of operations.
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
	SetTarget      = "set-target"      // the contract's target
	SetPrices      = "set-prices"      // the prices of snapshots
	DismissFailure = "dismiss-failure" // for all users

	BackupRestored = "backup-restored" // the database went back to an earlier state
	ContinueAll    = "continue-all"    // release the creates that wait since then
	Archive        = "archive"         // moved old entries into a file
)

// The outcomes. An operation has an entry for its request and one for its final state.
const (
	Requested = "asked"
	Done      = "done"
	Refused   = "refused"
	Failed    = "failed"
	Unknown   = "unknown"
	Cancelled = "cancelled"
)

// Console is the actor of a command, without a logged-in user.
const Console = "command line"

// Snapdeck is the actor of actions without a user.
const Snapdeck = "Snapdeck"

// maxActor is the maximal length of a stored actor in characters.
const maxActor = 100

// Entry is an entry of the audit log. Names are stored as they were, which keeps it readable after the
// resources are deleted. Times are UTC.
type Entry struct {
	ID             string // UUIDv7; filled in when it is empty
	At             time.Time
	Actor          string
	ActorAddr      string // IP address; empty for commands
	Action         string // such as "create-snapshot"
	Outcome        string // "asked", "refused", or the final state
	OperationID    string // empty for other actions
	DatacenterID   string
	DatacenterName string
	VolumeID       string
	VolumeName     string
	SnapshotID     string
	SnapshotName   string
	RequestID      string // of IONOS Cloud
	Detail         string // a sentence, or empty
}

// Filter selects entries. Zero fields do not filter.
type Filter struct {
	Query      string // part of a name, an id or the detail, ignoring case
	Actor      string
	Action     string
	Outcome    string
	VolumeID   string
	SnapshotID string
	Since      time.Time // inclusive
	Until      time.Time // exclusive
	Offset     int
	Limit      int // 0: the store's default page size
}

// Actor returns a typed name as it may be stored: without unprintable characters, and shortened to the length
// of a name.
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

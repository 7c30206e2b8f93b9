package resource

import (
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/foreign"
	"snapdeck/internal/operation"
)

// ParseLock reads a lock, which lasts to the end of its last day, or explains which field is wrong.
func ParseLock(reason, until string, zone *time.Location, now time.Time) (lock operation.Lock, field, why string) {
	lock.Reason = strings.Join(strings.Fields(reason), " ")
	if !foreign.Visible(lock.Reason) {
		return lock, "reason", "Enter a reason for the lock."
	}
	if len([]rune(lock.Reason)) > maxReason {
		return lock, "reason", fmt.Sprintf("The reason has more than %d characters.", maxReason)
	}
	if until == "" {
		return lock, "", ""
	}
	day, err := time.ParseInLocation(time.DateOnly, until, zone)
	if err != nil {
		return lock, "until", "The end of the lock is not a date."
	}
	lock.Until = day.AddDate(0, 0, 1).UTC()
	if lock.Over(now) {
		return lock, "until", "The end of the lock is in the past."
	}
	return lock, "", ""
}

// maxReason limits the reason of a lock to the length of a label's value.
const maxReason = 63

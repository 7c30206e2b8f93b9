package resource

import (
	"strings"
	"time"

	"snapdeck/internal/operation"
)

// ParseLock reads a lock, which lasts to the end of its last day, or explains which field is wrong.
func ParseLock(reason, until string, zone *time.Location, now time.Time) (lock operation.Lock, field, why string) {
	lock.Reason = strings.Join(strings.Fields(reason), " ")
	if field, why = lock.Problem(now); why != "" || until == "" {
		return lock, field, why
	}
	day, err := time.ParseInLocation(time.DateOnly, until, zone)
	if err != nil {
		return lock, "until", "The end of the lock is not a date."
	}
	lock.Until = day.AddDate(0, 0, 1).UTC()
	field, why = lock.Problem(now)
	return lock, field, why
}

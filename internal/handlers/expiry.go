package handlers

import "time"

// expiry is how long a row reads the same if nothing changes but the time: as long as nothing
// that it says of a time becomes another word. The zero value never ends.
type expiry struct{ until time.Time }

// limit shortens it to a time. On nil it does nothing.
func (l *expiry) limit(t time.Time) {
	if l != nil && (l.until.IsZero() || t.Before(l.until)) {
		l.until = t
	}
}

func (l *expiry) passed(now time.Time) bool { return !l.until.IsZero() && !now.Before(l.until) }

package web

import (
	"time"
)

// Expiry is how long a row reads the same if nothing changes but the time: as long as nothing
// that it says of a time becomes another word. The zero value never ends.
type Expiry struct{ Until time.Time }

// Limit shortens it to a time. On nil it does nothing.
func (l *Expiry) Limit(t time.Time) {
	if l != nil && (l.Until.IsZero() || t.Before(l.Until)) {
		l.Until = t
	}
}

func (l *Expiry) passed(now time.Time) bool { return !l.Until.IsZero() && !now.Before(l.Until) }

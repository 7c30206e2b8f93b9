package rowcache

import (
	"time"
)

// Expiry is the time until which a row stays valid if no data changes, because no relative time in it changes its
// words; the zero value never expires.
type Expiry struct{ Until time.Time }

// Limit shortens the expiry to a time; on nil it does nothing.
func (l *Expiry) Limit(t time.Time) {
	if l != nil && (l.Until.IsZero() || t.Before(l.Until)) {
		l.Until = t
	}
}

func (l *Expiry) passed(now time.Time) bool { return !l.Until.IsZero() && !now.Before(l.Until) }

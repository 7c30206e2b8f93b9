package handlers

import "time"

// lifetime is how long a row reads the same if nothing changes but the time: as long as nothing
// that it says of a time becomes another word. The zero value never ends.
type lifetime struct{ until time.Time }

// endBy shortens it to a time. On nil it does nothing.
func (l *lifetime) endBy(t time.Time) {
	if l != nil && (l.until.IsZero() || t.Before(l.until)) {
		l.until = t
	}
}

func (l *lifetime) over(now time.Time) bool { return !l.until.IsZero() && !now.Before(l.until) }

package texts

import (
	"time"

	"snapdeck/internal/quantity"
)

// UndoText describes how long a deletion can be undone.
func UndoText(d time.Duration) string {
	if d%time.Minute == 0 {
		return quantity.Plural(int(d/time.Minute), "minute", "minutes")
	}
	return d.String()
}

package texts

import (
	"time"

	"snapdeck/internal/views/ui"
)

// OnlyCopyPhrase is typed to delete the last good snapshot of a volume.
const OnlyCopyPhrase = "delete the last one"

// UndoText returns how long a deletion can be undone.
func UndoText(d time.Duration) string {
	if d%time.Minute == 0 {
		return ui.Plural(int(d/time.Minute), "minute", "minutes")
	}
	return d.String()
}

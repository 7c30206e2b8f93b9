package cloud

import (
	"strings"
	"time"
)

// parseDate parses the date formats that the SDK accepts and those that it fails on (docs/ionos-api.md 9.4): a
// numeric offset, a space for the T. Without a zone it is UTC. An empty date is the zero time.
func parseDate(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

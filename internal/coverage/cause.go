package coverage

import (
	"strings"

	"snapdeck/internal/operation"
)

// The causes that are not kinds of failures.
const (
	CauseQuota    = "quota"    // a storage limit of the contract
	CauseSnapshot = "snapshot" // a failed snapshot of another client
)

// CauseOf is the code of a failure's cause: the kind of the failure, or what its messages add. Failures with
// one cause are shown as one.
func CauseOf(op operation.Operation) string {
	f := op.Failure
	if f == nil {
		return ""
	}
	for _, m := range f.Messages {
		text := strings.ToLower(m.Text)
		if strings.Contains(text, "quota") || strings.Contains(text, "limit") && strings.Contains(text, "exceeded") && !strings.Contains(text, "rate limit") {
			return CauseQuota
		}
	}
	return f.Kind
}

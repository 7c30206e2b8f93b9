package coverage

import (
	"strings"

	"snapdeck/internal/operation"
)

// The causes that no kind of an operation's failure tells.
const (
	CauseQuota    = "quota"    // a storage limit of the contract is reached
	CauseSnapshot = "snapshot" // a snapshot failed that nothing else is known of
)

// CauseOf is the code of why an operation failed: the kind of its failure, or what its messages say more
// precisely. Failures of one cause are told as one.
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

package texts

import (
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// ExplainReadFailure explains why IONOS Cloud cannot be read, and what Snapdeck does about it.
func ExplainReadFailure(err error) operation.Explanation {
	e := operation.ExplainCode(operation.FailureKind(err))
	e.Did = "Snapdeck retries automatically."
	if wait := retryAfter(err); wait > 0 {
		e.Did = fmt.Sprintf("IONOS Cloud requested a pause of %s; Snapdeck retries after it.", wait.Round(time.Second))
	}
	return e
}

// waysOut links to where the cause of a failure can be fixed.
func waysOut(code string) []ui.Link {
	switch code {
	case operation.CodeQuota:
		return []ui.Link{{Text: "Free up space", Href: "/snapshots?sort=created"}, {Text: "Show quota", Href: "/#quotas"}}
	default:
		return nil
	}
}

func retryAfter(err error) time.Duration {
	var fault *inventory.APIError
	if errors.As(err, &fault) {
		return fault.RetryAfter
	}
	return 0
}

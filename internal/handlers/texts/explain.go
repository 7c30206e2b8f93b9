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
	if fault, is := errors.AsType[*inventory.APIError](err); is && fault.RetryAfter > 0 {
		e.Did = fmt.Sprintf("IONOS Cloud requested a pause of %s; Snapdeck retries after it.", fault.RetryAfter.Round(time.Second))
	}
	return e
}

// waysOut links to where the cause of a failure can be fixed.
func waysOut(code string) []ui.Link {
	if code != operation.CodeQuota {
		return nil
	}
	return []ui.Link{{Text: "Free up space", Href: "/snapshots?sort=created"}, {Text: "Show quota", Href: "/#quotas"}}
}

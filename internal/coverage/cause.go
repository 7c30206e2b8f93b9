package coverage

import "snapdeck/internal/operation"

// The causes that are named in more than one place.
const (
	CauseQuota    = operation.CodeQuota // a storage limit of the contract is reached
	CauseSnapshot = operation.CodeSnapshot
)

// CauseOf is the code of why an operation failed. Failures of one cause are shown as one.
func CauseOf(op operation.Operation) string { return op.FailureCode() }

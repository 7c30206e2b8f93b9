package inventory

import (
	"context"
)

type operationKey struct{}

// WithOperation returns a context whose calls name an operation in their User-Agent, which distinguishes its
// requests from equal ones.
func WithOperation(ctx context.Context, operationID string) context.Context {
	return context.WithValue(ctx, operationKey{}, operationID)
}

// OperationIn returns the id of the operation in a context, or "".
func OperationIn(ctx context.Context) string {
	id, _ := ctx.Value(operationKey{}).(string)
	return id
}

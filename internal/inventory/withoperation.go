package inventory

import "context"

type operationKey struct{}

// WithOperation returns a context whose calls say in their User-Agent for which operation they are
// made, so that the requests of the operation can be told from like ones.
func WithOperation(ctx context.Context, operationID string) context.Context {
	return context.WithValue(ctx, operationKey{}, operationID)
}

// OperationIn returns the id of the operation that calls in a context are made for, or "".
func OperationIn(ctx context.Context) string {
	id, _ := ctx.Value(operationKey{}).(string)
	return id
}

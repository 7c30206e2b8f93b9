package operation

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Key identifies one rendered form and the content that was sent. Sending the same form twice is one request;
// the digest distinguishes other content of the same form.
type Key struct {
	Form    string // the user and a random part; unique per rendered form
	Content string // the fields as sent, in a fixed order, without the targets
}

func (k Key) digest(kind Kind, target string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s", kind, target, k.Content))
	return hex.EncodeToString(sum[:16])
}

// Matches reports whether an operation was recorded by the form with this content.
func (k Key) Matches(op Operation) bool {
	return op.Key == k.Form && op.Digest == k.digest(op.Kind, op.target())
}

// KeyUsedError means that the form was sent before with other content, and that this content cannot be recorded
// as something new.
type KeyUsedError struct {
	Earlier []Operation // operations recorded by the form
	Missing int         // number of targets in the form that have no operation
}

// Error returns a sentence about the earlier request.
func (e *KeyUsedError) Error() string {
	return fmt.Sprintf("the form has already been recorded as %d operations, and names %d targets without one", len(e.Earlier), e.Missing)
}

// OpenError means that the same kind of operation on the same target has not ended yet.
type OpenError struct{ Operation Operation }

// Error names the open operation.
func (e *OpenError) Error() string {
	return fmt.Sprintf("operation %s, %s, has not ended", e.Operation.ID, e.Operation.Kind)
}

var errNothing = errors.New("nothing was chosen")

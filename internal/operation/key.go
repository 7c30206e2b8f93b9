package operation

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Key names one form as it was rendered, and says what came back in it. The same form sent twice
// is one request; the same form with other content is told apart by the digest.
type Key struct {
	Form    string // who it was rendered for and a random part; never used by another form
	Content string // the fields as sent, in a fixed order, without the things that they are about
}

// digest is of what a form says about one thing.
func (k Key) digest(kind Kind, target string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s", kind, target, k.Content))
	return hex.EncodeToString(sum[:16])
}

// Matches reports whether an operation came of the form with this content.
func (k Key) Matches(op Operation) bool {
	return op.Key == k.Form && op.Digest == k.digest(op.Kind, op.target())
}

// KeyUsedError says that a form was sent before with other content, and that this content must not
// be recorded as if nothing had been.
type KeyUsedError struct {
	Earlier []Operation // that the form has become
	Missing int         // how many of the things in the form have not been requested by it
}

// Error says what has been requested.
func (e *KeyUsedError) Error() string {
	return fmt.Sprintf("the form has already become %d operations, and names %d things that are not among them", len(e.Earlier), e.Missing)
}

// OpenError says that the same kind of operation on the same thing has not ended yet.
type OpenError struct{ Operation Operation }

// Error names the operation that is there.
func (e *OpenError) Error() string {
	return fmt.Sprintf("operation %s, %s, has not ended", e.Operation.ID, e.Operation.Kind)
}

// errNothing says that a submission named nothing to do.
var errNothing = errors.New("nothing was chosen")

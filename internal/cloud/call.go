package cloud

import (
	"context"
	"errors"
	"strings"

	"snapdeck/internal/inventory"
)

// call is what the layers beneath the SDK know of the call they serve. It travels in the
// context of the request.
type call struct {
	op    string // in words, for faults: "list the snapshots"
	route string // for metrics and logs: "/snapshots/{id}"
	tries int    // how often it may be tried; 0: as configured
	// once is set when it must not happen twice. Such a call gets a connection of its own, since
	// a reused one can turn out to be closed after the request was written.
	once    bool
	scanner *itemScanner // takes the entries out of an answer of 2xx while it is read; may be nil
}

type callKey struct{}

func (c call) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) call {
	c, ok := ctx.Value(callKey{}).(call)
	if !ok {
		return call{op: "call the cloud", route: "unknown"}
	}
	return c
}

// apiError returns a failure of the call that has no answer to tell of.
func (c call) apiError(kind, cause error) *inventory.APIError {
	return &inventory.APIError{Kind: kind, Op: c.op, Cause: cause}
}

var (
	errBadID   = errors.New("it has no valid id")
	errOtherID = errors.New("the answer is about something else")
)

// checkIDs refuses ids that would change the path they are put into.
func (c call) checkIDs(ids ...string) error {
	for _, id := range ids {
		if id == "" || id == "." || id == ".." {
			return c.apiError(inventory.ErrNotFound, errBadID)
		}
	}
	return nil
}

// checkAnswered refuses an answer about anything but what was asked for.
func (c call) checkAnswered(id, requested string) error {
	switch {
	case id == "":
		return c.apiError(inventory.ErrUnreadable, errNoID)
	case !strings.EqualFold(id, requested):
		return c.apiError(inventory.ErrUnreadable, errOtherID)
	default:
		return nil
	}
}

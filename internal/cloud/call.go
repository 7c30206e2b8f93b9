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
	doing string // in words, for faults: "list the snapshots"
	route string // for metrics and logs: "/snapshots/{id}"
	tries int    // how often it may be tried; 0: as configured
	// once is set when it must not happen twice. Such a call gets a connection of its own, since
	// a reused one can turn out to be closed after the request was written.
	once bool
	sift *sift // takes the entries out of an answer of 2xx while it is read; may be nil
}

type callKey struct{}

func (c call) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) call {
	c, ok := ctx.Value(callKey{}).(call)
	if !ok {
		return call{doing: "call the cloud", route: "unknown"}
	}
	return c
}

// fault returns a failure of the call that has no answer to tell of.
func (c call) fault(kind, cause error) *inventory.Fault {
	return &inventory.Fault{Kind: kind, Doing: c.doing, Cause: cause}
}

var (
	errBadID   = errors.New("it has no valid id")
	errOtherID = errors.New("the answer is about something else")
)

// checkIDs refuses ids that would change the path they are put into.
func (c call) checkIDs(ids ...string) error {
	for _, id := range ids {
		if id == "" || id == "." || id == ".." {
			return c.fault(inventory.ErrNotFound, errBadID)
		}
	}
	return nil
}

// checkAnswered refuses an answer about anything but what was asked for.
func (c call) checkAnswered(id, asked string) error {
	switch {
	case id == "":
		return c.fault(inventory.ErrUnreadable, errNoID)
	case !strings.EqualFold(id, asked):
		return c.fault(inventory.ErrUnreadable, errOtherID)
	default:
		return nil
	}
}

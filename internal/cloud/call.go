package cloud

import (
	"context"
	"errors"
	"strings"

	"snapdeck/internal/inventory"
)

// call describes an SDK call to the layers beneath the SDK. It travels in the request's context.
type call struct {
	op    string // for errors: "list the snapshots"
	route string // for metrics and logs: "/snapshots/{id}"
	tries int    // maximal number of tries; 0: as configured
	// once marks a call that must not be sent twice. It gets a new connection, since a reused one may turn out
	// to be closed after the request was written, and the highest priority, since a user waits for the response.
	once    bool
	scanner *itemScanner // extracts the entries while a 2xx response is read; may be nil
}

type callKey struct{}

func (c call) in(ctx context.Context) context.Context {
	if c.once {
		ctx = WithPriority(ctx, PriorityInteractive)
	}
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) call {
	c, ok := ctx.Value(callKey{}).(call)
	if !ok {
		return call{op: "call IONOS Cloud", route: "unknown"}
	}
	return c
}

// apiError returns a failure without a response.
func (c call) apiError(kind, cause error) *inventory.APIError {
	return &inventory.APIError{Kind: kind, Op: c.op, Cause: cause}
}

var (
	errBadID   = errors.New("invalid id")
	errOtherID = errors.New("the response is about another resource")
)

// checkIDs refuses ids that would change the path of the URL.
func (c call) checkIDs(ids ...string) error {
	for _, id := range ids {
		if id == "" || id == "." || id == ".." {
			return c.apiError(inventory.ErrNotFound, errBadID)
		}
	}
	return nil
}

// checkIdentity refuses a response about another resource.
func (c call) checkIdentity(id, requested string) error {
	switch {
	case id == "":
		return c.apiError(inventory.ErrUnreadable, errNoID)
	case !strings.EqualFold(id, requested):
		return c.apiError(inventory.ErrUnreadable, errOtherID)
	default:
		return nil
	}
}

package operation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/inventory"
)

// verification is the result of verifying an operation's outcome.
type verification struct {
	found      bool
	complete   bool // all listings that could prove it were complete
	snapshotID string
	volumeID   string // of a new volume
	requestID  string
	status     inventory.RequestStatus // of the request that was found
}

// clockSkew is the maximal delay of IONOS Cloud's clock at which a request is still found.
const clockSkew = 15 * time.Minute

// verify finds out whether the operation's call was applied.
func (e *Engine) verify(ctx context.Context, op Operation) (verification, error) {
	return op.Kind.Spec().verify(e, ctx, op)
}

// verifyByMarker searches the snapshots and the requests for an operation's marker (docs/ionos-api.md 7,
// "provenance").
func (e *Engine) verifyByMarker(ctx context.Context, op Operation) (verification, error) {
	snapshots, err := e.cloud.Snapshots(ctx)
	if err != nil {
		return verification{}, fmt.Errorf("look for the snapshot: %w", err)
	}
	p := verification{complete: e.provesAbsence(ctx, snapshots, op), requestID: op.RequestID}
	for _, s := range snapshots.Items {
		if _, m, ok := inventory.CutMarker(s.Description); ok && m.OperationID == op.ID {
			p.found, p.snapshotID = true, s.ID
		}
	}
	requests, err := e.cloud.RequestsSince(ctx, op.CreatedAt.Add(-clockSkew))
	if err != nil {
		if p.found {
			return p, nil
		}
		return verification{}, fmt.Errorf("look for the request: %w", err)
	}
	p.complete = p.complete && requests.Complete()
	shown := slices.ContainsFunc(requests.Items, inventory.Request.BySnapdeck)
	for _, r := range requests.Items {
		_, volumeID, ok := r.SnapshotSource()
		if !ok || volumeID != op.VolumeID || isForeign(r, op, shown) {
			continue
		}
		if r.Body == "" && r.Operation() != op.ID {
			p.complete = false // its marker would be in the body
			continue
		}
		if strings.Contains(r.Body, op.ID) || r.Operation() == op.ID {
			p.found, p.requestID = true, r.ID
			p.snapshotID = cmp.Or(p.snapshotID, targetOf(r, "snapshot"))
		}
	}
	return p, nil
}

// verifyTargetState finds out whether the call was applied by the operation's own request, and by the state of
// its target. An unchanged target proves nothing by itself, since the request may still be waiting; complete
// means that the requests were readable too.
func (e *Engine) verifyTargetState(ctx context.Context, op Operation) (verification, error) {
	p := verification{complete: true, requestID: op.RequestID, snapshotID: op.SnapshotID}
	s := op.Kind.Spec()
	if s.request != nil {
		var err error
		if p, err = e.verifyByRequest(ctx, op); err != nil {
			return verification{}, err
		}
		if p.found && p.status != inventory.RequestFailed {
			return p, nil
		}
	}
	wanted, err := s.applied(e, ctx, op)
	if err != nil {
		return verification{}, fmt.Errorf("look whether it is as wanted: %w", err)
	}
	p.found = p.found || wanted
	return p, nil
}

// verifyByRequest searches the requests since the first send for the operation's own (docs/ionos-api.md 3.3), from
// slightly earlier, since clocks may differ. Its own names the operation in a header, if IONOS Cloud shows
// that. Otherwise it accepts an equal request that no other operation owns: adopting another client's request
// sends too little and never twice.
func (e *Engine) verifyByRequest(ctx context.Context, op Operation) (verification, error) {
	pattern, err := op.Kind.Spec().request(e, ctx, op)
	if err != nil {
		return verification{}, err
	}
	requests, err := e.cloud.RequestsSince(ctx, op.sentSince().Add(-clockSkew))
	if err != nil {
		return verification{}, fmt.Errorf("look for the request: %w", err)
	}
	p := verification{complete: requests.Complete(), requestID: op.RequestID, snapshotID: op.SnapshotID}
	shown := slices.ContainsFunc(requests.Items, inventory.Request.BySnapdeck)
	for _, r := range requests.Items {
		match := pattern.match(r, op)
		if match == differs || isForeign(r, op, shown) {
			continue
		}
		owners, err := e.ledger.Owners(ctx, []string{r.ID})
		if err != nil {
			return verification{}, fmt.Errorf("look whose request %s is: %w", r.ID, err)
		}
		if owner, known := owners[r.ID]; known && owner != op.ID {
			continue
		}
		if match == mayMatch {
			p.complete = false
			continue
		}
		if p.found && p.status != inventory.RequestFailed {
			continue // of several attempts the one that was not refused counts
		}
		p.found, p.requestID, p.volumeID, p.status = true, r.ID, targetOf(r, "volume"), r.Status
	}
	return p, nil
}

// isForeign reports whether a request is certainly not the operation's: it names another operation, or headers
// are shown and another client sent it. Requests by Snapdeck without an operation were sent by an older
// version.
func isForeign(r inventory.Request, op Operation, shown bool) bool {
	if id := r.Operation(); id != "" {
		return id != op.ID
	}
	return shown && !r.BySnapdeck()
}

// requestPattern recognises the request of an operation.
type requestPattern struct {
	method, path string // the end of the path
	// body reports whether a body asks for the same; nil: the path says it all.
	body func(text string) bool
}

// requestMatch is the result of comparing a request with a pattern.
type requestMatch int

// The results of a comparison. A request may match when its body decides and is not shown.
const (
	differs requestMatch = iota
	mayMatch
	matches
)

// match compares a request with the pattern of an operation. One that names the operation needs no body.
func (p requestPattern) match(r inventory.Request, op Operation) requestMatch {
	url, _, _ := strings.Cut(r.URL, "?")
	switch {
	case r.Method != p.method || !strings.HasSuffix(url, p.path):
		return differs
	case p.body == nil || r.Operation() == op.ID || p.body(r.Body):
		return matches
	case r.Body == "":
		return mayMatch
	default:
		return differs
	}
}

// targetOf is the id of a request's first target of a type, or "".
func targetOf(r inventory.Request, word string) string {
	for _, t := range r.Targets {
		if t.Type == word {
			return t.ID
		}
	}
	return ""
}

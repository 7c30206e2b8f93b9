package operation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/inventory"
)

// verification is what looking for an operation's outcome showed.
type verification struct {
	found      bool
	complete   bool // everything that could prove it was read whole
	snapshotID string
	volumeID   string // of a new volume
	requestID  string
	status     inventory.RequestStatus // of a request that was found
}

// clockSkew is by how much the cloud's clock may be behind ours without hiding a request from us.
const clockSkew = 15 * time.Minute

// verify finds out whether the operation's call was carried out.
func (e *Engine) verify(ctx context.Context, op Operation) (verification, error) {
	return op.Kind.spec().verify(e, ctx, op)
}

// verifyByMarker searches the snapshots and the requests for an operation's marker (API reference 7, "provenance").
func (e *Engine) verifyByMarker(ctx context.Context, op Operation) (verification, error) {
	snapshots, err := e.cloud.Snapshots(ctx)
	if err != nil {
		return verification{}, fmt.Errorf("look for the snapshot: %w", err)
	}
	p := verification{complete: len(snapshots.Warnings) == 0, requestID: op.RequestID}
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
	p.complete = p.complete && len(requests.Warnings) == 0
	for _, r := range requests.Items {
		_, volumeID, ok := r.SnapshotSource()
		if ok && volumeID == op.VolumeID && strings.Contains(r.Body, op.ID) {
			p.found, p.requestID = true, r.ID
			p.snapshotID = firstNonEmpty(p.snapshotID, targetOf(r, "snapshot"))
		}
	}
	return p, nil
}

// verifyTargetState finds out whether the call was carried out by the operation's own request, and by
// things being as it wants them. That they are not proves nothing by itself: the request may still be
// waiting, so that complete means that the requests could be read whole too.
func (e *Engine) verifyTargetState(ctx context.Context, op Operation) (verification, error) {
	p := verification{complete: true, requestID: op.RequestID, snapshotID: op.SnapshotID}
	if op.Kind.spec().request != nil {
		var err error
		if p, err = e.verifyByRequest(ctx, op); err != nil {
			return verification{}, err
		}
		if p.found && p.status != inventory.RequestFailed {
			return p, nil
		}
	}
	wanted, err := op.Kind.spec().applied(e, ctx, op)
	if err != nil {
		return verification{}, fmt.Errorf("look whether it is as wanted: %w", err)
	}
	p.found = p.found || wanted
	return p, nil
}

// verifyByRequest searches the requests since the operation was first sent for its own (API
// reference 3.3), a little further back, since the clocks may differ. Its own says so in its
// header, where the cloud shows that. Where it does not, a like request will do that no other
// operation knows as its own: one of someone else would be taken for ours then, which sends
// too little and never twice.
func (e *Engine) verifyByRequest(ctx context.Context, op Operation) (verification, error) {
	matches, err := op.Kind.spec().request(e, ctx, op)
	if err != nil {
		return verification{}, err
	}
	requests, err := e.cloud.RequestsSince(ctx, op.sentSince().Add(-clockSkew))
	if err != nil {
		return verification{}, fmt.Errorf("look for the request: %w", err)
	}
	p := verification{complete: len(requests.Warnings) == 0, requestID: op.RequestID, snapshotID: op.SnapshotID}
	shown := slices.ContainsFunc(requests.Items, inventory.Request.BySnapdeck)
	for _, r := range requests.Items {
		if !matches(r) || isForeign(r, op, shown) {
			continue
		}
		owners, err := e.ledger.Owners(ctx, []string{r.ID})
		if err != nil {
			return verification{}, fmt.Errorf("look whose request %s is: %w", r.ID, err)
		}
		if owner, known := owners[r.ID]; known && owner != op.ID {
			continue
		}
		if p.found && p.status != inventory.RequestFailed {
			continue // of several attempts the one that was not refused counts
		}
		p.found, p.requestID, p.volumeID, p.status = true, r.ID, targetOf(r, "volume"), r.Status
	}
	return p, nil
}

// isForeign reports whether a request is surely not the operation's: it says that another one
// made it, or the cloud shows who makes requests and some other tool made this one. Requests
// of Snapdeck's that do not tell the operation were made by an older version.
func isForeign(r inventory.Request, op Operation, shown bool) bool {
	if id := r.Operation(); id != "" {
		return id != op.ID
	}
	return shown && !r.BySnapdeck()
}

// isCall tells a request by its method and by how its path ends.
func isCall(method, path string) func(inventory.Request) bool {
	return func(r inventory.Request) bool {
		url, _, _ := strings.Cut(r.URL, "?")
		return r.Method == method && strings.HasSuffix(url, path)
	}
}

// targetOf is the id of the first target of a type that a request names, or "".
func targetOf(r inventory.Request, word string) string {
	for _, t := range r.Targets {
		if t.Type == word {
			return t.ID
		}
	}
	return ""
}

func firstNonEmpty(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

package operation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/inventory"
)

// proof is what looking for an operation's outcome showed.
type proof struct {
	found      bool
	complete   bool // everything that could prove it was read whole
	snapshotID string
	volumeID   string // of a new volume
	requestID  string
	status     inventory.RequestStatus // of a request that was found
}

// clockSkew is by how much the cloud's clock may be behind ours without hiding a request from us.
const clockSkew = 15 * time.Minute

// look finds out whether the operation's call was carried out.
func (e *Engine) look(ctx context.Context, op Operation) (proof, error) {
	return op.Kind.craft().look(e, ctx, op)
}

// lookMarked searches the snapshots and the requests for an operation's marker (API reference 7, "provenance").
func (e *Engine) lookMarked(ctx context.Context, op Operation) (proof, error) {
	snapshots, err := e.cloud.Snapshots(ctx)
	if err != nil {
		return proof{}, fmt.Errorf("look for the snapshot: %w", err)
	}
	p := proof{complete: len(snapshots.Warnings) == 0, requestID: op.RequestID}
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
		return proof{}, fmt.Errorf("look for the request: %w", err)
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

// notOnWhatIsGone proves that a change of a snapshot does not show, since the snapshot is gone.
func notOnWhatIsGone(op Operation) proof {
	return proof{complete: true, requestID: op.RequestID, snapshotID: op.SnapshotID}
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

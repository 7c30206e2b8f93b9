package operation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/inventory"
)

func (e *Engine) sendVolume(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.CreateVolume(ctx, op.ID, op.DatacenterID, op.SnapshotID, *op.Task.Volume)
}

// lookVolume searches the requests for the one that makes the volume: a volume has no field
// for a marker.
func (e *Engine) lookVolume(ctx context.Context, op Operation) (proof, error) {
	return e.lookRequest(ctx, op, func(r inventory.Request) bool {
		return urlEnds(r, "/datacenters/"+op.DatacenterID+"/volumes") && asksForVolume(r.Body, op)
	})
}

// asksForVolume reports whether the body of a request asks for the operation's volume.
func asksForVolume(body string, op Operation) bool {
	var sent struct {
		Properties struct {
			Name  string  `json:"name"`
			Size  float64 `json:"size"`
			Image string  `json:"image"`
		} `json:"properties"`
	}
	if json.Unmarshal([]byte(body), &sent) != nil {
		return false
	}
	p := sent.Properties
	return p.Image == op.SnapshotID && p.Name == op.Task.Volume.Name && p.Size == op.Task.Volume.SizeGB
}

func urlEnds(r inventory.Request, path string) bool {
	url, _, _ := strings.Cut(r.URL, "?")
	return r.Method == "POST" && strings.HasSuffix(url, path)
}

// lookRequest searches the requests since the operation was first sent for its own (API
// reference 3.3), a little further back, since the clocks may differ. Its own says so in its
// header, where the cloud shows that. Where it does not, a like request will do that no other
// operation knows as its own: one of somebody else would be taken for ours then, which sends
// too little and never twice.
func (e *Engine) lookRequest(ctx context.Context, op Operation, matches func(inventory.Request) bool) (proof, error) {
	requests, err := e.cloud.RequestsSince(ctx, op.sentSince().Add(-clockSkew))
	if err != nil {
		return proof{}, fmt.Errorf("look for the request: %w", err)
	}
	p := proof{complete: len(requests.Warnings) == 0, requestID: op.RequestID, snapshotID: op.SnapshotID}
	shown := slices.ContainsFunc(requests.Items, inventory.Request.BySnapdeck)
	for _, r := range requests.Items {
		if !matches(r) || foreign(r, op, shown) {
			continue
		}
		others, err := e.othersOf(ctx, op, r.ID)
		if err != nil {
			return proof{}, err
		}
		if others {
			continue
		}
		p.found, p.requestID, p.volumeID, p.status = true, r.ID, targetOf(r, "volume"), r.Status
	}
	return p, nil
}

// foreign reports whether a request is surely not the operation's: it says that another one
// made it, or the cloud shows who makes requests and some other tool made this one. Requests
// of Snapdeck's that do not tell the operation were made by an older version.
func foreign(r inventory.Request, op Operation, shown bool) bool {
	if id := r.Operation(); id != "" {
		return id != op.ID
	}
	return shown && !r.BySnapdeck()
}

// othersOf reports whether another operation knows a request as its own.
func (e *Engine) othersOf(ctx context.Context, op Operation, requestID string) (bool, error) {
	page, _, err := e.ledger.List(ctx, Filter{Query: requestID, Limit: 5})
	if err != nil {
		return false, fmt.Errorf("look whose request %s is: %w", requestID, err)
	}
	for _, other := range page {
		if other.ID != op.ID && other.RequestID == requestID {
			return true, nil
		}
	}
	return false, nil
}

// followVolume ends when the new volume is available. An answer that named the volume alone,
// or nothing, is made up for by its request.
func (e *Engine) followVolume(ctx context.Context, op Operation) (time.Duration, error) {
	if op.MadeVolumeID != "" && op.RequestID != "" {
		return e.followVolumeState(ctx, op, op.MadeVolumeID)
	}
	p, err := e.lookVolume(ctx, op)
	if err != nil {
		return e.patience(err, e.timing.Follow), nil
	}
	known := op
	op.MadeVolumeID, op.RequestID = firstNonEmpty(op.MadeVolumeID, p.volumeID), firstNonEmpty(op.RequestID, p.requestID)
	switch {
	case op.MadeVolumeID == "":
		return e.volumeMissing(ctx, op)
	case op.MadeVolumeID == known.MadeVolumeID && op.RequestID == known.RequestID:
		return e.followVolumeState(ctx, op, op.MadeVolumeID) // its request is not listed
	}
	_, err = e.save(ctx, op, nil)
	return 0, err
}

// followVolumeState ends an operation when its volume is at rest.
func (e *Engine) followVolumeState(ctx context.Context, op Operation, volumeID string) (time.Duration, error) {
	vol, err := e.cloud.Volume(ctx, op.DatacenterID, volumeID)
	words := op.Kind.craft().words
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return e.volumeMissing(ctx, op)
	case err != nil:
		return e.patience(err, e.timing.Follow), nil
	case vol.Metadata.State == inventory.StateAvailable:
		e.sky.Nudge(partsOf(op.Kind)...)
		_, err := e.move(ctx, op, Done, words.done)
		return 0, err
	case vol.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: FailedRequest, RequestID: op.RequestID, Text: "The cloud gives the volume the state FAILED."}
		_, err := e.move(ctx, op, Failed, "The volume failed.")
		return 0, err
	}
	return e.timing.Follow, nil
}

func (e *Engine) volumeMissing(ctx context.Context, op Operation) (time.Duration, error) {
	if e.quiet(op) < e.timing.Vanish || op.RequestStatus != inventory.RequestDone && op.RequestID != "" {
		return e.timing.Follow, nil
	}
	words := op.Kind.craft().words
	op.Failure = &Failure{Kind: GoneAfterDone, RequestID: op.RequestID, Text: words.undone}
	_, err := e.move(ctx, op, Failed, "The volume is not there.")
	return 0, err
}

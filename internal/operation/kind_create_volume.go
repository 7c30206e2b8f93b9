package operation

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

func createVolumeSpec() spec {
	return spec{
		words: volumeWords(), needsSnapshot: true,
		send: (*Engine).sendVolume, request: (*Engine).volumeRequest, look: (*Engine).lookOwnRequest, follow: (*Engine).followVolume,
	}
}

func volumeWords() phrases {
	return phrases{
		asking:  "Asking the cloud for a volume from the snapshot.",
		working: "The cloud copies the snapshot onto the new volume.",
		done:    "The volume is available.",
		refused: "The cloud refused the request. No volume was created.",
		later:   "The cloud did not take the request. No volume was created; Snapdeck asks again by itself.",
		lost:    "The cloud's answer did not come through, so the volume may exist. Snapdeck looks for its request before it asks again.",
		missed:  "The cloud never confirmed the volume, and no request for it is listed. Snapdeck has stopped asking.",
		undone:  "The cloud reports the request as done, but the volume does not exist. Somebody may have deleted it.",
		broken:  "The cloud accepted the request and then could not make the volume.",
		unknown: "Nobody can prove whether the volume was made. Look for it by its name before you try again.",
	}
}

func (e *Engine) sendVolume(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.CreateVolume(ctx, op.DatacenterID, op.SnapshotID, *op.Task.Volume)
}

// volumeRequest tells the request that makes the volume: a volume has no field for a marker.
func (e *Engine) volumeRequest(_ context.Context, op Operation) (func(inventory.Request) bool, error) {
	posts := isCall("POST", "/datacenters/"+op.DatacenterID+"/volumes")
	return func(r inventory.Request) bool { return posts(r) && asksForVolume(r.Body, op) }, nil
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

// followVolume ends when the new volume is available. An answer that named the volume alone,
// or nothing, is made up for by its request.
func (e *Engine) followVolume(ctx context.Context, op Operation) (time.Duration, error) {
	if op.MadeVolumeID != "" && op.RequestID != "" {
		return e.followVolumeState(ctx, op, op.MadeVolumeID)
	}
	p, err := e.lookOwnRequest(ctx, op)
	if err != nil {
		return e.retryDelay(err, e.timing.Follow), nil
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
	words := op.Kind.spec().words
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return e.volumeMissing(ctx, op)
	case err != nil:
		return e.retryDelay(err, e.timing.Follow), nil
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
	words := op.Kind.spec().words
	op.Failure = &Failure{Kind: GoneAfterDone, RequestID: op.RequestID, Text: words.undone}
	_, err := e.move(ctx, op, Failed, "The volume is not there.")
	return 0, err
}

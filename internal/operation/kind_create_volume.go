package operation

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

func createVolumeSpec() kindSpec {
	return kindSpec{
		messages: messages{
			sending:       "Requesting a volume from the snapshot.",
			running:       "IONOS Cloud copies the snapshot onto the new volume.",
			done:          "The volume is available.",
			refused:       "No volume was created.",
			retrying:      "No volume was created yet. Snapdeck retries automatically.",
			answerLost:    "The volume may exist. Snapdeck searches for its request before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the volume, and no request for it is listed. Snapdeck stopped retrying.",
			notApplied:    "IONOS Cloud reports the request as done, but the volume does not exist. Another user or tool may have deleted it.",
			requestFailed: "No usable volume was created.",
			unknown:       "Snapdeck could not determine whether the volume was created. Search for it by its name before you try again.",
		},
		needsSnapshot: true,
		send:          (*Engine).sendVolume, request: (*Engine).volumeRequest, verify: (*Engine).verifyByRequest, poll: (*Engine).pollVolume,
	}
}

func (e *Engine) sendVolume(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.CreateVolume(ctx, op.DatacenterID, op.SnapshotID, *op.Task.Volume)
}

// volumeRequest recognises the request that creates the volume: a volume has no field for a marker.
func (e *Engine) volumeRequest(_ context.Context, op Operation) (func(inventory.Request) bool, error) {
	posts := isCall("POST", "/datacenters/"+op.DatacenterID+"/volumes")
	return func(r inventory.Request) bool { return posts(r) && requestsVolume(r.Body, op) }, nil
}

// requestsVolume reports whether a request's body creates the operation's volume.
func requestsVolume(body string, op Operation) bool {
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

// pollVolume ends when the new volume is available. If the response named only the volume, or nothing, the
// request provides the rest.
func (e *Engine) pollVolume(ctx context.Context, op Operation) (time.Duration, error) {
	if op.CreatedVolumeID != "" && op.RequestID != "" {
		return e.pollVolumeState(ctx, op, op.CreatedVolumeID)
	}
	p, err := e.verifyByRequest(ctx, op)
	if err != nil {
		return e.retryDelay(err, e.timing.PollInterval), nil
	}
	known := op
	op.CreatedVolumeID, op.RequestID = cmp.Or(op.CreatedVolumeID, p.volumeID), cmp.Or(op.RequestID, p.requestID)
	switch {
	case op.CreatedVolumeID == "":
		return e.volumeMissing(ctx, op)
	case op.CreatedVolumeID == known.CreatedVolumeID && op.RequestID == known.RequestID:
		return e.pollVolumeState(ctx, op, op.CreatedVolumeID) // its request is not listed
	}
	_, err = e.save(ctx, op, nil)
	return 0, err
}

// pollVolumeState ends an operation when its volume is available.
func (e *Engine) pollVolumeState(ctx context.Context, op Operation, volumeID string) (time.Duration, error) {
	vol, err := e.cloud.Volume(ctx, op.DatacenterID, volumeID)
	messages := op.Kind.spec().messages
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return e.volumeMissing(ctx, op)
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	case vol.Metadata.State == inventory.StateAvailable:
		e.inventory.Refresh(resourcesOf(op.Kind)...)
		return e.stepTo(ctx, op, Done, messages.done)
	case vol.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: FailedRequest, RequestID: op.RequestID, Text: "The volume has the state FAILED."}
		return e.stepTo(ctx, op, Failed, "The volume failed.")
	}
	return e.timing.PollInterval, nil
}

func (e *Engine) volumeMissing(ctx context.Context, op Operation) (time.Duration, error) {
	if e.sinceProgress(op) < e.timing.MissingTimeout || op.RequestStatus != inventory.RequestDone && op.RequestID != "" {
		return e.timing.PollInterval, nil
	}
	messages := op.Kind.spec().messages
	op.Failure = &Failure{Kind: MissingAfterDone, RequestID: op.RequestID, Text: messages.notApplied}
	return e.stepTo(ctx, op, Failed, "The volume is not there.")
}

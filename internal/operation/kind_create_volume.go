package operation

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"snapdeck/internal/inventory"
)

// CreateVolume creates a volume from a snapshot.
const CreateVolume Kind = "create-volume"

func createVolume() Spec {
	return Spec{
		Kind: CreateVolume,
		Words: Words{
			Label: "Create volume", Audit: "Create volume", Running: "Copying", Done: "Available", NotDone: "Cancelled",
			Succeeded: "is available as a new volume", Failed: "could not be made a volume", Noun: "volume", Nouns: "volumes",
			Batch: doneWords(),
			Step:  "Create volume {volume} from {snapshot}", Purpose: "New volume",
			IfFails: func([]Operation) string { return "no new volume remains, and no existing one was changed." },
		},
		Icon: "disk", Target: TargetVolume, Creates: TargetVolume,
		Changes: []inventory.Resource{inventory.ResourceRequests, inventory.ResourceDatacenters},
		Right:   RightMaintain, afterBackup: holdAfterBackup,
		messages: messages{
			found:         "IONOS Cloud had accepted the request; found among its requests.",
			sending:       "Requesting a volume from the snapshot.",
			running:       "IONOS Cloud copies the snapshot onto the new volume.",
			done:          "The volume is available.",
			refused:       "No volume was created.",
			retrying:      "No volume was created yet. Snapdeck retries automatically.",
			responseLost:  "The volume may exist. Snapdeck searches for its request before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the volume, and no request for it is listed. Snapdeck stopped retrying.",
			notApplied:    "IONOS Cloud reports the request as done, but the volume does not exist. Another user or tool may have deleted it.",
			requestFailed: "No usable volume was created.",
			unknown:       "Snapdeck could not determine whether the volume was created. Search for it by its name before you try again.",
		},
		needsSnapshot: true,
		precheck:      noPrecheck, send: (*Engine).sendVolume, request: (*Engine).volumeRequest,
		verify: (*Engine).verifyByRequest, resolve: (*Engine).resolveByRequest, poll: (*Engine).pollVolume,
		remains: func(view *inventory.View, op Operation) bool {
			_, exists := view.Volume(op.CreatedVolumeID)
			return exists
		},
	}
}

func (e *Engine) sendVolume(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.CreateVolume(ctx, op.DatacenterID, op.SnapshotID, *op.Task.Volume)
}

// volumeRequest recognises the request that creates the volume: a volume has no field for a marker.
func (e *Engine) volumeRequest(_ context.Context, op Operation) (requestPattern, error) {
	return requestPattern{
		method: "POST", path: "/datacenters/" + op.DatacenterID + "/volumes",
		body: func(text string) bool { return requestsVolume(text, op) },
	}, nil
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

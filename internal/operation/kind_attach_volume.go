package operation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
)

// AttachVolume attaches a volume to a server.
const AttachVolume Kind = "attach-volume"

func attachVolume() Spec {
	s := serverSpec(AttachVolume, messages{
		sending: "Requesting to attach the volume.", running: "IONOS Cloud attaches the volume.",
		done: "The volume is attached.", notApplied: "The volume is not attached.",
	})
	s.Words = Words{
		Label: "Attach volume", Audit: "Attach volume", Running: "Attaching", Done: "Attached", NotDone: "Cancelled",
		Succeeded: "is attached", Failed: "could not be attached", Noun: "step", Nouns: "steps",
		Batch:   doneWords(),
		Step:    "Attach {volume} to {server}",
		IfFails: func([]Operation) string { return "the new volume stays, and you can attach it yourself." },
	}
	s.Icon, s.Target, s.reviewedInChain = "disk", TargetVolume, false
	s.precheck, s.send, s.request, s.applied = skipIf((*Engine).isAttached), (*Engine).sendAttach, (*Engine).attachRequest, (*Engine).isAttached
	s.again = attachAgain
	return s
}

func (e *Engine) sendAttach(ctx context.Context, op Operation) (Receipt, error) {
	volumeID, err := e.volumeOf(ctx, op)
	if err != nil {
		return Receipt{}, err
	}
	return e.cloud.AttachVolume(ctx, op.DatacenterID, op.Task.Server.ID, volumeID)
}

// volumeOf returns the volume of an operation: its own, or the one that its dependency created.
func (e *Engine) volumeOf(ctx context.Context, op Operation) (string, error) {
	if op.VolumeID != "" {
		return op.VolumeID, nil
	}
	first, err := e.ledger.Operation(ctx, op.Task.DependsOn)
	if err != nil {
		return "", fmt.Errorf("read operation %s, which makes the volume: %w", op.Task.DependsOn, err)
	}
	return first.CreatedVolumeID, nil
}

// attachRequest recognises the operation's request on its server.
func (e *Engine) attachRequest(ctx context.Context, op Operation) (requestPattern, error) {
	volumeID, err := e.volumeOf(ctx, op)
	if err != nil {
		return requestPattern{}, err
	}
	return requestPattern{
		method: "POST", path: serverPath(op) + "/volumes",
		body: func(text string) bool { return text == "" || strings.Contains(text, volumeID) },
	}, nil
}

func (e *Engine) isAttached(ctx context.Context, op Operation) (bool, error) {
	srv, err := e.serverNow(ctx, op)
	if err != nil {
		return false, err
	}
	volumeID, err := e.volumeOf(ctx, op)
	if err != nil {
		return false, err
	}
	return slices.Contains(srv.VolumeIDs, volumeID), nil
}

// attachAgain attaches the volume that the step before created, if it still exists.
func attachAgain(view *inventory.View, r Request, op Operation, steps []Operation) Request {
	for _, first := range steps {
		if first.ID == op.Task.DependsOn && first.State == Done && effectRemains(view, first) {
			r.VolumeID = first.CreatedVolumeID
		}
	}
	return r
}

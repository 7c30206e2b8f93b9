package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"snapdeck/internal/inventory"
)

// serverSpec holds what all kinds have in common that change a server.
func serverSpec(sending, running, done, notApplied string) kindSpec {
	return kindSpec{
		messages: messages{
			sending:       sending,
			running:       running,
			done:          done,
			notApplied:    notApplied,
			refused:       "The server was not changed.",
			retrying:      "The server was not changed yet. Snapdeck retries automatically.",
			answerLost:    "The server may have changed. Snapdeck checks it before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the request, and the server did not change. Snapdeck stopped retrying.",
			requestFailed: "The server did not change.",
			unknown:       "Snapdeck could not determine whether it took effect. Check the server before you try again.",
		},
		precheck: (*Engine).checkServer, send: (*Engine).sendPower, request: (*Engine).serverRequest,
		applied: (*Engine).serverInTargetState, verify: (*Engine).verifyTargetState, poll: (*Engine).pollTargetState,
	}
}

func attachVolumeSpec() kindSpec {
	s := serverSpec("Requesting to attach the volume.", "IONOS Cloud attaches the volume.", "The volume is attached.", "The volume is not attached.")
	s.send = (*Engine).sendAttach
	return s
}

func stopServerSpec() kindSpec {
	s := serverSpec("Requesting to power off the server.", "IONOS Cloud powers off the server.", "The server is off.", "The server is not off.")
	s.destroys, s.needsSnapshot, s.single = true, true, true
	s.prohibitions = []prohibition{{CauseInUse, (*Engine).chainForbids}}
	return s
}

func startServerSpec() kindSpec {
	s := serverSpec("Requesting to start the server.", "IONOS Cloud starts the server.", "The server is running.", "The server is not running.")
	s.restores, s.single = true, true
	return s
}

// checkServer skips the call when the server already has the requested state.
func (e *Engine) checkServer(ctx context.Context, op Operation, _ *evidence) (precheckResult, error) {
	wanted, err := e.serverInTargetState(ctx, op)
	if err != nil || !wanted {
		return precheckResult{}, err
	}
	return precheckResult{alreadyDone: op.Kind.spec().messages.done}, nil
}

func (e *Engine) sendPower(ctx context.Context, op Operation) (Receipt, error) {
	if op.Kind == StopServer {
		return e.cloud.StopServer(ctx, op.DatacenterID, op.Task.Server.ID)
	}
	return e.cloud.StartServer(ctx, op.DatacenterID, op.Task.Server.ID)
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

// serverRequest recognises the operation's request on its server.
func (e *Engine) serverRequest(ctx context.Context, op Operation) (func(inventory.Request) bool, error) {
	path := "/datacenters/" + op.DatacenterID + "/servers/" + op.Task.Server.ID
	switch op.Kind {
	case StopServer:
		return isCall("POST", path+"/stop"), nil
	case StartServer:
		return isCall("POST", path+"/start"), nil
	}
	volumeID, err := e.volumeOf(ctx, op)
	if err != nil {
		return nil, err
	}
	posts := isCall("POST", path+"/volumes")
	return func(r inventory.Request) bool {
		return posts(r) && (r.Body == "" || strings.Contains(r.Body, volumeID))
	}, nil
}

// serverInTargetState reports whether the server has the requested state.
func (e *Engine) serverInTargetState(ctx context.Context, op Operation) (bool, error) {
	srv, err := e.cloud.Server(ctx, op.DatacenterID, op.Task.Server.ID)
	if err != nil {
		return false, fmt.Errorf("look at the server: %w", err)
	}
	switch op.Kind {
	case StopServer:
		return !srv.Running(), nil
	case StartServer:
		return srv.Running(), nil
	}
	volumeID, err := e.volumeOf(ctx, op)
	if err != nil {
		return false, err
	}
	return slices.Contains(srv.VolumeIDs, volumeID), nil
}

// chainForbids prevents powering off a server in vain: the snapshots for its volumes must be available now.
func (e *Engine) chainForbids(ctx context.Context, op Operation, _ *evidence) (string, error) {
	steps, err := e.chainOf(ctx, op)
	if err != nil {
		return "", err
	}
	for _, step := range steps {
		if step.Kind != RestoreVolume {
			continue
		}
		s, err := e.cloud.Snapshot(ctx, step.SnapshotID)
		switch {
		case errors.Is(err, inventory.ErrNotFound), err == nil && s.Metadata.State != inventory.StateAvailable:
			return fmt.Sprintf("Snapshot %s is not available, so the server was not powered off.", cmp.Or(step.Params.Name, step.SnapshotID)), nil
		case err != nil:
			return "", fmt.Errorf("read snapshot %s: %w", step.SnapshotID, err)
		}
	}
	return "", nil
}

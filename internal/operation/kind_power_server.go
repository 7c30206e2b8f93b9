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

func attachVolumeSpec() kindSpec {
	return kindSpec{
		messages: attachVolumeMessages(),
		precheck: (*Engine).checkServer, send: (*Engine).sendAttach, request: (*Engine).serverRequest,
		applied: (*Engine).serverInTargetState, verify: (*Engine).verifyTargetState, poll: (*Engine).pollTargetState,
	}
}

func stopServerSpec() kindSpec {
	return kindSpec{
		messages: stopServerMessages(), destroys: true, needsSnapshot: true, single: true,
		prohibitions: []prohibition{{CauseInUse, (*Engine).chainForbids}},
		precheck:     (*Engine).checkServer, send: (*Engine).sendPower, request: (*Engine).serverRequest,
		applied: (*Engine).serverInTargetState, verify: (*Engine).verifyTargetState, poll: (*Engine).pollTargetState,
	}
}

func startServerSpec() kindSpec {
	return kindSpec{
		messages: startServerMessages(), restores: true, single: true,
		precheck: (*Engine).checkServer, send: (*Engine).sendPower, request: (*Engine).serverRequest,
		applied: (*Engine).serverInTargetState, verify: (*Engine).verifyTargetState, poll: (*Engine).pollTargetState,
	}
}

func attachVolumeMessages() messages {
	p := serverMessages()
	p.sending, p.running, p.done = "Requesting to attach the volume.", "IONOS Cloud attaches the volume.", "The volume is attached."
	p.notApplied = "The volume is not attached."
	return p
}

func stopServerMessages() messages {
	p := serverMessages()
	p.sending, p.running, p.done = "Requesting to power off the server.", "IONOS Cloud powers off the server.", "The server is off."
	p.notApplied = "The server is not off."
	return p
}

func startServerMessages() messages {
	p := serverMessages()
	p.sending, p.running, p.done = "Requesting to start the server.", "IONOS Cloud starts the server.", "The server is running."
	p.notApplied = "The server is not running."
	return p
}

func serverMessages() messages {
	return messages{
		refused:       "The server was not changed.",
		retrying:      "The server was not changed yet. Snapdeck retries automatically.",
		answerLost:    "The server may have changed. Snapdeck checks it before it retries.",
		notConfirmed:  "IONOS Cloud never confirmed the request, and the server did not change. Snapdeck stopped retrying.",
		requestFailed: "The server did not change.",
		unknown:       "Snapdeck could not determine whether it took effect. Check the server before you try again.",
	}
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

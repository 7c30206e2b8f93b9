package operation

import (
	"context"
	"fmt"
	"slices"
)

// checkServer saves the call when the server is already as it is wanted.
func (e *Engine) checkServer(ctx context.Context, op Operation) (verdict, error) {
	p, err := e.lookServer(ctx, op)
	if err != nil || !p.found {
		return verdict{}, err
	}
	return verdict{done: op.Kind.craft().words.done}, nil
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

// volumeOf is the volume that an operation works on: its own, or the one that the operation
// before it made.
func (e *Engine) volumeOf(ctx context.Context, op Operation) (string, error) {
	if op.VolumeID != "" {
		return op.VolumeID, nil
	}
	first, err := e.ledger.Operation(ctx, op.Task.After)
	if err != nil {
		return "", fmt.Errorf("read operation %s, which makes the volume: %w", op.Task.After, err)
	}
	return first.MadeVolumeID, nil
}

// lookServer finds out whether the server is as it is wanted.
func (e *Engine) lookServer(ctx context.Context, op Operation) (proof, error) {
	srv, err := e.cloud.Server(ctx, op.DatacenterID, op.Task.Server.ID)
	if err != nil {
		return proof{}, fmt.Errorf("look at the server: %w", err)
	}
	p := proof{complete: true, requestID: op.RequestID}
	switch op.Kind {
	case StopServer:
		p.found = !srv.Running()
	case StartServer:
		p.found = srv.Running()
	default:
		volumeID, err := e.volumeOf(ctx, op)
		if err != nil {
			return proof{}, err
		}
		p.found = slices.Contains(srv.VolumeIDs, volumeID)
	}
	return p, nil
}

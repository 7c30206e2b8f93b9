package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"snapdeck/internal/inventory"
)

// StopServer powers off a server.
const StopServer Kind = "stop-server"

func stopServer() Spec {
	s := serverSpec(StopServer, messages{
		sending: "Requesting to power off the server.", running: "IONOS Cloud powers off the server.",
		done: "The server is off.", notApplied: "The server is not off.",
	})
	s.Words = Words{
		Label: "Stop server", Audit: "Stop server", Running: "Stopping", Done: "Stopped", NotDone: "Not powered off",
		Succeeded: "is off", Failed: "could not be stopped", Noun: "step", Nouns: "steps",
		Batch:   doneWords(),
		Step:    "Power off {server}",
		IfFails: func([]Operation) string { return "nothing is overwritten, and the server keeps running." },
	}
	s.afterBackup = cancelAfterBackup
	s.destroys, s.needsSnapshot, s.single, s.phrase = true, true, true, powerOffPhrase
	s.prohibitions = []prohibition{{CauseInUse, (*Engine).chainForbids}}
	s.precheck, s.send, s.request, s.applied = skipIf((*Engine).isStopped), (*Engine).sendStop, (*Engine).stopRequest, (*Engine).isStopped
	s.remains = staysStopped
	return s
}

func (e *Engine) sendStop(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.StopServer(ctx, op.DatacenterID, op.Task.Server.ID)
}

func (e *Engine) stopRequest(_ context.Context, op Operation) (requestPattern, error) {
	return requestPattern{method: "POST", path: serverPath(op) + "/stop"}, nil
}

func (e *Engine) isStopped(ctx context.Context, op Operation) (bool, error) {
	srv, err := e.serverNow(ctx, op)
	return err == nil && !srv.Running(), err
}

// staysStopped reports whether a server that was powered off is still off, as far as known.
func staysStopped(view *inventory.View, op Operation) bool {
	for _, srv := range view.ServersOf(op.DatacenterID) {
		if op.Task.Server != nil && srv.ID == op.Task.Server.ID {
			return !srv.Running()
		}
	}
	return true
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

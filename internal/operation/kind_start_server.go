package operation

import (
	"context"
)

// StartServer starts a server.
const StartServer Kind = "start-server"

func startServer() Spec {
	s := serverSpec(StartServer, messages{
		sending: "Requesting to start the server.", running: "IONOS Cloud starts the server.",
		done: "The server is running.", notApplied: "The server is not running.",
	})
	s.Words = Words{
		Label: "Start server", Audit: "Start server", Running: "Starting", Done: "Running", NotDone: "Cancelled",
		Succeeded: "is running", Failed: "could not be started", Noun: "step", Nouns: "steps",
		Batch: doneWords(),
		Step:  "Start {server}",
		IfFails: func([]Operation) string {
			return "the volumes are still overwritten; start the server yourself."
		},
	}
	s.single = true
	s.precheck, s.send, s.request, s.applied = skipIf((*Engine).isRunning), (*Engine).sendStart, (*Engine).startRequest, (*Engine).isRunning
	return s
}

func (e *Engine) sendStart(ctx context.Context, op Operation) (Receipt, error) {
	return e.cloud.StartServer(ctx, op.DatacenterID, op.Task.Server.ID)
}

func (e *Engine) startRequest(_ context.Context, op Operation) (requestPattern, error) {
	return requestPattern{method: "POST", path: serverPath(op) + "/start"}, nil
}

func (e *Engine) isRunning(ctx context.Context, op Operation) (bool, error) {
	srv, err := e.serverNow(ctx, op)
	return err == nil && srv.Running(), err
}

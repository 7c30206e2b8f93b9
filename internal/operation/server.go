package operation

import (
	"context"
	"fmt"

	"snapdeck/internal/inventory"
)

// serverSpec holds what all kinds have in common that change a server.
func serverSpec(k Kind, m messages) Spec {
	m.refused = "The server was not changed."
	m.retrying = "The server was not changed yet. Snapdeck retries automatically."
	m.responseLost = "The server may have changed. Snapdeck checks it before it retries."
	m.notConfirmed = "IONOS Cloud never confirmed the request, and the server did not change. Snapdeck stopped retrying."
	m.requestFailed = "The server did not change."
	m.unknown = "Snapdeck could not determine whether it took effect. Check the server before you try again."
	return Spec{
		Kind: k, Icon: "power", Target: TargetServer,
		Changes: []inventory.Resource{inventory.ResourceRequests, inventory.ResourceDatacenters},
		Right:   RightMaintain, reviewedInChain: true, messages: m, afterBackup: verifyAfterBackup,
		verify: (*Engine).verifyTargetState, resolve: (*Engine).resolveByTargetState, poll: (*Engine).pollTargetState,
	}
}

// skipIf returns a precheck that skips the call when the requested state is reached already.
func skipIf(applied func(*Engine, context.Context, Operation) (bool, error)) func(*Engine, context.Context, Operation, *evidence) (precheckResult, error) {
	return func(e *Engine, ctx context.Context, op Operation, _ *evidence) (precheckResult, error) {
		is, err := applied(e, ctx, op)
		if err != nil || !is {
			return precheckResult{}, err
		}
		return precheckResult{alreadyDone: op.Kind.Spec().messages.done}, nil
	}
}

func (e *Engine) serverNow(ctx context.Context, op Operation) (inventory.Server, error) {
	srv, err := e.cloud.Server(ctx, op.DatacenterID, op.Task.Server.ID)
	if err != nil {
		return inventory.Server{}, fmt.Errorf("look at the server: %w", err)
	}
	return srv, nil
}

func serverPath(op Operation) string {
	return "/datacenters/" + op.DatacenterID + "/servers/" + op.Task.Server.ID
}

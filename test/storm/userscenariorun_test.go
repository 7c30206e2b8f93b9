package storm

import (
	"context"
	"net/http"
	"slices"
	"time"

	"snapdeck/internal/operation"
)

// resendDelay is the wait before an unanswered form is sent again.
const resendDelay = 200 * time.Millisecond

// do sends the steps of a scenario, each until it gets a response, at any of the addresses. notified is when the user got
// the confirmation of the last one, which is binding from then on.
func (p user) do(ctx context.Context, ledger operation.Ledger, e userScenario, address func() string) (notified time.Time) {
	for _, s := range e.steps() {
		for {
			status, err := p.take(ctx, ledger, e, s, address())
			if err == nil && answered(status) {
				notified = time.Time{}
				if status == http.StatusSeeOther {
					notified = time.Now()
				}
				break
			}
			if !sleep(ctx, resendDelay) {
				return time.Time{}
			}
		}
	}
	return notified
}

// take sends one step once. A refusal counts as a response when the request is recorded: it has failed at once, or the
// snapshot is gone already.
func (p user) take(ctx context.Context, ledger operation.Ledger, e userScenario, s step, at string) (status int, err error) {
	if s.path != "" {
		status, err = p.post(ctx, at+s.path, s.form)
		if err != nil || status == http.StatusSeeOther {
			return status, err
		}
	}
	ops, _, err := ledger.List(ctx, operation.Filter{SnapshotID: e.snapshot.ID, Kinds: []operation.Kind{s.kind}})
	if err != nil || len(ops) == 0 {
		return status, err
	}
	if s.path != "" {
		return http.StatusSeeOther, nil
	}
	return p.post(ctx, at+"/operations/"+ops[0].ID+"/cancel", nil)
}

// operationsOf returns the operations of a scenario, oldest first.
func (e userScenario) operationsOf(all []operation.Operation) []operation.Operation {
	own, batches := map[string]bool{}, map[string]bool{}
	for _, op := range all {
		if op.SnapshotID == e.snapshot.ID || op.VolumeID == e.volume.ID {
			own[op.ID], batches[op.Batch] = true, op.Batch != ""
		}
	}
	var found []operation.Operation
	for _, op := range all {
		if own[op.ID] || op.Batch != "" && batches[op.Batch] {
			found = append(found, op)
		}
	}
	slices.SortFunc(found, func(a, b operation.Operation) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return found
}

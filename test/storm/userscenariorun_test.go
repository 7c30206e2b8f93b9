package storm

import (
	"context"
	"net/http"
	"slices"
	"time"

	"snapdeck/internal/operation"
)

// again is how long a person waits before a form that was not answered is sent once more.
const again = 200 * time.Millisecond

// do sends the steps of an errand, each until it is answered, at any of the addresses. told is
// when the person was told that the last one is recorded, who can rely upon it from then on.
func (p person) do(ctx context.Context, ledger operation.Ledger, e errand, address func() string) (told time.Time) {
	for _, s := range e.steps() {
		for {
			status, err := p.take(ctx, ledger, e, s, address())
			if err == nil && answered(status) {
				told = time.Time{}
				if status == http.StatusSeeOther {
					told = time.Now()
				}
				break
			}
			if !rest(ctx, again) {
				return time.Time{}
			}
		}
	}
	return told
}

// take sends one step once. A refusal is as good as an answer when what was asked for is
// recorded: it has failed at once, or the snapshot is gone already.
func (p person) take(ctx context.Context, ledger operation.Ledger, e errand, s step, at string) (status int, err error) {
	if s.path != "" {
		status, err = p.post(ctx, at+s.path, s.form)
		if err != nil || status == http.StatusSeeOther {
			return status, err
		}
	}
	ops, _, err := ledger.List(ctx, operation.Filter{SnapshotID: e.snap.ID, Kinds: []operation.Kind{s.kind}})
	if err != nil || len(ops) == 0 {
		return status, err
	}
	if s.path != "" {
		return http.StatusSeeOther, nil
	}
	return p.post(ctx, at+"/operations/"+ops[0].ID+"/cancel", nil)
}

// operationsOf are the operations that came of an errand, the oldest first.
func (e errand) operationsOf(all []operation.Operation) []operation.Operation {
	mine, batches := map[string]bool{}, map[string]bool{}
	for _, op := range all {
		if op.SnapshotID == e.snap.ID || op.VolumeID == e.volume.ID {
			mine[op.ID], batches[op.Batch] = true, op.Batch != ""
		}
	}
	var found []operation.Operation
	for _, op := range all {
		if mine[op.ID] || op.Batch != "" && batches[op.Batch] {
			found = append(found, op)
		}
	}
	slices.SortFunc(found, func(a, b operation.Operation) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return found
}

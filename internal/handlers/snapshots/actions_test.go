package snapshots

import (
	"cmp"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// fakeLedger is a ledger of few operations, the newest first.
type fakeLedger struct {
	ops []operation.Operation
	err error
}

func (k *fakeLedger) Operation(context.Context, string) (operation.Operation, error) {
	return operation.Operation{}, operation.ErrNoOperation
}

func (k *fakeLedger) List(_ context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	var found []operation.Operation
	for _, op := range k.ops {
		if op.SnapshotID == f.SnapshotID && op.Batch == f.Batch && op.RetryOf == f.RetryOf {
			found = append(found, op)
		}
	}
	return found[:min(cmp.Or(f.Limit, 50), len(found))], len(found), k.err
}

func (k *fakeLedger) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, k.err
}

// TestSnapshotForm_KeyIsNeverReused locks a snapshot and much later, when the cache has
// forgotten that, locks it again in the same words: that is another request.
func TestSnapshotForm_KeyIsNeverReused(t *testing.T) {
	t.Parallel()
	ledger := &fakeLedger{ops: []operation.Operation{{ID: "elsewhere", SnapshotID: "y"}}}
	s := New(web.NewBase(web.Deps{Operations: operation.NewCache(), Ledger: ledger}))
	req := web.Request{}
	first := s.formKeyOn(t.Context(), req, "x")
	require.Equal(t, first, s.formKeyOn(t.Context(), req, "x"), "the page stays as it is")
	ledger.ops = append([]operation.Operation{{ID: "lock", SnapshotID: "x"}}, ledger.ops...)
	second := s.formKeyOn(t.Context(), req, "x")
	require.NotEqual(t, first, second)
	require.Equal(t, second, s.formKeyOn(t.Context(), req, "x"))
	ledger.err = errors.New("away")
	require.NotContains(t, []string{first, second}, s.formKeyOn(t.Context(), req, "x"), "what was used cannot be told")
}

func (*fakeLedger) Archived(context.Context, string) (bool, error) { return false, nil }

package handlers

import (
	"cmp"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// kept is a ledger of few operations, the newest first.
type kept struct {
	ops []operation.Operation
	err error
}

func (k *kept) Operation(context.Context, string) (operation.Operation, error) {
	return operation.Operation{}, operation.ErrNoOperation
}

func (k *kept) List(_ context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	var found []operation.Operation
	for _, op := range k.ops {
		if op.SnapshotID == f.SnapshotID && op.Batch == f.Batch && op.RetryOf == f.RetryOf {
			found = append(found, op)
		}
	}
	return found[:min(cmp.Or(f.Limit, 50), len(found))], len(found), k.err
}

func (k *kept) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, k.err
}

// TestAFormOnASnapshotNeverHasAKeyThatWasUsed locks a snapshot and much later, when the board has
// forgotten that, locks it again in the same words: that is another wish.
func TestAFormOnASnapshotNeverHasAKeyThatWasUsed(t *testing.T) {
	t.Parallel()
	ledger := &kept{ops: []operation.Operation{{ID: "elsewhere", SnapshotID: "y"}}}
	s := &Server{Deps: Deps{Board: operation.NewBoard(), Ledger: ledger}}
	a := asked{ctx: t.Context()}
	first := s.keyOn(a, "x")
	require.Equal(t, first, s.keyOn(a, "x"), "the page stays as it is")
	ledger.ops = append([]operation.Operation{{ID: "lock", SnapshotID: "x"}}, ledger.ops...)
	second := s.keyOn(a, "x")
	require.NotEqual(t, first, second)
	require.Equal(t, second, s.keyOn(a, "x"))
	ledger.err = errors.New("away")
	require.NotContains(t, []string{first, second}, s.keyOn(a, "x"), "what was used cannot be told")
}

func (*kept) Archived(context.Context, string) (bool, error) { return false, nil }

package snapshots

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// TestSnapshotForm_KeyIsNeverReused locks a snapshot and much later, when the cache has
// forgotten that, locks it again in the same words: that is another request.
func TestSnapshotForm_KeyIsNeverReused(t *testing.T) {
	t.Parallel()
	ledger := &webtest.Ledger{Ops: []operation.Operation{{ID: "elsewhere", SnapshotID: "y"}}}
	s := New(web.NewBase(web.Deps{Operations: operation.NewCache(), Ledger: ledger}))
	req := web.Request{}
	first := s.formKeyOn(t.Context(), req, "x")
	require.Equal(t, first, s.formKeyOn(t.Context(), req, "x"), "the page stays as it is")
	ledger.Ops = append([]operation.Operation{{ID: "lock", SnapshotID: "x"}}, ledger.Ops...)
	second := s.formKeyOn(t.Context(), req, "x")
	require.NotEqual(t, first, second)
	require.Equal(t, second, s.formKeyOn(t.Context(), req, "x"))
	ledger.Err = errors.New("away")
	require.NotContains(t, []string{first, second}, s.formKeyOn(t.Context(), req, "x"), "what was used cannot be told")
}

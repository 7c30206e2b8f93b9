package handlers_test

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func TestOperationPage_ShowsArchived(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	ledger, at := d.auditLog.Store.Ledger(nil), time.Now().AddDate(-2, 0, 0)
	recorded, err := ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{{
		ID: "long-ago", Key: "k", Kind: operation.CreateSnapshot, State: operation.Queued, CreatedAt: at, UpdatedAt: at,
	}}})
	require.NoError(t, err)
	op := recorded.First()
	op.State = operation.Cancelled
	_, err = ledger.Save(t.Context(), op, nil)
	require.NoError(t, err)
	_, response := d.get("/operations/long-ago")
	require.Equal(t, http.StatusOK, response.StatusCode)
	_, err = d.auditLog.Store.Archive(t.Context(), time.Now().AddDate(-1, 0, -1), filepath.Join(t.TempDir(), "archive"))
	require.NoError(t, err)

	text, response := d.get("/operations/long-ago")
	require.Equal(t, http.StatusGone, response.StatusCode)
	require.Contains(t, text, `href="/audit?action=archive"`)
	text, _ = d.get("/audit?action=archive")
	require.Contains(t, text, "Operations: 1, stages: 1,")
	_, response = d.get("/operations/never-was")
	require.Equal(t, http.StatusNotFound, response.StatusCode)
}

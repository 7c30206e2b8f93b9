package operations

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// The cache no longer has these operations.
func TestOperationPage_LinksToRetry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	first := operation.Operation{ID: "first", Kind: operation.CreateSnapshot, State: operation.Cancelled, CreatedAt: now, FinishedAt: now}
	retry := first
	retry.ID, retry.RetryOf = "again", first.ID
	ledger := &webtest.Records{Ops: []operation.Operation{retry}}
	engine := operation.NewEngine(nil, nil, nil, operation.DefaultTiming(), func() time.Time { return now }, nil, nil)
	s := NewPage(web.NewBase(web.Deps{Operations: operation.NewCache(), Engine: engine, Ledger: ledger, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)}))
	req := web.Request{View: inventory.NewView(inventory.Listings{}, now), Now: now, Zone: time.UTC}
	p, err := s.operationPage(t.Context(), req, first, forms.Refusal{})
	require.NoError(t, err)
	html, err := web.RenderOne(t.Context(), p.Join())
	require.NoError(t, err)
	require.Contains(t, string(html), "/operations/again")
	ledger.Err = errors.New("away")
	_, err = s.operationPage(t.Context(), req, first, forms.Refusal{})
	require.ErrorIs(t, err, ledger.Err)
}

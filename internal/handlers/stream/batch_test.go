package stream

import (
	"errors"
	"log/slog"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// The batch is larger than the cache.
func TestNotifications_EndOfLargeBatch(t *testing.T) {
	t.Parallel()
	ledger, cache := &webtest.Records{}, operation.NewCache()
	s := New(web.NewBase(web.Deps{Operations: cache, Ledger: ledger, Log: slog.New(slog.DiscardHandler)}))
	var last operation.Operation
	for i := range 600 {
		last = operation.Operation{
			ID: strconv.Itoa(1000 + i), Version: 1, Kind: operation.UnlockSnapshot, State: operation.Done, Batch: "b",
			Labels: operation.LabelProgress{State: operation.LabelsWritten},
		}
		if i < 50 {
			last.State = operation.Failed
		}
		last.CreatedAt = last.CreatedAt.AddDate(0, 0, i)
		ledger.Ops = append(ledger.Ops, last)
		cache.Put(last)
	}
	require.Less(t, len(cache.All()), 600, "the first are forgotten")
	require.Contains(t, s.batchNotification(t.Context(), last), "550")
	require.Contains(t, s.batchNotification(t.Context(), last), "50 failed")
	ledger.Err = errors.New("away")
	require.Empty(t, s.batchNotification(t.Context(), last))
}

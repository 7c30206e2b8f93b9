package export

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
)

func TestAddCosts_ExactOrMissing(t *testing.T) {
	t.Parallel()
	var l inventory.Listings
	require.NoError(t, l.Prices.UnmarshalText([]byte("de/fra=0.05")))
	l.Prices.Currency = "EUR"
	req := web.Request{View: inventory.NewView(l, time.Time{})}
	sh := List{Headers: []string{"id"}, Lines: [][]any{{"a"}, {"b"}, {"c"}}}
	sh.AddCosts(req, []price.Sum{req.View.Prices.Of("de/fra", 100), req.View.Prices.Of("de/fra", 100).Plus(req.View.Prices.Of("us/las", 5)), {}})
	var out strings.Builder
	require.NoError(t, sh.writeJSON(&out))
	var lines []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &lines))
	require.InDelta(t, 5, lines[0]["cost30Days"], 0)
	require.Nil(t, lines[1]["cost30Days"], "a part of a cost is not the cost")
	require.InDelta(t, 0, lines[2]["cost30Days"], 0)
	require.Equal(t, "EUR", lines[0]["currency"])
	plain := List{Headers: []string{"id"}}
	plain.AddCosts(web.Request{View: inventory.NewView(inventory.Listings{}, time.Time{})}, nil)
	require.Equal(t, []string{"id"}, plain.Headers)
}

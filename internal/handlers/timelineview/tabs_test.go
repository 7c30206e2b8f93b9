package timelineview

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
)

// The tabs keep the rest of the address, and a range that an address makes up marks none of them but the one that is shown.
func TestTabs_OneIsCurrent(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"/v?range=7d&tab=a": "7d", "/v?range=all": "all", "/v?range=nonsense": "all", "/v": "1d", "/v?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z": "",
	} {
		q := query(t, address)
		r := rangeOf(&q, times(areatest.Day/2), areatest.Noon)
		require.Equal(t, want, r.key, address)
		current := 0
		for _, tab := range r.tabs(q) {
			require.NotContains(t, tab.Href, "from=", "%s: a range of its own ends", address)
			if tab.Current {
				current++
			}
		}
		require.Equal(t, map[bool]int{true: 0, false: 1}[want == ""], current, address)
	}
}

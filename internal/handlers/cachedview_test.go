package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// cachedMirror is a mirror that has read the contract only before the start.
type cachedMirror struct{ loading inventory.Progress }

func (k cachedMirror) View() *inventory.View {
	v := inventory.NewView(inventory.Listings{Volumes: []inventory.Volume{}}, noon)
	v.Loading = k.loading
	return v
}

func (k cachedMirror) Health() inventory.Health {
	return inventory.Health{
		ReadAt:   k.loading.CachedAsOf,
		Failures: []inventory.ReadFailure{{Resource: inventory.ResourceSnapshots, Err: &inventory.APIError{Kind: inventory.ErrUnreachable}, Since: noon}},
	}
}

func TestCachedView_PageShowsAge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		loading inventory.Progress
		texts   []string
	}{
		"read before the start, today": {
			inventory.Progress{Done: 1, Total: 3, CachedAsOf: noon.Add(-2 * time.Hour)},
			[]string{"Loading 1 of 3 data centers. The rest is shown as it was last read ", ">2 h ago</time>", "IONOS Cloud unreachable · as of 12:00:00 two hours ahead"},
		},
		"read before the start, the day before": {
			inventory.Progress{Total: 3, CachedAsOf: noon.Add(-20 * time.Hour)},
			[]string{">20 h ago</time>", "IONOS Cloud unreachable · as of 2026-03-28 18:00 two hours ahead"},
		},
		"never read": {inventory.Progress{}, []string{"Reading the contract for the first time. ", ">IONOS Cloud unreachable</span>"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := setup(t, func(deps *web.Deps) { deps.Mirror = cachedMirror{c.loading} })
			require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
			page, _ := d.get("/volumes")
			for _, text := range c.texts {
				require.Contains(t, page, text)
			}
		})
	}
}

// The page reloads without a script, since no stream would notify it.
func TestNotLoaded_PageReloads(t *testing.T) {
	t.Parallel()
	d := setup(t, func(deps *web.Deps) { deps.Mirror = cachedMirror{inventory.Progress{Total: 3}} })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	page, response := d.get("/datacenters/dc/volumes/vol")
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	head, _, _ := strings.Cut(page, "</head>")
	require.Contains(t, head, `<meta http-equiv="refresh"`)
	require.NotContains(t, head, "<noscript>")
	page, _ = d.get("/volumes")
	head, _, _ = strings.Cut(page, "</head>")
	require.Contains(t, head, `<noscript><meta http-equiv="refresh"`, "a stream updates this page")
	require.Equal(t, http.StatusServiceUnavailable, d.post("/datacenters/dc/volumes/vol/snapshots", nil))
}

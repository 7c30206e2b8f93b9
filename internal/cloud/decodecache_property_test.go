package cloud

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// randomEntry draws an entry of a list of snapshots, some of them malformed.
func randomEntry() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		one := func(values ...string) string { return rapid.SampledFrom(values).Draw(t, "one") }
		return `{` + one(`"id":"a",`, `"id":"b",`, `"id":"c",`, `"id":"",`, ``) +
			one(`"metadata":{"state":"BUSY"},`, `"metadata":{"createdDate":"2026-03-01T12:00:00Z"},`, `"metadata":{"createdDate":"some day"},`, ``) +
			one(``, ` `) + `"properties":` + one(`{"name":"x","size":10}`, `{"name":"y","size":10}`, `{"name":7}`, `{"size":"much"}`, `null`, `[]`) + `}`
	})
}

// TestDecodeCache_MatchesDecoding reads changing lists with and without a cache. The known items may have
// changed, or be gone.
func TestDecodeCache_MatchesDecoding(t *testing.T) {
	t.Parallel()
	known := knownSnapshots{}
	body := ""
	handle := func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, jsonType, body) }
	with := serve(t, handle, func(cfg *Config) {
		cfg.CachedSnapshot = func(id string) (inventory.Snapshot, bool) { s, ok := known[id]; return s, ok }
	}).client
	without := serve(t, handle).client
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 4).Draw(rt, "readings") {
			body = `{"items":[` + strings.Join(rapid.SliceOfN(randomEntry(), 0, 5).Draw(rt, "entries"), ",") + `]}`
			want, err := without.Snapshots(t.Context())
			require.NoError(rt, err)
			for range 2 { // the second time from the cache
				got, err := with.Snapshots(t.Context())
				require.NoError(rt, err)
				require.Equal(rt, want.Items, got.Items)
				require.Equal(rt, want.Warnings, got.Warnings)
				known.know(got)
			}
			switch id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "id"); rapid.IntRange(0, 2).Draw(rt, "change in between") {
			case 0:
				delete(known, id)
			case 1:
				known[id] = inventory.Snapshot{ID: id, Name: "x"}
			}
		}
	})
}

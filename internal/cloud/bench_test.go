package cloud

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/ionos-cloud/sdk-go/v6"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/secret"
)

// manySnapshots returns a listing of about 730 bytes an item. With malformed set, the SDK's decoder refuses every
// item.
func manySnapshots(n int, malformed bool) string {
	zone := "Z"
	if malformed {
		zone = "+00:00"
	}
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"id":"5b0f7d7c-0000-4000-8000-%012d","type":"snapshot","href":"https://api.ionos.com/cloudapi/v6/snapshots/5b0f7d7c-0000-4000-8000-%012d","metadata":{"etag":"45480eb3fbfc31f1d916c1eaa4abdcc3","createdDate":"2026-11-23T12:00:00%s","createdBy":"user@example.org","createdByUserId":"user@example.org","lastModifiedDate":"2026-11-23T12:00:00%s","lastModifiedBy":"user@example.org","lastModifiedByUserId":"63cef532-26fe-4a64-a4e0-de7c8a506c90","state":"AVAILABLE"},"properties":{"name":"snapshot %d","description":"before the update","location":"de/fra","size":100,"secAuthProtection":false,"cpuHotPlug":true,"cpuHotUnplug":false,"ramHotPlug":true,"ramHotUnplug":false,"nicHotPlug":true,"nicHotUnplug":true,"discVirtioHotPlug":true,"discVirtioHotUnplug":true,"discScsiHotPlug":false,"discScsiHotUnplug":false,"exposeSerial":false,"requireLegacyBios":true,"licenceType":"LINUX","applicationType":"UNKNOWN"}}`, i, i, zone, zone, i)
	}
	return `{"id":"snapshots","type":"collection","href":"https://api.ionos.com/cloudapi/v6/snapshots","items":[` + strings.Join(items, ",") + `]}`
}

func benchServer(b *testing.B, body string) *httptest.Server {
	b.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, jsonType, body) }))
	b.Cleanup(s.Close)
	b.SetBytes(int64(len(body)))
	return s
}

// BenchmarkSnapshots_List10000 compares this client with the bare SDK, which also opens a connection for each
// call and returns pointers.
func BenchmarkSnapshots_List10000(b *testing.B) {
	const n = 10000
	b.Run("bare SDK", func(b *testing.B) {
		s := benchServer(b, manySnapshots(n, false))
		cfg := sdk.NewConfiguration("", "", "t", s.URL)
		cfg.HTTPClient = s.Client()
		api := sdk.NewAPIClient(cfg)
		b.ReportAllocs()
		for b.Loop() {
			got, _, err := api.SnapshotsApi.SnapshotsGet(b.Context()).Depth(1).Execute()
			require.NoError(b, err)
			require.Len(b, *got.Items, n)
		}
	})
	for name, malformed := range map[string]bool{"client": false, "client, every item odd": true} {
		b.Run(name, func(b *testing.B) {
			s := benchServer(b, manySnapshots(n, malformed))
			client, err := New(Config{Endpoint: s.URL, Token: secret.New("t")})
			require.NoError(b, err)
			b.Cleanup(client.Close)
			b.ReportAllocs()
			for b.Loop() {
				got, err := client.Snapshots(b.Context())
				require.NoError(b, err)
				require.Len(b, got.Items, n)
			}
		})
	}
	b.Run("client, nothing new", func(b *testing.B) {
		s, known := benchServer(b, manySnapshots(n, false)), knownSnapshots{}
		client, err := New(Config{Endpoint: s.URL, Token: secret.New("t"), CachedSnapshot: func(id string) (inventory.Snapshot, bool) { s, ok := known[id]; return s, ok }})
		require.NoError(b, err)
		b.Cleanup(client.Close)
		first, err := client.Snapshots(b.Context())
		require.NoError(b, err)
		known.know(first)
		b.ReportAllocs()
		for b.Loop() {
			got, err := client.Snapshots(b.Context())
			require.NoError(b, err)
			require.Len(b, got.Items, n)
		}
	})
}

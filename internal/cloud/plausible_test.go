package cloud

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// One impossible size would make all sums wrong, and a date in the far future would protect a volume for ever.
func TestImplausible_LeftEmptyWithWarning(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC().Truncate(time.Second)
	for name, c := range map[string]struct {
		size, created string
		wantSize      float64
		wantCreated   string
		warned        string
	}{
		"as usual":        {"10", "2026-01-02T03:04:05Z", 10, "2026-01-02T03:04:05Z", ""},
		"size 0":          {"0", "2026-01-02T03:04:05Z", 0, "2026-01-02T03:04:05Z", ""},
		"large":           {"1000000", "2026-01-02T03:04:05Z", 1000000, "2026-01-02T03:04:05Z", ""},
		"negative":        {"-5", "2026-01-02T03:04:05Z", 0, "2026-01-02T03:04:05Z", "properties.size"},
		"enormous":        {"3.4e38", "2026-01-02T03:04:05Z", 0, "2026-01-02T03:04:05Z", "properties.size"},
		"before IONOS":    {"10", "1970-01-01T00:00:00Z", 10, "", "metadata.createdDate"},
		"far future":      {"10", "9999-12-31T23:59:59Z", 10, "", "metadata.createdDate"},
		"our clock lags":  {"10", now.Add(23 * time.Hour).Format(time.RFC3339), 10, now.Add(23 * time.Hour).Format(time.RFC3339), ""},
		"year 1 is none":  {"10", "0001-01-01T00:00:00Z", 10, "", ""},
		"both, far off":   {"-1", now.AddDate(3, 0, 0).Format(time.RFC3339), 0, "", "metadata.createdDate, properties.size"},
		"odd, but honest": {"10.5", "2001-01-01T00:00:00+14:00", 10.5, "2000-12-31T10:00:00Z", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entry := fmt.Sprintf(`{"id":"x","metadata":{"createdDate":%q},"properties":{"name":"n","size":%s}}`, c.created, c.size)
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/x") {
					respond(w, http.StatusOK, jsonType, entry)
					return
				}
				respond(w, http.StatusOK, jsonType, `{"items":[`+entry+`]}`)
			}, func(c *Config) { c.Now = func() time.Time { return now } })
			check := func(size float64, m inventory.Metadata) {
				require.InDelta(t, c.wantSize, size, 0)
				created := ""
				if !m.CreatedDate.IsZero() {
					created = m.CreatedDate.Format(time.RFC3339)
				}
				require.Equal(t, c.wantCreated, created)
			}
			warned := func(warnings []inventory.Warning) {
				if c.warned == "" {
					require.Empty(t, warnings)
					return
				}
				require.Len(t, warnings, 1)
				require.Contains(t, warnings[0].Text, c.warned)
				require.True(t, warnings[0].Minor, "it hides no entry")
			}
			snapshots, err := s.client.Snapshots(t.Context())
			require.NoError(t, err)
			check(snapshots.Items[0].SizeGB, snapshots.Items[0].Metadata)
			warned(snapshots.Warnings)
			volumes, err := s.client.Volumes(t.Context(), "dc")
			require.NoError(t, err)
			check(volumes.Items[0].SizeGB, volumes.Items[0].Metadata)
			warned(volumes.Warnings)
			snapshot, err := s.client.Snapshot(t.Context(), "x")
			require.NoError(t, err)
			check(snapshot.SizeGB, snapshot.Metadata)
			volume, err := s.client.Volume(t.Context(), "dc", "x")
			require.NoError(t, err)
			check(volume.SizeGB, volume.Metadata)
		})
	}
}

func TestContract_ImplausibleQuotaIsUnknown(t *testing.T) {
	t.Parallel()
	for pair, want := range map[string]inventory.Limits{
		`"hddLimitPerContract":1024,"hddVolumeProvisioned":0`:                    {HDDPerContractMB: 1024},
		`"hddLimitPerContract":1024,"hddVolumeProvisioned":2048`:                 {HDDPerContractMB: 1024, HDDProvisionedMB: 2048},
		`"hddLimitPerContract":-1,"hddVolumeProvisioned":2048`:                   {},
		`"hddLimitPerContract":1024,"hddVolumeProvisioned":-2048`:                {},
		`"hddLimitPerContract":9223372036854775807,"hddVolumeProvisioned":2048`:  {},
		`"ssdLimitPerContract":1024,"ssdVolumeProvisioned":-9223372036854775808`: {},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			respond(w, http.StatusOK, jsonType, `{"items":[{"type":"contract","properties":{"contractNumber":7,"resourceLimits":{`+pair+`}}}]}`)
		})
		got, err := s.client.Contract(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, got.Limits, pair)
	}
}

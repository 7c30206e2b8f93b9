package cloud

import (
	"encoding/json"
	"testing"
	"time"

	sdk "github.com/ionos-cloud/sdk-go/v6"
	"github.com/stretchr/testify/require"
)

func TestLenient_ReadsWhatSDKRefuses(t *testing.T) {
	t.Parallel()
	raw := []byte(`{"id":17,"type":"floppy","href":null,"extra":{"a":[1]},
		"metadata":{"etag":"e","createdDate":"2026-11-23T13:00:00+01:00","CREATEDBY":"x","lastModifiedDate":"","state":"THAWING"},
		"properties":{"name":"n","size":"10.5","secAuthProtection":"TRUE","cpuHotPlug":null,"licenceType":"BEOS"}}`)
	require.Error(t, json.Unmarshal(raw, &sdk.Snapshot{}), "the SDK has learned to read it")
	got, missing, ok := decodeItem[sdk.Snapshot](raw)
	require.True(t, ok)
	require.Empty(t, missing)
	require.Equal(t, "17", value(got.Id))
	require.Equal(t, sdk.Type("floppy"), value(got.Type))
	require.Nil(t, got.Href)
	require.Equal(t, "x", value(got.Metadata.CreatedBy))
	require.Equal(t, time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), date(got.Metadata.CreatedDate))
	require.True(t, date(got.Metadata.LastModifiedDate).IsZero())
	require.Equal(t, "THAWING", value(got.Metadata.State))
	require.InDelta(t, 10.5, gigabytes(got.Properties.Size), 0)
	require.True(t, value(got.Properties.SecAuthProtection))
	require.Nil(t, got.Properties.CpuHotPlug)
	require.Equal(t, "BEOS", value(got.Properties.LicenceType))
}

func TestLenient_ReportsSkippedFields(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw  string
		want []string
	}{
		"metadata":        {`{"id":"a","metadata":[]}`, []string{"metadata"}},
		"properties":      {`{"id":"a","properties":"x"}`, []string{"properties"}},
		"a large version": {`{"id":"a","properties":{"version":3000000000}}`, []string{"properties.version"}},
		"half a version":  {`{"id":"a","properties":{"version":1.5}}`, []string{"properties.version"}},
		"a flag":          {`{"id":"a","properties":{"secAuthProtection":"perhaps"}}`, []string{"properties.secAuthProtection"}},
		"one feature":     {`{"id":"a","properties":{"features":["ssd",{},null,7]}}`, []string{"properties.features[1]"}},
		"all features":    {`{"id":"a","properties":{"features":"ssd"}}`, []string{"properties.features"}},
		"unused parts":    {`{"id":"a","type":"x","properties":{"cpuArchitecture":7},"entities":{"lans":3}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, missing, ok := decodeItem[sdk.Datacenter]([]byte(c.raw))
			require.True(t, ok)
			require.Equal(t, c.want, missing)
			require.Equal(t, "a", value(got.Id))
		})
	}
	got, _, _ := decodeItem[sdk.Datacenter]([]byte(`{"id":"a","properties":{"version":"1e3","features":["ssd",{},null,7]}}`))
	require.Equal(t, int32(1000), value(got.Properties.Version))
	require.Equal(t, []string{"ssd", "7"}, value(got.Properties.Features))
}

func TestLenient_WarningsAreShort(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Could not be read and is left empty: a, b.", missingFieldsText([]string{"a", "b"}))
	require.Equal(t, "Could not be read and is left empty: a, b, c, d, e and 2 more.", missingFieldsText([]string{"a", "b", "c", "d", "e", "f", "g"}))
}

// FuzzDecodeItem requires that no input panics, and that items which the SDK can read are read alike.
func FuzzDecodeItem(f *testing.F) {
	for _, seed := range []string{
		malformedSnapshots, `{"id":"a"}`, `{"id":7,"metadata":{"createdDate":"x"}}`, `[]`, `null`, `{"entities":{"volumes":{"items":[{"id":"v"}]}}}`,
		`{"properties":{"size":1e400,"bootVolume":{"id":null}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var strict sdk.Server
		strictErr := json.Unmarshal(raw, &strict)
		got, missing, ok := decodeItem[sdk.Server](raw)
		if ok && !json.Valid(raw) {
			t.Fatal("read text that is not JSON")
		}
		if strictErr == nil && ok {
			require.Empty(t, missing)
			require.Equal(t, strict, got)
		}
		_ = server(got, "dc")
		s, _, _ := decodeItem[sdk.Snapshot](raw)
		_ = snapshot(s)
		r, _, _ := decodeItem[sdk.Request](raw)
		_ = request(r)
	})
}

func FuzzEnvelope(f *testing.F) {
	f.Add([]byte(malformedSnapshots))
	f.Add([]byte(`{"items":[null,{"id":1}],"limit":"5","_links":[]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		env, err := lenientEnvelope[sdk.Volume](payload, "volume")
		if err == nil {
			require.LessOrEqual(t, len(env.items), env.count)
			require.True(t, json.Valid(payload))
		}
	})
}

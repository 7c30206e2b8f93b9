package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRequest_SourceFromURL(t *testing.T) {
	t.Parallel()
	const api = "https://api.ionos.com/cloudapi/v6"
	for name, c := range map[string]struct {
		method, url      string
		datacenter       string
		sourceDatacenter string
		sourceVolume     string
	}{
		"create-snapshot":             {"POST", api + "/datacenters/d/volumes/v/create-snapshot", "d", "d", "v"},
		"create-snapshot with query":  {"POST", api + "/datacenters/d/volumes/v/create-snapshot?pretty=false&depth=1", "d", "d", "v"},
		"without a host":              {"POST", "/datacenters/d/volumes/v/create-snapshot", "d", "d", "v"},
		"restore-snapshot":            {"POST", api + "/datacenters/d/volumes/v/restore-snapshot", "d", "", ""},
		"another method":              {"GET", api + "/datacenters/d/volumes/v/create-snapshot", "d", "", ""},
		"without a volume":            {"POST", api + "/datacenters/d/volumes//create-snapshot", "d", "", ""},
		"without a data center":       {"POST", api + "/datacenters//volumes/v/create-snapshot", "", "", ""},
		"below a server":              {"POST", api + "/datacenters/d/servers/s/volumes/v/create-snapshot", "d", "", ""},
		"deeper than a volume":        {"POST", api + "/datacenters/d/volumes/v/x/create-snapshot", "d", "", ""},
		"a new data center":           {"POST", api + "/datacenters", "", "", ""},
		"the data center itself":      {"DELETE", api + "/datacenters/d", "d", "", ""},
		"the data center and a query": {"DELETE", api + "/datacenters/d?depth=0", "d", "", ""},
		"a snapshot":                  {"DELETE", api + "/snapshots/s", "", "", ""},
		"only the query names one":    {"POST", api + "/um/x?from=/datacenters/d/volumes/v/create-snapshot", "", "", ""},
		"nothing":                     {"", "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Request{Method: c.method, URL: c.url}
			require.Equal(t, c.datacenter, r.DatacenterID())
			dc, vol, ok := r.SnapshotSource()
			require.Equal(t, c.sourceVolume != "", ok)
			require.Equal(t, c.sourceDatacenter, dc)
			require.Equal(t, c.sourceVolume, vol)
		})
	}
}

func TestRequest_AnyURL(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"/datacenters", "/volumes", "/create-snapshot", "/", "?", "#", "d", "%2f", "é"})
		url := ""
		for _, p := range rapid.SliceOf(piece).Draw(t, "pieces") {
			url += p
		}
		dc, vol, ok := Request{Method: "POST", URL: url}.SnapshotSource()
		if ok {
			require.True(t, isOneSegment(dc) && isOneSegment(vol))
			require.Equal(t, dc, Request{URL: url}.DatacenterID())
		}
	})
}

func TestRequestStatus_Final(t *testing.T) {
	t.Parallel()
	for status, final := range map[RequestStatus]bool{
		RequestQueued: false, RequestRunning: false, RequestDone: true, RequestFailed: true, "": false, "PAUSED": false,
	} {
		require.Equal(t, final, status.Final(), status)
	}
}

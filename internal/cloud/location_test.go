package cloud

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRequestID_FromHeaders(t *testing.T) {
	t.Parallel()
	const id = "2d4c02a0-0a4b-4f9b-9c9e-0123456789ab"
	for location, want := range map[string]string{
		"https://api.ionos.com/cloudapi/v6/requests/" + id + "/status":     id,
		"http://127.0.0.1:9090/cloudapi/v6/requests/" + id + "/status":     id,
		"http://[::1]:9090/cloudapi/v6/requests/" + id + "/status?depth=1": id,
		"/cloudapi/v6/requests/" + id + "/status":                          id,
		"https://elsewhere/requests/" + id:                                 id,
		"https://api.ionos.com/cloudapi/v6/requests//status":               "",
		"https://api.ionos.com/cloudapi/v6/requests/..%2f..%2fx/status":    "",
		"https://api.ionos.com/cloudapi/v6/snapshots/" + id:                "",
		"": "",
	} {
		require.Equal(t, want, requestIDOf(http.Header{"Location": {location}}), location)
	}
	require.Equal(t, "r-1", requestIDOf(http.Header{"X-Request-Id": {"r-1"}}))
	require.Empty(t, requestIDOf(http.Header{"X-Request-Id": {"<script>"}}))
}

func FuzzRequestIDIn(f *testing.F) {
	f.Add("https://api.ionos.com/cloudapi/v6/requests/2d4c02a0/status")
	f.Add("/requests/")
	f.Fuzz(func(t *testing.T, location string) {
		id := requestIDIn(location)
		require.True(t, id == "" || isRequestID(id))
		if isRequestID(location) {
			require.Equal(t, location, requestIDIn("http://h:1/requests/"+location+"/status"))
		}
	})
}

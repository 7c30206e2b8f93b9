package handlers_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEvents_EndForOtherUsers(t *testing.T) {
	t.Parallel()
	d := setup(t)
	text, _ := d.get("/events?page=%2F")
	require.Equal(t, "event: end\ndata: session\n\n", text, "no user is logged in")
	d.logIn("ada", password)
	for address, want := range map[string]string{
		"/events?page=%2F&as=bob":                "event: end\ndata: session\n\n",
		"/events?page=%2F&as=ada&v=of+last+week": "event: end\ndata: version\n\n",
	} {
		text, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		require.Equal(t, want, text, address)
	}
	for _, address := range []string{"/events", "/events?page=%2Fnothing-here", "/events?page=%2F&key=1%0Adata:+x", "/events?page=%2F&key=-1"} {
		_, response := d.get(address)
		require.Equal(t, http.StatusNotFound, response.StatusCode, address)
	}
}

func TestEvents_PageJoinsOpenStream(t *testing.T) {
	t.Parallel()
	d := setup(t)
	form := func(stream, key, page string) url.Values {
		return url.Values{"stream": {stream}, "key": {key}, "page": {page}}
	}
	require.Equal(t, http.StatusSeeOther, d.post("/events", form("s1", "2", "/volumes")), "to the login page")
	d.logIn("ada", password)
	require.Equal(t, http.StatusNotFound, d.post("/events", form("s1", "2", "/volumes")), "no stream is open")

	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/events?stream=s1&page=%2F&key=1&page=%2Fsnapshots&key=2&as=ada", nil)
	require.NoError(t, err)
	response, err := d.client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	for lines := bufio.NewScanner(response.Body); lines.Scan() && !strings.HasPrefix(lines.Text(), "event: beat"); {
		require.NotContains(t, lines.Text(), "end")
	}

	require.Equal(t, http.StatusNoContent, d.post("/events", form("s1", "3", "/volumes")))
	require.Equal(t, http.StatusNoContent, d.post("/events", form("s1", "3", "")), "taken out again")
	require.Equal(t, http.StatusNotFound, d.post("/events", form("s2", "3", "/volumes")))
	for _, bad := range []url.Values{form("s1", "", "/volumes"), form("s1", "x", "/volumes"), form("s1", "4", "/nothing-here"), form("s1", "4", "://")} {
		require.Equal(t, http.StatusBadRequest, d.post("/events", bad), bad)
	}
	for key := range 64 - 2 {
		require.Equal(t, http.StatusNoContent, d.post("/events", form("s1", "1"+strings.Repeat("0", key%7), "/volumes")))
	}
	require.Equal(t, http.StatusTooManyRequests, d.post("/events", form("s1", "5", "/volumes")))
}

package handlers_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/live"
)

// openStream opens an event stream and returns the status of the response.
func (d *dashboard) openStream(ctx context.Context) (status int, leave func()) {
	d.Helper()
	response, leave := d.askForStream(ctx)
	return response.StatusCode, leave
}

// askForStream requests an event stream.
func (d *dashboard) askForStream(ctx context.Context) (response *http.Response, leave func()) {
	d.Helper()
	ctx, cancel := context.WithCancel(ctx)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/events?page=%2F", nil)
	require.NoError(d, err)
	response, err = d.client.Do(r)
	require.NoError(d, err)
	return response, func() { cancel(); _ = response.Body.Close() }
}

func TestEvents_RefusedBeyondLimitOfSession(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.web.UseHub(live.NewHub(live.Config{Render: d.web.Fragments, Heartbeat: d.web.Heartbeat, PerSession: 3, Total: 100}))
	d.logIn("ada", password)
	var leaves []func()
	for range 3 {
		status, leave := d.openStream(t.Context())
		require.Equal(t, http.StatusOK, status)
		leaves = append(leaves, leave)
	}
	for range 20 {
		response, leave := d.askForStream(t.Context())
		require.Equal(t, http.StatusTooManyRequests, response.StatusCode)
		require.True(t, response.Close, "the connection costs nothing any more")
		leave()
	}
	for _, leave := range leaves {
		leave()
	}
}

func TestForms_FieldsComeFromBodyOnly(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusUnauthorized, d.post("/login?"+url.Values{"username": {"ada"}, "password": {password}}.Encode(), nil))
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	_, response := d.ask(http.MethodPost, "/theme?theme=dark&back=%2Fvolumes")
	require.Equal(t, "/", response.Header.Get("Location"))
}

func TestForms_AbortedOneIsNoError(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	address, err := url.Parse(d.url)
	require.NoError(t, err)
	conn, err := net.Dial("tcp", address.Host)
	require.NoError(t, err)
	cookies := d.client.Jar.Cookies(address)
	_, err = fmt.Fprintf(conn, "POST /theme HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntheme=", address.Host, cookies[0])
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, conn.Close())
	require.Equal(t, 499, response.StatusCode)
	require.NotContains(t, d.log.String(), "level=ERROR")
}

func TestPageOf_OneTopicForEachPage(t *testing.T) {
	t.Parallel()
	d := setup(t)
	want := d.web.Topic("/volumes?dc=a&q=web")
	require.True(t, strings.HasSuffix(want, " /volumes?dc=a&q=web"), want)
	for _, address := range []string{"/volumes?q=web&dc=a", "/volumes?q=web&dc=a&sort=", "/volumes?dc=a&q=%77eb"} {
		require.Equal(t, want, d.web.Topic(address), address)
	}
	require.NotEqual(t, d.web.Topic("/volumes?q=a&q=b"), d.web.Topic("/volumes?q=b&q=a"))
}

// Only the deadlines are checked; net/http enforces them.
func TestResponses_UnreadAreCutOff(t *testing.T) {
	t.Parallel()
	w := &webtest.DeadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
	d := setup(t)
	d.handler.ServeHTTP(w, mustRequest(t, "/login"))
	require.NotEmpty(t, w.Deadlines)
	for _, at := range w.Deadlines {
		require.WithinDuration(t, time.Now().Add(30*time.Second), at, 5*time.Second)
	}
	require.Contains(t, w.Body.String(), "</html>")
}

func mustRequest(t *testing.T, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+path, nil)
	require.NoError(t, err)
	return r
}

package stream

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/live"
)

// open requests a stream.
func (f fixture) open(address string, header ...string) (*live.Subscriber, func(), *httptest.ResponseRecorder, int) {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	who, leave, status := f.OpenStream(answer, r)
	return who, leave, answer, status
}

// Pages that never change are left out; the keys are kept.
func TestOpenStream_CarriesPagesOfAddress(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/volumes"}, {Path: "/"}}
	who, leave, answer, status := f.open("/events?as=ada&v=1&stream=tab&page=%2Fvolumes%3Fq%3Da&key=3&page=%2Fhelp&key=4&page=%2F&last=9")
	require.Equal(t, http.StatusOK, status)
	defer leave()
	require.Equal(t, []live.Page{{Key: "3", Address: "admin/ /volumes?q=a"}, {Key: "", Address: "admin/ /"}}, who.Pages)
	require.Equal(t, []string{"tab", "ada", "9"}, []string{who.Stream, who.User, who.LastID})
	require.Equal(t, "text/event-stream", answer.Header().Get("Content-Type"))
	require.Equal(t, "identity", answer.Header().Get("Content-Encoding"), "no proxy holds it back to compress it")
	require.Contains(t, answer.Header().Get("Cache-Control"), "no-transform")
}

// The id from the script is older after the browser has reconnected.
func TestOpenStream_BrowsersLastIDCounts(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/"}}
	who, leave, _, _ := f.open("/events?page=%2F&last=9", "Last-Event-ID", "12")
	defer leave()
	require.Equal(t, "12", who.LastID)
}

// The page belongs to another user, to no user, or has assets of another version.
func TestOpenStream_EndsForOtherUserOrVersion(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		user    auth.User
		address string
		want    string
	}{
		"another user": {auth.User{Name: "eve", Role: auth.RoleViewer}, "/events?as=ada&v=1&page=%2F", endSession},
		"no user":      {auth.User{}, "/events?as=ada&v=1&page=%2F", endSession},
		"other files":  {auth.User{Name: "ada", Role: auth.RoleViewer}, "/events?as=ada&v=v0&page=%2F", endVersion},
		"both":         {auth.User{Name: "eve", Role: auth.RoleViewer}, "/events?as=ada&v=v0&page=%2F", endSession},
	} {
		f := newFixture()
		f.sessions.User = c.user
		f.Pages = []web.Route{{Path: "/"}}
		who, _, answer, status := f.open(c.address)
		require.Nil(t, who, name)
		require.Equal(t, http.StatusOK, status, "%s: the browser would try another status again", name)
		require.Equal(t, "event: end\ndata: "+c.want+"\n\n", answer.Body.String(), name)
	}
}

// The status tells the script whether to try again.
func TestOpenStream_RefusesWithStatus(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/"}}
	_, _, _, status := f.open("/events?page=%2Fnothing")
	require.Equal(t, http.StatusNotFound, status)

	_, leave, _, _ := f.open("/events?page=%2F")
	_, _, answer, status := f.open("/events?page=%2F")
	require.Equal(t, http.StatusTooManyRequests, status)
	require.NotEmpty(t, answer.Header().Get("Retry-After"))
	require.Equal(t, "close", answer.Header().Get("Connection"))
	leave()
	_, leave, _, status = f.open("/events?page=%2F")
	require.Equal(t, http.StatusOK, status, "the place of a stream that was left is free")
	leave()

	f.sessions.Err = webtest.ErrAway
	_, _, _, status = f.open("/events?page=%2F")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, f.log.String(), "level=ERROR")
}

// The role counts too; a store that fails for a moment ends no stream.
func TestOpenStream_EndsWithSession(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/"}}
	who, leave, _, _ := f.open("/events?page=%2F")
	defer leave()
	require.True(t, who.Alive())
	f.sessions.Err = webtest.ErrAway
	require.True(t, who.Alive())
	f.sessions.Err = nil
	f.sessions.User.Role = auth.RoleViewer
	require.False(t, who.Alive(), "its pages were rendered for another role")
	f.sessions.User = auth.User{}
	require.False(t, who.Alive())
}

// An address must not make Snapdeck render without bound.
func TestPagesOf_AreBounded(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/snapshots/:id"}}
	query := url.Values{}
	for i := range live.MaxPages + 10 {
		query.Add("page", "/snapshots/"+strconv.Itoa(i))
	}
	require.Len(t, f.pagesOf(query, auth.User{Name: "ada", Role: auth.RoleAdmin}), live.MaxPages)
	require.Equal(t, strings.Repeat("s", maxStreamName), streamName(url.Values{"stream": {strings.Repeat("s", maxStreamName)}}))
	require.Empty(t, streamName(url.Values{"stream": {strings.Repeat("s", maxStreamName+1)}}))
}

// If the stream is missing, the browser opens it again.
func TestSubscribe_RespondsWithStatus(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/volumes"}}
	for name, c := range map[string]struct {
		form url.Values
		want int
	}{
		"no such stream":        {url.Values{"stream": {"s"}, "key": {"1"}, "page": {"/volumes"}}, http.StatusNotFound},
		"leaves no such stream": {url.Values{"stream": {"s"}, "key": {"1"}}, http.StatusNotFound},
		"no such page":          {url.Values{"stream": {"s"}, "key": {"1"}, "page": {"/nothing"}}, http.StatusBadRequest},
		"no key":                {url.Values{"stream": {"s"}, "page": {"/volumes"}}, http.StatusBadRequest},
	} {
		ctx, answer := webtest.Request(http.MethodPost, paths.EventsPath, c.form)
		require.NoError(t, f.Subscribe(ctx), name)
		require.Equal(t, c.want, answer.Code, name)
	}
}

package middleware

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/webtest"
)

// The last piece is sent after the handler has returned.
func TestLimitReading_EachPieceHasDeadline(t *testing.T) {
	t.Parallel()
	out := &webtest.DeadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
	begun := time.Now()
	LimitReading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 3 {
			_, err := w.Write([]byte("piece "))
			require.NoError(t, err)
		}
		w.(http.Flusher).Flush()
	}), time.Hour).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, "piece piece piece ", out.Body.String())
	require.True(t, out.Flushed)
	require.Len(t, out.Deadlines, 5, "three pieces, a flush, and the buffered rest")
	for _, at := range out.Deadlines {
		require.WithinRange(t, at, begun.Add(time.Hour), time.Now().Add(time.Hour))
	}
}

// An export may set a deadline of its own and lift it again; a stream sets all of its own.
func TestLimitReading_KeepsDeadlinesOfHandlers(t *testing.T) {
	t.Parallel()
	out, own := &webtest.DeadlineRecorder{ResponseRecorder: httptest.NewRecorder()}, webtest.Noon
	LimitReading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		control := http.NewResponseController(w)
		require.NoError(t, control.SetWriteDeadline(own))
		_, _ = w.Write([]byte("piece"))
		require.NoError(t, control.Flush())
		require.Equal(t, []time.Time{own}, out.Deadlines)
		require.NoError(t, control.SetWriteDeadline(time.Time{}))
	}), time.Hour).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/volumes.csv", nil))
	require.Len(t, out.Deadlines, 3, "its own deadline, none, and that of the connection afterwards")

	stream := &webtest.DeadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
	LimitReading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		require.Same(t, stream, w, "a stream reaches the connection itself")
	}), time.Hour).ServeHTTP(stream, httptest.NewRequest(http.MethodGet, paths.EventsPath, nil))
	require.Empty(t, stream.Deadlines)
}

// Subscribing to a stream is a form like any other.
func TestIsStream_OnlyOpeningOne(t *testing.T) {
	t.Parallel()
	require.True(t, IsStream(httptest.NewRequest(http.MethodGet, paths.EventsPath+"?page=%2F", nil)))
	require.False(t, IsStream(httptest.NewRequest(http.MethodPost, paths.EventsPath, nil)))
	require.False(t, IsStream(httptest.NewRequest(http.MethodGet, paths.EventsPath+"/x", nil)))
}

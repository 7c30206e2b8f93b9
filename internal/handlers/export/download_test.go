package export

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
)

// download responds with a file, on a connection that accepts deadlines.
func download(log io.Writer, write func(io.Writer) error) (out *webtest.DeadlineRecorder, err error) {
	out = &webtest.DeadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
	base := &web.Base{Deps: web.Deps{Now: func() time.Time { return webtest.Noon }, Log: slog.New(slog.NewTextHandler(log, nil))}}
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/volumes.csv", nil), out)
	return out, Download(base, c, "volumes", "csv", CSVKind, write)
}

// No cache keeps the file, and it is sent in pieces.
func TestDownload_UncachedFileInPieces(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789", exportBuffer/4)
	out, err := download(io.Discard, func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
	require.NoError(t, err)
	require.Equal(t, content, out.Body.String())
	require.Equal(t, CSVKind, out.Header().Get("Content-Type"))
	require.Equal(t, "no-store", out.Header().Get("Cache-Control"))
	require.Equal(t, `attachment; filename="snapdeck-volumes-20260329T120000Z.csv"`, out.Header().Get("Content-Disposition"))
	require.Greater(t, len(out.Deadlines), 1)
	require.True(t, out.Deadlines[len(out.Deadlines)-1].IsZero(), "the connection can be used again")
}

// Before the first piece it fails like any page; after that the connection must break, or a part would look complete.
func TestDownload_FailsBeforeFirstPieceOrBreaksConnection(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	out, err := download(&log, func(w io.Writer) error {
		_, _ = io.WriteString(w, "head")
		return webtest.ErrAway
	})
	require.ErrorIs(t, err, webtest.ErrAway)
	require.Empty(t, out.Body.String())
	require.Empty(t, out.Header().Get("Content-Disposition"), "the problem page is no attachment")
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		_, _ = download(&log, func(w io.Writer) error {
			_, _ = io.WriteString(w, strings.Repeat("x", 2*exportBuffer))
			return webtest.ErrAway
		})
	})
	require.Contains(t, log.String(), "export aborted")
}

// Exports must sort as text, whatever the time zone.
func TestExact_UTCToMillisecond(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 29, 3, 4, 5, 6_700_000, time.FixedZone("", 2*60*60))
	require.Equal(t, "2026-03-29T01:04:05.006Z", Exact(at))
	require.Equal(t, "2026-03-29T12:00:00.000Z", Exact(webtest.Noon))
}

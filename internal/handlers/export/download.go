package export

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/web"
)

// The pace of an export: how much is buffered before it is sent, and the time in which a client has to read that.
const (
	exportBuffer  = 32 << 10
	exportTimeout = time.Minute

	CSVKind  = "text/csv; charset=utf-8; header=present"
	JSONKind = "application/json"
)

// Download answers with a file that is written in pieces, each of which the client has to read in time.
func Download(s *web.Base, c echo.Context, what, ending, kind string, write func(io.Writer) error) error {
	control := http.NewResponseController(c.Response())
	name := fmt.Sprintf("snapdeck-%s-%s.%s", what, s.Now().UTC().Format("20060102T150405Z"), ending)
	out := bufio.NewWriterSize(writerFunc(func(piece []byte) (int, error) {
		h := c.Response().Header()
		h.Set(echo.HeaderContentType, kind)
		h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
		h.Set(echo.HeaderCacheControl, "no-store")
		if err := control.SetWriteDeadline(time.Now().Add(exportTimeout)); err != nil {
			return 0, fmt.Errorf("bound the time to read: %w", err)
		}
		return c.Response().Write(piece)
	}), exportBuffer)
	err := write(out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return abort(s.Log, c, err)
	}
	return control.SetWriteDeadline(time.Time{}) // the connection is reused
}

// abort ends a failed export with an error page if nothing was sent yet, or otherwise closes the connection, so
// that an incomplete file is recognised.
func abort(log *slog.Logger, c echo.Context, err error) error {
	err = fmt.Errorf("export: %w", err)
	if !c.Response().Committed {
		return err
	}
	log.Warn("export aborted", "id", middleware.RequestID(c), "error", err)
	panic(http.ErrAbortHandler)
}

type writerFunc func(piece []byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(piece []byte) (int, error) { return f(piece) }

// exactTime is RFC 3339 with milliseconds, the precision of the audit log.
const exactTime = "2006-01-02T15:04:05.000Z07:00"

// Exact returns a time as exports write it: UTC, to the millisecond.
func Exact(t time.Time) string { return t.UTC().Format(exactTime) }

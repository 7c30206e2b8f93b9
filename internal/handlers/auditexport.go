package handlers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/inventory"
)

// The pace of an export: how much is gathered before it is sent, and how long a client may
// take to read that.
const (
	exportBuffer  = 32 << 10
	exportTimeout = time.Minute

	csvKind  = "text/csv; charset=utf-8; header=present"
	jsonKind = "application/json"
)

// auditWriter writes entries in the form of a file.
type auditWriter interface {
	begin() error
	entry(e audit.Entry) error
	end() error
}

// auditCSV answers with all lines of the audit log that the filters choose, as CSV.
func (s *Server) auditCSV(c echo.Context) error {
	return s.export(c, "csv", csvKind, func(w io.Writer) auditWriter { return csvWriter{newCSVFile(w, c)} })
}

// auditJSON answers with the same as a JSON array.
func (s *Server) auditJSON(c echo.Context) error {
	return s.export(c, "json", jsonKind, func(w io.Writer) auditWriter { return newJSONWriter(w) })
}

func (s *Server) export(c echo.Context, ending, kind string, form func(io.Writer) auditWriter) error {
	q := parseTableQuery(c.Request().URL, nil, inventory.Order{})
	return s.download(c, "audit", ending, kind, func(w io.Writer) error {
		return writeAudit(c.Request().Context(), s.AuditLog, auditFilter(q, s.Zone), form(w))
	})
}

// download answers with a file that is written piece by piece, each of which the client has
// to read within its time.
func (s *Server) download(c echo.Context, what, ending, kind string, write func(io.Writer) error) error {
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
		return s.abortExport(c, err)
	}
	return control.SetWriteDeadline(time.Time{}) // the connection goes on to be used
}

// abortExport ends an export that failed. When nothing was sent it is an error as any other; else
// the connection is closed, so that nobody takes a part for the whole.
func (s *Server) abortExport(c echo.Context, err error) error {
	err = fmt.Errorf("export: %w", err)
	if !c.Response().Committed {
		return err
	}
	s.Log.Warn("export aborted", "id", requestID(c), "error", err.Error())
	panic(http.ErrAbortHandler)
}

func writeAudit(ctx context.Context, auditLog AuditLog, filter audit.Filter, w auditWriter) error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := auditLog.EachAudit(ctx, filter, w.entry); err != nil {
		return err
	}
	return w.end()
}

// writerFunc is a function that writes.
type writerFunc func(piece []byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(piece []byte) (int, error) { return f(piece) }

package auditlog

import (
	"context"
	"io"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// auditWriter writes entries in the form of a file.
type auditWriter interface {
	begin() error
	entry(e audit.Entry) error
	end() error
}

// auditCSV answers with all entries that the filters match, as CSV.
func (s *Handlers) auditCSV(c echo.Context) error {
	return s.export(c, "csv", web.CSVKind, func(w io.Writer) auditWriter { return csvWriter{web.NewCSVFile(w, c)} })
}

// auditJSON answers with all entries that the filters match, as a JSON array.
func (s *Handlers) auditJSON(c echo.Context) error {
	return s.export(c, "json", web.JSONKind, func(w io.Writer) auditWriter { return newJSONWriter(w) })
}

func (s *Handlers) export(c echo.Context, ending, kind string, form func(io.Writer) auditWriter) error {
	q := table.ParseQuery(c.Request().URL, nil, inventory.Order{})
	return s.Download(c, "audit", ending, kind, func(w io.Writer) error {
		return writeAudit(c.Request().Context(), s.AuditLog, auditFilter(q, s.Zone), form(w))
	})
}

func writeAudit(ctx context.Context, auditLog web.AuditLog, filter audit.Filter, w auditWriter) error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := auditLog.EachAudit(ctx, filter, w.entry); err != nil {
		return err
	}
	return w.end()
}

package auditlog

import (
	"io"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
)

// eachEntry passes the entries of an export to see, and stops at its first error.
type eachEntry func(see func(audit.Entry) error) error

func (s *Handlers) auditCSV(c echo.Context) error {
	return s.export(c, "csv", export.CSVKind, func(w io.Writer, each eachEntry) error { return writeCSV(export.NewCSVFile(w, c), each) })
}

// auditJSON answers with all entries that the filters match, as a JSON array.
func (s *Handlers) auditJSON(c echo.Context) error {
	return s.export(c, "json", export.JSONKind, writeJSON)
}

func (s *Handlers) export(c echo.Context, ending, kind string, write func(io.Writer, eachEntry) error) error {
	filter := auditFilter(table.ParseQuery(c.Request().URL, nil, inventory.Order{}), s.Zone)
	each := func(see func(audit.Entry) error) error {
		return s.AuditLog.EachAudit(c.Request().Context(), filter, see)
	}
	return export.Download(s.Base, c, "audit", ending, kind, func(w io.Writer) error { return write(w, each) })
}

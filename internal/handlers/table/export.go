package table

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/target"
	"snapdeck/internal/views/ui"
)

// Export is a list as a file: headers that never change, since programs read them, and a line for each match on any
// page.
type Export struct {
	Name    string
	Headers []string
	Lines   [][]any
}

// ExportFunc makes the export of a list's address.
type ExportFunc func(web.Request) Export

// ExportCSV returns the handler that exports a list as CSV.
func ExportCSV(s *web.Base, of ExportFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		sh := of(s.NewRequest(c.Request().URL, nil, session.UserOf(c)))
		return s.Download(c, sh.Name, "csv", web.CSVKind, func(w io.Writer) error { return sh.writeCSV(web.NewCSVFile(w, c)) })
	}
}

// ExportJSON returns the handler that exports a list as a JSON array of objects.
func ExportJSON(s *web.Base, of ExportFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		sh := of(s.NewRequest(c.Request().URL, nil, session.UserOf(c)))
		return s.Download(c, sh.Name, "json", web.JSONKind, sh.writeJSON)
	}
}

func (sh Export) writeCSV(out *web.CSVFile) error {
	if err := out.Write(sh.Headers); err != nil {
		return err
	}
	cells := make([]string, len(sh.Headers))
	for _, line := range sh.Lines {
		for i, value := range line {
			cells[i] = fmt.Sprint(value)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	return nil
}

func (sh Export) writeJSON(w io.Writer) error {
	before := "[\n"
	for _, line := range sh.Lines {
		object := make(map[string]any, len(line))
		for i, value := range line {
			object[sh.Headers[i]] = value
		}
		text, err := json.Marshal(object)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, before+string(text)); err != nil {
			return err
		}
		before = ",\n"
	}
	if len(sh.Lines) == 0 {
		before = "["
	} else {
		before = "\n"
	}
	_, err := io.WriteString(w, before+"]\n")
	return err
}

// ExactTimestamp returns a time as exports write it, or "" for none.
func ExactTimestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return web.Exact(t)
}

// CoverageValues returns the columns of an export about a volume's protection, which are empty until the contract has
// been read completely.
func CoverageValues(req web.Request, volumeID string) []any {
	report := req.Report()
	v, known := report.Of(volumeID)
	if !known || !report.Complete {
		return []any{"", "", "", "", ""}
	}
	age, cause := "", ""
	if !v.Target.Excluded {
		age = target.Format(v.Target.Age)
	}
	if v.Failure != nil {
		cause = v.Failure.Cause
	}
	return []any{string(v.State), age, ExactTimestamp(v.LastGood().At), cause, v.Target.Reason}
}

// ExportLinks returns the links to the exports of a list, with its filters and order.
func ExportLinks(q Query, path string) []ui.Link {
	whole := []string{"page", "", "per", "", columnsKey, "", GroupKey, "", collapsedKey, "", toggledKey, ""}
	q.Path = path + ".csv"
	table := q.Link(whole...)
	excel := q.Link(append(whole, web.ExcelKey, "1")...)
	q.Path = path + ".json"
	return []ui.Link{{Text: "CSV", Href: table}, {Text: "CSV for Excel", Href: excel}, {Text: "JSON", Href: q.Link(whole...)}}
}

package export

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/target"
)

// List is a list as a file: headers that never change, since programs read them, and a line for each match on any
// page.
type List struct {
	Name    string
	Headers []string
	Lines   [][]any
}

// ListFunc makes the export of a list's address.
type ListFunc func(web.Request) List

// CSV returns the handler that exports a list as CSV.
func CSV(s *web.Base, of ListFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		l := of(s.NewRequest(c.Request().URL, nil, session.UserOf(c)))
		return Download(s, c, l.Name, "csv", CSVKind, func(w io.Writer) error { return l.writeCSV(NewCSVFile(w, c)) })
	}
}

// JSON returns the handler that exports a list as a JSON array of objects.
func JSON(s *web.Base, of ListFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		l := of(s.NewRequest(c.Request().URL, nil, session.UserOf(c)))
		return Download(s, c, l.Name, "json", JSONKind, l.writeJSON)
	}
}

func (l List) writeCSV(out *CSVFile) error {
	if err := out.Write(l.Headers); err != nil {
		return err
	}
	cells := make([]string, len(l.Headers))
	for _, line := range l.Lines {
		for i, value := range line {
			cells[i] = fmt.Sprint(value)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	return nil
}

func (l List) writeJSON(w io.Writer) error {
	before := "[\n"
	for _, line := range l.Lines {
		object := make(map[string]any, len(line))
		for i, value := range line {
			object[l.Headers[i]] = value
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
	if len(l.Lines) == 0 {
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
	return Exact(t)
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

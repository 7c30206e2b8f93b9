package export

import (
	"bytes"
	"io"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/foreign"
)

// ExcelKey is the parameter that requests a CSV file that Excel reads as UTF-8.
const ExcelKey = "excel"

// byteOrderMark at the start of a file makes Excel read it as UTF-8.
const byteOrderMark = "\ufeff"

// CSVFile writes lines of cells, all quoted so that no spreadsheet mistakes a character for a separator or a cell for
// a formula.
type CSVFile struct {
	out   io.Writer
	line  bytes.Buffer
	begun bool
	excel bool
}

// NewCSVFile writes to out, in the variant that the request chooses.
func NewCSVFile(out io.Writer, c echo.Context) *CSVFile {
	return &CSVFile{out: out, excel: c.QueryParam(ExcelKey) != ""}
}

// Write adds a line.
func (f *CSVFile) Write(cells []string) error {
	f.line.Reset()
	if f.excel && !f.begun {
		f.line.WriteString(byteOrderMark)
	}
	f.begun = true
	for i, cell := range cells {
		if i > 0 {
			f.line.WriteByte(',')
		}
		f.line.WriteByte('"')
		f.line.WriteString(strings.ReplaceAll(escapeCSVFormula(cell), `"`, `""`))
		f.line.WriteByte('"')
	}
	f.line.WriteByte('\n')
	_, err := f.out.Write(f.line.Bytes())
	return err
}

// escapeCSVFormula marks a cell as text if a spreadsheet could take it for a formula; some skip leading spaces and
// invisible characters, and some treat full-width and small signs like plain ones.
func escapeCSVFormula(cell string) string {
	for _, r := range cell {
		switch {
		case strings.ContainsRune("=+-@|%\t\r\n＝＋－＠﹦﹢﹣﹫−", r):
			return "'" + cell
		case unicode.IsSpace(r), !foreign.Visible(string(r)):
			continue
		}
		return cell
	}
	return cell
}

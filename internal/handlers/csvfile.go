package handlers

import (
	"bytes"
	"io"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/foreign"
)

// excelKey is the parameter that asks for a CSV file that Excel reads as UTF-8.
const excelKey = "excel"

// byteOrderMark at the beginning of a file lets Excel read it as UTF-8.
const byteOrderMark = "\ufeff"

// csvFile writes lines of cells. Every cell is quoted, so that no separator of any spreadsheet ends one, and none
// is taken for a formula.
type csvFile struct {
	out   io.Writer
	line  bytes.Buffer
	begun bool
	excel bool
}

// newCSVFile writes to out, as a request asks for it.
func newCSVFile(out io.Writer, c echo.Context) *csvFile {
	return &csvFile{out: out, excel: c.QueryParam(excelKey) != ""}
}

func (f *csvFile) write(cells []string) error {
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

// escapeCSVFormula marks a cell as text that a spreadsheet would take for a formula. Some skip spaces and
// characters without width before they look, some read full-width signs as plain ones.
func escapeCSVFormula(cell string) string {
	for _, r := range cell {
		switch {
		case strings.ContainsRune("=+-@|%\t\r\n＝＋－＠", r):
			return "'" + cell
		case unicode.IsSpace(r), !foreign.Visible(string(r)):
			continue
		}
		return cell
	}
	return cell
}

package export

import (
	"bytes"
	"encoding/csv"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// Separators, quotes and line ends within a cell do not end it.
func TestCSVFile_CellsRoundTrip(t *testing.T) {
	t.Parallel()
	lines := [][]string{{"name", "size"}, {`a "quoted" one`, "1,5"}, {"a;b\tc", ""}, {"two\nlines", "größe ✓"}}
	c, _ := webtest.Request(http.MethodGet, "/volumes.csv", nil)
	var out bytes.Buffer
	file := NewCSVFile(&out, c)
	for _, line := range lines {
		require.NoError(t, file.Write(line))
	}
	read, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Equal(t, lines, read)
}

// It is at the beginning, and only if it was asked for.
func TestCSVFile_ExcelGetsOneByteOrderMark(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]int{"/volumes.csv": 0, "/volumes.csv?excel=1": 1} {
		c, _ := webtest.Request(http.MethodGet, address, nil)
		var out bytes.Buffer
		file := NewCSVFile(&out, c)
		require.NoError(t, file.Write([]string{"a"}))
		require.NoError(t, file.Write([]string{"b"}))
		require.Equal(t, want, bytes.Count(out.Bytes(), []byte(byteOrderMark)), address)
		require.Equal(t, want == 1, bytes.HasPrefix(out.Bytes(), []byte(byteOrderMark)), address)
	}
}

func TestCSVFile_ReportsFailedWrite(t *testing.T) {
	t.Parallel()
	c, _ := webtest.Request(http.MethodGet, "/volumes.csv", nil)
	full := errors.New("full")
	require.ErrorIs(t, NewCSVFile(writerFunc(func([]byte) (int, error) { return 0, full }), c).Write([]string{"a"}), full)
}

// Spreadsheets skip some characters before a formula.
func TestEscapeCSVFormula_EscapesFormulas(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{
		"=1+1", "+1", "-1", "@sum", "|calc", "%0A", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "\u2060\u200b+1", "\ufeff=1", "＝1", "＋1", "－1", "＠a", "﹦1", "−1",
	} {
		require.Equal(t, "'"+cell, escapeCSVFormula(cell), "%q", cell)
	}
	for _, cell := range []string{"", "   ", "web-01", "a=b", "10", "(1)", "'=1", "ä-1", "2026-03-29"} {
		require.Equal(t, cell, escapeCSVFormula(cell), "%q", cell)
	}
}

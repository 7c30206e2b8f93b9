package auditlog

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
)

// queryOf returns the query of an address of the page.
func queryOf(t *testing.T, query string) table.Query {
	t.Helper()
	parsed, err := url.Parse(paths.AuditPath + "?" + query)
	require.NoError(t, err)
	return table.ParseQuery(parsed, nil, inventory.Order{})
}

// Days are those of the dashboard's time zone, also when the clock changes; an invalid day filters nothing.
func TestAuditFilter_ReadsAddress(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	f := auditFilter(queryOf(t, "q=web&actor=ada&action=log-in&outcome=done&volume=v&snapshot=s&from=2026-03-29&to=2026-03-29"), berlin)
	require.Equal(t, []string{"web", "ada", "log-in", "done", "v", "s"}, []string{f.Query, f.Actor, f.Action, f.Outcome, f.VolumeID, f.SnapshotID})
	require.Equal(t, 23*time.Hour, f.Until.Sub(f.Since), "the day on which summer time begins")
	require.Equal(t, "2026-03-28T23:00:00Z", f.Since.UTC().Format(time.RFC3339))
	for _, query := range []string{"from=soon&to=2026-02-30", "from=&to="} {
		f = auditFilter(queryOf(t, query), berlin)
		require.True(t, f.Since.IsZero() && f.Until.IsZero(), query)
	}
	f = auditFilter(queryOf(t, "page=3"), berlin)
	require.Equal(t, 2*f.Limit, f.Offset)
}

// PostgreSQL refuses a zero byte and text that is not UTF-8.
func TestStorable_DropsInvalidText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "größe ✓", storable("gr\x00öße \xff✓"))
	f := auditFilter(queryOf(t, "q=a%00b&actor=%FF"), time.UTC)
	require.Equal(t, []string{"ab", ""}, []string{f.Query, f.Actor})
}

// A file has all pages, in one order.
func TestExportHref_KeepsOnlyFilters(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][2]string{
		"":                              {"/audit.csv", "/audit.csv?excel=1"},
		"page=3&size=50":                {"/audit.csv", "/audit.csv?excel=1"},
		"q=a%26b&actor=ada&page=2":      {"/audit.csv?actor=ada&q=a%26b", "/audit.csv?actor=ada&excel=1&q=a%26b"},
		"from=2026-03-29&to=2026-03-30": {"/audit.csv?from=2026-03-29&to=2026-03-30", "/audit.csv?excel=1&from=2026-03-29&to=2026-03-30"},
	} {
		q := queryOf(t, query)
		require.Equal(t, want, [2]string{exportLinks(q)[0].Href, exportLinks(q)[1].Href}, query)
	}
}

func TestAuditEmpty_OffersAllWhereFiltersHideSomething(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{"": "", "q=a": paths.AuditPath, "actor=ada": paths.AuditPath, "snapshot=s": paths.AuditPath, "page=9": paths.AuditPath} {
		require.Equal(t, want, auditEmpty(queryOf(t, query)).Link.Href, query)
	}
}

// Names are those that were recorded; a deleted resource is shown by its id.
func TestAuditRow_LinksToExistingResources(t *testing.T) {
	t.Parallel()
	req := areatest.Request(areatest.NewContract().Volume("web", 10, time.Hour).Base(), paths.AuditPath)
	row := auditRow(req, audit.Entry{
		ID: "1", At: areatest.Noon.Add(-time.Hour), Actor: "ada", Action: "create-snapshot", Outcome: audit.Done, OperationID: "op", RequestID: "r",
		SnapshotID: "web-0", SnapshotName: "old name", VolumeID: "gone", VolumeName: "was db", DatacenterID: "fra", DatacenterName: "prod",
	})
	require.Equal(t, "/operations/op", row.Action.Href)
	require.Equal(t, "Create snapshot", row.Action.Text)
	require.Len(t, row.Targets, 3)
	require.Equal(t, "/snapshots/web-0", row.Targets[0].Link.Href)
	require.Equal(t, "old name", row.Targets[0].Link.Text, "the record stays readable")
	require.Equal(t, []string{"was db", "", "gone"}, []string{row.Targets[1].Link.Text, row.Targets[1].Link.Href, row.Targets[1].ID})
	require.Equal(t, "/datacenters/fra", row.Targets[2].Link.Href)
	bare := auditRow(req, audit.Entry{Action: audit.LogIn})
	require.Empty(t, bare.Targets)
	require.Empty(t, bare.Action.Href)
	require.NotEmpty(t, bare.Actor)
	unnamed := auditTargets(req, audit.Entry{VolumeID: "gone"})
	require.Equal(t, "gone", unnamed[0].Link.Text)
	require.Empty(t, unnamed[0].ID, "an id that serves as the name is not repeated")
}

// A later version may have written other actions.
func TestActionLabel_ReadsAnyAction(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]string{"create-snapshot": "Create snapshot", "log-in": "Log in", "überprüfen": "Überprüfen", "": "Unknown", "x": "X"} {
		require.Equal(t, want, actionLabel(action))
	}
	require.Equal(t, "Half done", outcomePill("half-done").Label)
}

// The selected option stays even if no entry has it any more.
func TestLabelledOptions_KeepSelectedOne(t *testing.T) {
	t.Parallel()
	values := []string{"ada", "bob"}
	for selected, want := range map[string]int{"": 2, "ada": 2, "eve": 3} {
		require.Len(t, labelledOptions(values, selected, strings.ToUpper), want, selected)
	}
	require.Equal(t, []string{"ada", "bob"}, values)
	require.Equal(t, "EVE", labelledOptions(values, "eve", strings.ToUpper)[2].Text)
}

// newHandlers returns the handlers for a log.
func newHandlers(log *webtest.AuditLog) *Handlers {
	return New(areatest.NewContract().Volume("web", 10).Base(func(d *web.Deps) { d.AuditLog = log }))
}

// One link clears all filters.
func TestAuditForm_ShowsWhichResourceItIsAbout(t *testing.T) {
	t.Parallel()
	h := newHandlers(&webtest.AuditLog{Entries: []audit.Entry{{Actor: "bob", Action: "log-in"}, {Actor: "ada", Action: "log-in"}, {Actor: "ada", Action: "lock-snapshot"}}})
	req := areatest.Request(h.Base, paths.AuditPath)
	f, err := h.auditForm(t.Context(), req, queryOf(t, "volume=web&snapshot=gone&from=2026-03-29"))
	require.NoError(t, err)
	require.Len(t, f.Hidden, 2)
	require.Contains(t, f.Hidden[0].Text, "web")
	require.Contains(t, f.Hidden[1].Text, "gone")
	require.Equal(t, "2026-03-29", f.Dates[0].Value)
	require.Equal(t, paths.AuditPath, f.Clear)
	f, err = h.auditForm(t.Context(), req, queryOf(t, ""))
	require.NoError(t, err)
	require.Empty(t, f.Hidden)
	require.Empty(t, f.Clear)
}

// Each entry is a fragment, and a failing log is an error.
func TestAudit_ListsOnePage(t *testing.T) {
	t.Parallel()
	log := &webtest.AuditLog{}
	h := newHandlers(log)
	for i := range 120 {
		log.Entries = append(log.Entries, audit.Entry{ID: time.Duration(i).String(), Action: audit.LogIn, Actor: "ada"})
	}
	p, err := h.audit(t.Context(), areatest.Request(h.Base, paths.AuditPath))
	require.NoError(t, err)
	require.Len(t, p.Fragments[1].Rows(), queryOf(t, "").PerPage)
	require.Equal(t, "audit-119ns", p.Fragments[1].Rows()[0].ID, "the newest first")
	log.Err = webtest.ErrAway
	_, err = h.audit(t.Context(), areatest.Request(h.Base, paths.AuditPath))
	require.ErrorIs(t, err, webtest.ErrAway)
}

// hostile returns an entry with text that could end a cell, a line or a formula.
func hostile() audit.Entry {
	return audit.Entry{ID: "1", At: areatest.Noon, Actor: `=cmd|"x"`, Action: audit.LogIn, Outcome: audit.Refused, SnapshotName: "a,b\n\"c\"", Detail: "größe </script>"}
}

// entriesOf passes on all entries of an audit log.
func entriesOf(t *testing.T, log *webtest.AuditLog) eachEntry {
	return func(see func(audit.Entry) error) error { return log.EachAudit(t.Context(), audit.Filter{}, see) }
}

func TestExport_EntriesRoundTrip(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		log := &webtest.AuditLog{}
		for range n {
			log.Entries = append(log.Entries, hostile())
		}
		var text bytes.Buffer
		require.NoError(t, writeJSON(&text, entriesOf(t, log)))
		var lines []auditLine
		require.NoError(t, json.Unmarshal(text.Bytes(), &lines))
		require.Len(t, lines, n)
		for _, line := range lines {
			require.Equal(t, []string{"2026-11-20T12:00:00.000Z", `=cmd|"x"`, "a,b\n\"c\"", "größe </script>"}, []string{line.At, line.Actor, line.SnapshotName, line.Detail})
		}
		text.Reset()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/audit.csv", nil), httptest.NewRecorder())
		require.NoError(t, writeCSV(export.NewCSVFile(&text, c), entriesOf(t, log)))
		rows, err := csv.NewReader(&text).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, n+1)
		for _, row := range rows[1:] {
			require.Equal(t, `'=cmd|"x"`, row[1], "a spreadsheet runs nothing")
			require.Equal(t, "a,b\n\"c\"", row[6])
		}
	}
}

// failingWriter accepts a number of bytes and then fails.
type failingWriter struct{ left int }

func (w *failingWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errors.New("the client is gone")
	}
	return len(b), nil
}

// A file that ends properly must hold all entries.
func TestExport_EndsWithFirstFailure(t *testing.T) {
	t.Parallel()
	log := &webtest.AuditLog{Entries: []audit.Entry{hostile(), hostile()}}
	for _, size := range []int{0, 1, 2, 400} {
		require.Error(t, writeJSON(&failingWriter{size}, entriesOf(t, log)), size)
	}
	log.Err = webtest.ErrAway
	var text bytes.Buffer
	require.ErrorIs(t, writeJSON(&text, entriesOf(t, log)), webtest.ErrAway)
	require.False(t, json.Valid(text.Bytes()), "an incomplete file must not look complete")
}

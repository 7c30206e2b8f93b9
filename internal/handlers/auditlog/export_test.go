package auditlog

import (
	"encoding/csv"
	"encoding/json"
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
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/views/viewtest"
)

// exported returns the response to an export.
func exported(h *Handlers, address string) (*httptest.ResponseRecorder, error) {
	response := httptest.NewRecorder()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, address, nil), &webtest.DeadlineRecorder{ResponseRecorder: response})
	if strings.Contains(address, ".json") {
		return response, h.auditJSON(c)
	}
	return response, h.auditCSV(c)
}

// page returns the content of the page at an address.
func page(t *testing.T, log *webtest.AuditLog, query string) *viewtest.Node {
	t.Helper()
	h := newHandlers(log)
	p, err := h.audit(t.Context(), areatest.Request(h.Base, paths.AuditPath+query))
	require.NoError(t, err)
	return areatest.Read(t, p)
}

// An export is a file with all entries that the filters of its address match, of every page.
func TestExport_FileOfMatchingEntries(t *testing.T) {
	t.Parallel()
	log := &webtest.AuditLog{}
	for i := range 120 {
		log.Entries = append(log.Entries, audit.Entry{ID: time.Duration(i).String(), At: areatest.Noon, Actor: []string{"ada", "bob"}[i%2], Action: audit.LogIn, Outcome: audit.Done})
	}
	h := newHandlers(log)
	for query, want := range map[string]int{"": 120, "?page=2": 120, "?actor=ada": 60, "?actor=eve": 0, "?action=log-in&actor=bob&page=9": 60} {
		response, err := exported(h, "/audit.csv"+query)
		require.NoError(t, err, query)
		require.Equal(t, export.CSVKind, response.Header().Get(echo.HeaderContentType))
		require.Equal(t, `attachment; filename="snapdeck-audit-20261120T120000Z.csv"`, response.Header().Get(echo.HeaderContentDisposition))
		require.Equal(t, "no-store", response.Header().Get(echo.HeaderCacheControl))
		rows, err := csv.NewReader(response.Body).ReadAll()
		require.NoError(t, err, query)
		require.Len(t, rows, want+1, query)

		response, err = exported(h, "/audit.json"+query)
		require.NoError(t, err, query)
		require.Equal(t, export.JSONKind, response.Header().Get(echo.HeaderContentType))
		var lines []map[string]string
		require.NoError(t, json.Unmarshal(response.Body.Bytes(), &lines), query)
		require.Len(t, lines, want, query)
	}
}

// Excel reads a file as UTF-8 only if it begins with a mark, which breaks other programs.
func TestExport_MarkForExcelOnly(t *testing.T) {
	t.Parallel()
	h := newHandlers(&webtest.AuditLog{Entries: []audit.Entry{{ID: "1", Actor: "größe"}}})
	for address, want := range map[string]bool{"/audit.csv": false, "/audit.csv?excel=1": true, "/audit.csv?excel=": false, "/audit.json?excel=1": false} {
		response, err := exported(h, address)
		require.NoError(t, err)
		require.Equal(t, want, strings.HasPrefix(response.Body.String(), "\ufeff"), address)
	}
}

// The names of columns and fields never change: other programs read them.
func TestExport_NamesOfColumns(t *testing.T) {
	t.Parallel()
	h := newHandlers(&webtest.AuditLog{Entries: []audit.Entry{hostile()}})
	response, err := exported(h, "/audit.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(response.Body).ReadAll()
	require.NoError(t, err)
	want := strings.Fields("at actor address action outcome snapshotId snapshotName volumeId volumeName datacenterId datacenterName operationId requestId detail id")
	require.Equal(t, want, rows[0])
	response, err = exported(h, "/audit.json")
	require.NoError(t, err)
	var lines []map[string]string
	require.NoError(t, json.Unmarshal(response.Body.Bytes(), &lines))
	for _, field := range want {
		require.Contains(t, lines[0], field)
	}
	require.Len(t, lines[0], len(want))
}

// A failing database gives an error page, not an empty file.
func TestExport_DatabaseAway(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"/audit.csv", "/audit.json"} {
		response, err := exported(newHandlers(&webtest.AuditLog{Err: webtest.ErrAway}), address)
		require.ErrorIs(t, err, webtest.ErrAway, address)
		require.Empty(t, response.Body.String(), address)
		require.Empty(t, response.Header().Get(echo.HeaderContentDisposition), address)
	}
}

// Files are offered only where there is something to export, for what the page shows.
func TestAuditPage_OffersExports(t *testing.T) {
	t.Parallel()
	log := &webtest.AuditLog{Entries: []audit.Entry{{ID: "1", Actor: "ada", Action: audit.LogIn}}}
	require.Equal(t, []string{"/audit.csv?actor=ada", "/audit.csv?actor=ada&excel=1", "/audit.json?actor=ada"}, page(t, log, "?actor=ada&page=1").One(t, "[id=exports]").Values("a", "href"))
	require.Empty(t, page(t, log, "?actor=eve").One(t, "[id=exports]").All("a"))
	require.Equal(t, paths.AuditPath, page(t, log, "?actor=eve").One(t, "div.empty").One(t, "a").Attr["href"])
	require.Empty(t, page(t, &webtest.AuditLog{}, "").One(t, "div.empty").All("a"))
}

// The filter keeps the resource that the page is about, and what was chosen even if no entry has it.
func TestAuditPage_FilterKeepsChoices(t *testing.T) {
	t.Parallel()
	log := &webtest.AuditLog{Entries: []audit.Entry{{ID: "1", Actor: "ada", Action: audit.LogIn}}}
	form := page(t, log, "?q=x&actor=eve&action=never-seen&outcome=half&from=2026-03-29&to=soon&volume=web&snapshot=gone").One(t, "form[data-filter]")
	for name, want := range map[string]string{"actor": "eve", "action": "never-seen", "outcome": "half"} {
		require.Equal(t, []string{want}, form.One(t, "select[name="+name+"]").Values("option[selected]", "value"), name)
	}
	for name, want := range map[string]string{"q": "x", "volume": "web", "snapshot": "gone", "from": "2026-03-29", "to": "soon"} {
		require.Equal(t, want, form.One(t, "input[name="+name+"]").Attr["value"], name)
	}
	require.Equal(t, []string{"", "ada", "eve"}, form.One(t, "select[name=actor]").Values("option", "value"))
	require.Len(t, form.All("a[href=/audit]"), 1, "everything can be cleared")
	require.Empty(t, page(t, log, "").One(t, "form[data-filter]").All("a"))
}

// Each entry says who did what to which resource; whatever was recorded is shown as text.
func TestAuditPage_ForeignTexts(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		log := &webtest.AuditLog{Entries: []audit.Entry{{
			ID: "1", At: areatest.Noon, Actor: text, ActorAddr: text, Action: text, Outcome: text, OperationID: text, SnapshotID: text, SnapshotName: text, VolumeID: text, VolumeName: text,
			DatacenterID: text, DatacenterName: text, RequestID: text, Detail: text,
		}}}
		main := page(t, log, "?q="+url.QueryEscape(text)+"&volume="+url.QueryEscape(text))
		require.Len(t, main.One(t, "[id=audit-1]").All("li.of"), 3, name)
		require.LessOrEqual(t, len([]rune(main.One(t, "[id=audit-1]").One(t, "td.request").One(t, "code").Words())), 8, name)
		require.Empty(t, main.All("script"), name)
	}
}

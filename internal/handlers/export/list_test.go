package export

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

func sampleExport() List {
	return List{Name: "x", Headers: []string{"id", "name", "sizeGB"}, Lines: [][]any{{"1", "a,\"b\"\n", 1.5}, {"2", "=HYPERLINK(1)", 0.0}, {"3", "ä <b>", 1e6}}}
}

func TestExport_CSVReadsAsItWasWritten(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := echo.New().NewContext(httptest.NewRequest("GET", "/v.csv", nil), httptest.NewRecorder())
	require.NoError(t, sampleExport().writeCSV(NewCSVFile(&out, c)))
	lines, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{{"id", "name", "sizeGB"}, {"1", "a,\"b\"\n", "1.5"}, {"2", "'=HYPERLINK(1)", "0"}, {"3", "ä <b>", "1e+06"}}, lines)
}

func TestExport_JSONIsAnArrayOfObjects(t *testing.T) {
	t.Parallel()
	for _, sh := range []List{sampleExport(), {Headers: []string{"id"}}, {Headers: []string{"id"}, Lines: [][]any{{"one"}}}} {
		var out strings.Builder
		require.NoError(t, sh.writeJSON(&out))
		var objects []map[string]any
		require.NoError(t, json.Unmarshal([]byte(out.String()), &objects))
		require.Len(t, objects, len(sh.Lines))
		for i, o := range objects {
			require.Equal(t, sh.Lines[i][0], o["id"])
		}
		require.True(t, strings.HasSuffix(out.String(), "]\n"))
	}
}

func TestExport_StopsWhereItCannotBeWritten(t *testing.T) {
	t.Parallel()
	for n := range fullDisk(4) {
		left := n
		require.Error(t, sampleExport().writeJSON(&left), "%d pieces", n)
		left = n
		c := echo.New().NewContext(httptest.NewRequest("GET", "/v.csv", nil), httptest.NewRecorder())
		require.Error(t, sampleExport().writeCSV(NewCSVFile(&left, c)), "%d pieces", n)
	}
}

func TestExactTimestamp_NoneIsEmpty(t *testing.T) {
	t.Parallel()
	require.Empty(t, ExactTimestamp(time.Time{}))
	require.Equal(t, "2026-11-20T11:00:00.123Z", ExactTimestamp(time.Date(2026, 11, 20, 12, 0, 0, 123456789, time.FixedZone("", 3600))))
}

func TestCoverageValues_UnknownIsEmpty(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "fra"}},
		Volumes:     []inventory.Volume{{ID: "none", DatacenterID: "fra"}, {ID: "spared", DatacenterID: "fra"}, {ID: "fails", DatacenterID: "fra"}},
		Labels: []inventory.Label{
			{ResourceType: "volume", ResourceID: "spared", Key: inventory.LabelTarget, Value: "none"}, {ResourceType: "volume", ResourceID: "spared", Key: inventory.LabelTargetReason, Value: "=scratch"},
		},
	}
	view := inventory.NewView(l, now)
	attempts := coverage.NewAttempts(map[string]coverage.Attempt{"fails": {At: now.Add(-time.Hour), Failed: true, Cause: "quota"}})
	values := func(v *inventory.View, id string) []any {
		return CoverageValues(web.Request{Report: func() *coverage.Report {
			return coverage.Of(v, coverage.Facts{Target: 36 * time.Hour, Attempts: attempts, Now: now})
		}}, id)
	}
	require.Equal(t, []any{"never", "36h", "", "", ""}, values(view, "none"))
	require.Equal(t, []any{"excluded", "", "", "", "=scratch"}, values(view, "spared"))
	require.Equal(t, []any{"failing", "36h", "", "quota", ""}, values(view, "fails"))
	nothing := []any{"", "", "", "", ""}
	require.Equal(t, nothing, values(view, "gone"))
	loading := inventory.NewView(l, now)
	loading.Loading = inventory.Progress{}
	require.Equal(t, nothing, values(loading, "none"), "a volume that was not read yet is not one without snapshots")
}

// fullDisk accepts a number of writes and then fails.
type fullDisk int

func (f *fullDisk) Write(p []byte) (int, error) {
	if *f--; *f < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(p), nil
}

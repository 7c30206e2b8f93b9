package handlers

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// countingColumns are columns that count how often a cell was made.
func countingColumns(made *int) []column[inventory.Volume] {
	return []column[inventory.Volume]{{key: "name", cell: func(_ pageRequest, x *inventory.Volume) views.Cell {
		*made++
		return textCell(x.Name)
	}}}
}

func rowsFor(req pageRequest, columns []column[inventory.Volume], volumes ...inventory.Volume) []views.Row {
	return rowsOf(req, sortableHeaders(tableQuery{}, columns), columns, volumes, func(x *inventory.Volume) string { return x.ID })
}

func TestRowCache_ReusesUnchangedRow(t *testing.T) {
	t.Parallel()
	view := inventory.NewView(inventory.Listings{}, time.Time{})
	at := dataVersion{view: view, operations: 1, changes: 1}
	req := pageRequest{ctx: context.Background(), view: view, rows: &rowCache{}, version: cacheVersion{dataVersion: at, second: 1}}
	made := 0
	columns := countingColumns(&made)
	for second := range int64(3) {
		req.version.second = second
		rowsFor(req, columns, inventory.Volume{ID: "x"}, inventory.Volume{ID: "y"})
	}
	require.Equal(t, 2, made)
	wide := countingColumns(&made)
	wide[0].class = "wrap"
	rowsFor(req, wide, inventory.Volume{ID: "x"})
	require.Equal(t, 3, made, "in a column that looks otherwise it is another row")
	for i, other := range []dataVersion{
		{view: inventory.NewView(inventory.Listings{}, time.Time{}), operations: 1, changes: 1},
		{view: view, operations: 2, changes: 1},
		{view: view, operations: 1, changes: 2},
	} {
		req.version.dataVersion = other
		rows := rowsFor(req, columns, inventory.Volume{ID: "x", Name: "changed"})
		require.Equal(t, 4+i, made)
		require.Contains(t, string(rows[0].Rendered), "changed")
	}
}

func TestRowCache_ExpiresWithRelativeTime(t *testing.T) {
	t.Parallel()
	created := time.Unix(1_800_000_000, 0)
	volume, made := inventory.Volume{ID: "x", Metadata: inventory.Metadata{CreatedDate: created}}, 0
	req := pageRequest{ctx: context.Background(), zone: time.UTC, rows: &rowCache{}}
	columns := []column[inventory.Volume]{{key: "created", cell: func(req pageRequest, x *inventory.Volume) views.Cell {
		made++
		return whenCell(req, x.Metadata.CreatedDate)
	}}}
	for _, c := range []struct {
		after time.Duration
		shows string
		made  int
	}{
		{10 * time.Minute, "10 min ago", 1},
		{11*time.Minute - 1, "10 min ago", 1},
		{11 * time.Minute, "11 min ago", 2},
		{5 * time.Hour, "5 h ago", 3},
		{6*time.Hour - time.Second, "5 h ago", 3},
		{6 * time.Hour, "6 h ago", 4},
	} {
		req.now = created.Add(c.after)
		require.Contains(t, string(rowsFor(req, columns, volume)[0].Rendered), c.shows)
		require.Equal(t, c.made, made, c.after)
	}
}

// TestRowCache_ExpiryIsCorrect makes rows of all columns at any time before their
// lifetime ends, so that no column depends on the time without saying so.
func TestRowCache_ExpiryIsCorrect(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	now := time.Date(2026, time.December, 31, 23, 30, 0, 0, time.UTC) // the year ends soon
	past := func() time.Time { return now.Add(-time.Duration(random.Int64N(int64(400 * 24 * time.Hour)))) }
	soon := func() time.Time {
		reach := []time.Duration{time.Minute, time.Hour, 300 * time.Hour}[random.IntN(3)]
		return now.Add(time.Duration(random.Int64N(int64(reach))))
	}
	meta := func() inventory.Metadata {
		return inventory.Metadata{State: inventory.StateAvailable, CreatedDate: past(), LastModifiedDate: past()}
	}
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra", Metadata: meta()}}}
	s, _ := newStaticServer(t)
	for i := range 300 {
		id := strconv.Itoa(i)
		l.Volumes = append(l.Volumes, inventory.Volume{ID: "v" + id, DatacenterID: "dc", Metadata: meta()})
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{ID: "s" + id, Location: "de/fra", SizeGB: 1, Metadata: meta()})
		l.Labels = append(l.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "s" + id, Key: inventory.LabelVolume, Value: "v" + id})
		op := operation.Operation{ID: "o" + id, Version: 1, SnapshotID: "s" + id}
		switch i % 3 {
		case 0:
			op.Kind, op.State, op.NotBefore = operation.DeleteSnapshot, operation.Queued, soon()
		case 1:
			op.Kind, op.State, op.Task.Lock = operation.LockSnapshot, operation.Done, &operation.Lock{Reason: "audit", Until: soon()}
		}
		s.Operations.Put(op)
	}
	view := inventory.NewView(l, now)
	req := pageRequest{ctx: context.Background(), view: view, now: now, zone: time.UTC}
	req.report = func() *coverage.Report { return coverage.Of(view, coverage.Facts{Target: 24 * time.Hour, Now: now}) }
	requireStableRows(t, req, s.volumeColumns(), view.Volumes, random)
	requireStableRows(t, req, s.snapshotColumns(), l.Snapshots, random)
	requireStableRows(t, req, s.datacenterColumns(), l.Datacenters, random)
}

func requireStableRows[T any](t *testing.T, req pageRequest, columns []column[T], items []T, random *rand.Rand) {
	headers := sortableHeaders(tableQuery{}, columns)
	html := func(req pageRequest, item *T) (string, expiry) {
		row, expiry := rowOf(req, "x", columns, item)
		text, err := renderOne(req.ctx, views.TableRow(headers, row))
		require.NoError(t, err)
		return string(text), expiry
	}
	for i := range items {
		first, expiry := html(req, &items[i])
		require.False(t, expiry.until.IsZero(), "it tells a time")
		for range 5 {
			left := max(1, expiry.until.Sub(req.now))
			then := req
			then.now = req.now.Add(time.Duration(random.Int64N(int64(left))))
			again, _ := html(then, &items[i])
			require.Equal(t, first, again)
		}
	}
}

func TestRowCache_IsBounded(t *testing.T) {
	t.Parallel()
	cache, at := &rowCache{}, dataVersion{operations: 1}
	for i := range 100 {
		known := cache.of(at, reflect.TypeFor[inventory.Volume](), []views.Column{{Key: strconv.Itoa(i % 7)}})
		known.put(strconv.Itoa(i), cachedRow{html: make([]byte, maxRowBytes/10)})
		require.LessOrEqual(t, cache.rows.bytes.Load(), int64(maxRowBytes+maxRowBytes/5))
	}
	known := cache.of(dataVersion{operations: 2}, reflect.TypeFor[inventory.Volume](), nil)
	require.Zero(t, cache.rows.bytes.Load())
	for range 100 {
		known.put("x", cachedRow{html: make([]byte, 1000)})
	}
	require.EqualValues(t, 1000+rowBytes, cache.rows.bytes.Load(), "a row that was made again takes the place of the old one")
}

func TestRowCache_CellsSeeNoUser(t *testing.T) {
	t.Parallel()
	req := pageRequest{ctx: context.Background(), user: "ada", params: map[string]string{"id": "x"}, rows: &rowCache{}}
	columns := []column[inventory.Volume]{{key: "name", cell: func(req pageRequest, _ *inventory.Volume) views.Cell {
		require.Empty(t, req.user)
		require.Nil(t, req.url)
		require.Nil(t, req.params)
		return views.Cell{}
	}}}
	rowsFor(req, columns, inventory.Volume{})
}

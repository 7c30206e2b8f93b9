package handlers

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// counted are columns that count how often a cell was made.
func counted(made *int) []column[inventory.Volume] {
	return []column[inventory.Volume]{{key: "name", cell: func(_ asked, x *inventory.Volume) views.Cell {
		*made++
		return textCell(x.Name)
	}}}
}

func rowsFor(a asked, columns []column[inventory.Volume], volumes ...inventory.Volume) []views.Row {
	return rowsOf(a, headsOf(listing{}, columns), columns, volumes, func(x *inventory.Volume) string { return x.ID })
}

func TestARowIsMadeOnceForAsLongAsNothingChanges(t *testing.T) {
	t.Parallel()
	view := inventory.NewView(inventory.Listings{}, time.Time{})
	at := state{view: view, board: 1, told: 1}
	a := asked{ctx: context.Background(), view: view, rows: &rowCache{}, stamp: stamp{state: at, second: 1}}
	made := 0
	columns := counted(&made)
	for second := range int64(3) {
		a.stamp.second = second
		rowsFor(a, columns, inventory.Volume{ID: "x"}, inventory.Volume{ID: "y"})
	}
	require.Equal(t, 2, made)
	wide := counted(&made)
	wide[0].class = "wrap"
	rowsFor(a, wide, inventory.Volume{ID: "x"})
	require.Equal(t, 3, made, "in a column that looks otherwise it is another row")
	for i, other := range []state{
		{view: inventory.NewView(inventory.Listings{}, time.Time{}), board: 1, told: 1},
		{view: view, board: 2, told: 1},
		{view: view, board: 1, told: 2},
	} {
		a.stamp.state = other
		rows := rowsFor(a, columns, inventory.Volume{ID: "x", Name: "changed"})
		require.Equal(t, 4+i, made)
		require.Contains(t, string(rows[0].Rendered), "changed")
	}
}

func TestARowThatTellsATimeIsMadeAgainWhenItIsToldInOtherWords(t *testing.T) {
	t.Parallel()
	created := time.Unix(1_800_000_000, 0)
	volume, made := inventory.Volume{ID: "x", Metadata: inventory.Metadata{CreatedDate: created}}, 0
	a := asked{ctx: context.Background(), zone: time.UTC, rows: &rowCache{}}
	columns := []column[inventory.Volume]{{key: "created", cell: func(a asked, x *inventory.Volume) views.Cell {
		made++
		return whenCell(a, x.Metadata.CreatedDate)
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
		a.now = created.Add(c.after)
		require.Contains(t, string(rowsFor(a, columns, volume)[0].Rendered), c.shows)
		require.Equal(t, c.made, made, c.after)
	}
}

// TestRowsReadTheSameForAsLongAsTheySay makes rows of all columns at any time before their
// lifetime ends, so that no column depends on the time without saying so.
func TestRowsReadTheSameForAsLongAsTheySay(t *testing.T) {
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
	s, _ := quietServer(t)
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
		s.Board.Put(op)
	}
	view := inventory.NewView(l, now)
	a := asked{ctx: context.Background(), view: view, now: now, zone: time.UTC}
	allReadTheSame(t, a, s.volumeColumns(), view.Volumes, random)
	allReadTheSame(t, a, s.snapshotColumns(), l.Snapshots, random)
	allReadTheSame(t, a, s.datacenterColumns(), l.Datacenters, random)
}

func allReadTheSame[T any](t *testing.T, a asked, columns []column[T], items []T, random *rand.Rand) {
	heads := headsOf(listing{}, columns)
	html := func(a asked, item *T) (string, lifetime) {
		row, lasts := rowOf(a, "x", columns, item)
		text, err := renderOne(a.ctx, views.TableRow(heads, row))
		require.NoError(t, err)
		return string(text), lasts
	}
	for i := range items {
		first, lasts := html(a, &items[i])
		require.False(t, lasts.until.IsZero(), "it tells a time")
		for range 5 {
			left := max(1, lasts.until.Sub(a.now))
			then := a
			then.now = a.now.Add(time.Duration(random.Int64N(int64(left))))
			again, _ := html(then, &items[i])
			require.Equal(t, first, again)
		}
	}
}

func TestRememberedRowsAreBounded(t *testing.T) {
	t.Parallel()
	cache, at := &rowCache{}, state{board: 1}
	for i := range 100 {
		known := cache.of(at, reflect.TypeFor[inventory.Volume](), []views.Column{{Key: strconv.Itoa(i % 7)}})
		known.put(strconv.Itoa(i), knownRow{html: make([]byte, maxRowBytes/10)})
		require.LessOrEqual(t, cache.rows.bytes.Load(), int64(maxRowBytes+maxRowBytes/5))
	}
	known := cache.of(state{board: 2}, reflect.TypeFor[inventory.Volume](), nil)
	require.Zero(t, cache.rows.bytes.Load())
	for range 100 {
		known.put("x", knownRow{html: make([]byte, 1000)})
	}
	require.EqualValues(t, 1000+rowBytes, cache.rows.bytes.Load(), "a row that was made again takes the place of the old one")
}

func TestACellIsNotToldWhatARowMayNotDependOn(t *testing.T) {
	t.Parallel()
	a := asked{ctx: context.Background(), user: "ada", params: map[string]string{"id": "x"}, rows: &rowCache{}}
	columns := []column[inventory.Volume]{{key: "name", cell: func(a asked, _ *inventory.Volume) views.Cell {
		require.Empty(t, a.user)
		require.Nil(t, a.url)
		require.Nil(t, a.params)
		return views.Cell{}
	}}}
	rowsFor(a, columns, inventory.Volume{})
}

package handlers

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
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
	at := stamp{view: view, board: 1, told: 1, second: 1}
	a := asked{ctx: context.Background(), view: view, rows: &rowCache{}, stamp: at}
	made := 0
	columns := counted(&made)
	for range 3 {
		rowsFor(a, columns, inventory.Volume{ID: "x"}, inventory.Volume{ID: "y"})
	}
	require.Equal(t, 2, made)
	wide := counted(&made)
	wide[0].class = "wrap"
	rowsFor(a, wide, inventory.Volume{ID: "x"})
	require.Equal(t, 3, made, "in a column that looks otherwise it is another row")
	for i, other := range []stamp{
		{view: inventory.NewView(inventory.Listings{}, time.Time{}), board: 1, told: 1, second: 1},
		{view: view, board: 2, told: 1, second: 1},
		{view: view, board: 1, told: 2, second: 1},
		{view: view, board: 1, told: 1, second: 2},
	} {
		a.stamp = other
		rows := rowsFor(a, columns, inventory.Volume{ID: "x", Name: "changed"})
		require.Equal(t, 4+i, made)
		require.Contains(t, string(rows[0].Rendered), "changed")
	}
}

func TestRememberedRowsAreBounded(t *testing.T) {
	t.Parallel()
	known := &knownRows{html: map[string][]byte{}}
	for i := range 100 {
		known.put(string(rune('a'+i)), make([]byte, maxRowBytes/10))
	}
	require.Len(t, known.html, 11)
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

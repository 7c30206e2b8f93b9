package table

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// countingColumns returns columns that count how often a cell was rendered.
func countingColumns(made *int) []Column[inventory.Volume] {
	return []Column[inventory.Volume]{{Key: "name", Cell: func(_ web.Request, x *inventory.Volume) ui.Cell {
		*made++
		return TextCell(x.Name)
	}}}
}

func rowsFor(ctx context.Context, req web.Request, columns []Column[inventory.Volume], volumes ...inventory.Volume) []ui.Row {
	return RowsOf(ctx, req, SortableHeaders(Query{}, columns), columns, volumes, func(x *inventory.Volume) string { return x.ID })
}

func TestRowCache_ReusesUnchangedRow(t *testing.T) {
	t.Parallel()
	view := inventory.NewView(inventory.Listings{}, time.Time{})
	at := rowcache.Version{View: view, Operations: 1, Changes: 1}
	req := web.Request{View: view, Rows: &rowcache.Cache{}, Version: at}
	made := 0
	columns := countingColumns(&made)
	for range 3 {
		rowsFor(t.Context(), req, columns, inventory.Volume{ID: "x"}, inventory.Volume{ID: "y"})
	}
	require.Equal(t, 2, made)
	wide := countingColumns(&made)
	wide[0].Class = "wrap"
	rowsFor(t.Context(), req, wide, inventory.Volume{ID: "x"})
	require.Equal(t, 3, made, "a column that is drawn differently makes another row")
	for i, other := range []rowcache.Version{
		{View: inventory.NewView(inventory.Listings{}, time.Time{}), Operations: 1, Changes: 1},
		{View: view, Operations: 2, Changes: 1},
		{View: view, Operations: 1, Changes: 2},
	} {
		req.Version = other
		rows := rowsFor(t.Context(), req, columns, inventory.Volume{ID: "x", Name: "changed"})
		require.Equal(t, 4+i, made)
		require.Contains(t, string(rows[0].Rendered), "changed")
	}
}

func TestRowCache_ExpiresWithRelativeTime(t *testing.T) {
	t.Parallel()
	created := time.Unix(1_800_000_000, 0)
	volume, made := inventory.Volume{ID: "x", Metadata: inventory.Metadata{CreatedDate: created}}, 0
	req := web.Request{Zone: time.UTC, Rows: &rowcache.Cache{}}
	columns := []Column[inventory.Volume]{{Key: "created", Cell: func(req web.Request, x *inventory.Volume) ui.Cell {
		made++
		return WhenCell(req, x.Metadata.CreatedDate)
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
		req.Now = created.Add(c.after)
		require.Contains(t, string(rowsFor(t.Context(), req, columns, volume)[0].Rendered), c.shows)
		require.Equal(t, c.made, made, c.after)
	}
}

func TestRowCache_CellsDoNotDependOnUser(t *testing.T) {
	t.Parallel()
	req := web.Request{User: "ada", Params: map[string]string{"id": "x"}, Rows: &rowcache.Cache{}}
	columns := []Column[inventory.Volume]{{Key: "name", Cell: func(req web.Request, _ *inventory.Volume) ui.Cell {
		require.Empty(t, req.User)
		require.Nil(t, req.URL)
		require.Nil(t, req.Params)
		return ui.Cell{}
	}}}
	rowsFor(t.Context(), req, columns, inventory.Volume{})
}

package table

import (
	"context"
	"reflect"

	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views/ui"
)

// RowCreator returns the function that renders the row of a thing, or takes it from the cache.
func RowCreator[T any](ctx context.Context, req web.Request, headers []ui.Column, columns []Column[T], id func(*T) string) func(*T) ui.Row {
	known := req.Rows.Of(req.Version, reflect.TypeFor[T](), headers)
	return func(item *T) ui.Row {
		key := id(item)
		if html := known.Get(key, req.Now); html != nil {
			return ui.Row{ID: key, Rendered: html}
		}
		row, expiry := RowOf(req, key, columns, item)
		html, err := web.RenderOne(ctx, ui.TableRow(headers, row))
		if err != nil {
			return row // it fails when the page is rendered
		}
		known.Put(key, rowcache.Row{HTML: html, Expiry: expiry})
		return ui.Row{ID: key, Rendered: html}
	}
}

// RowsOf returns the rows of things.
func RowsOf[T any](ctx context.Context, req web.Request, headers []ui.Column, columns []Column[T], items []T, id func(*T) string) []ui.Row {
	row, rows := RowCreator(ctx, req, headers, columns, id), make([]ui.Row, len(items))
	for i := range items {
		rows[i] = row(&items[i])
	}
	return rows
}

// PlainRows returns the rows of things without the cache, for lists in which they look different than elsewhere.
func PlainRows[T any](req web.Request, columns []Column[T], items []T, id func(*T) string) []ui.Row {
	rows := make([]ui.Row, len(items))
	for i := range items {
		rows[i], _ = RowOf(req, id(&items[i]), columns, &items[i])
	}
	return rows
}

// RowOf returns the row of a thing and its expiry; its cells see only the part of the request that a cached row may
// depend on.
func RowOf[T any](req web.Request, id string, columns []Column[T], item *T) (ui.Row, rowcache.Expiry) {
	var until rowcache.Expiry
	same := web.Request{View: req.View, Now: req.Now, Zone: req.Zone, Expiry: &until, Report: req.Report}
	r := ui.Row{ID: id, Cells: make([]ui.Cell, len(columns))}
	for i := range columns {
		r.Cells[i] = columns[i].Cell(same, item)
	}
	return r, until
}

package handlers

import (
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"snapdeck/internal/views"
)

// The limit of the remembered rows, which are those of about ten thousand things, and about what
// remembering one takes beside its text.
const (
	maxRowBytes = 16 << 20
	rowBytes    = 100
)

// rowCache remembers rows of lists as they were rendered, for as long as nothing that they show has
// changed and no time in them is told in other words. Many lists, pages of them and live updates are
// then put together of the same rows. It may be used concurrently.
type rowCache struct {
	mu   sync.Mutex
	rows *versionRows
}

// versionRows are rows of one state.
type versionRows struct {
	version dataVersion
	lists   map[string]*cachedRows
	bytes   atomic.Int64
}

// cachedRows are the rows of one kind of things with the same columns.
type cachedRows struct {
	mu    sync.RWMutex
	rows  map[string]cachedRow // by id
	bytes *atomic.Int64        // of all kinds
}

// cachedRow is a row as it was rendered.
type cachedRow struct {
	html   []byte
	expiry expiry
}

// of returns what is known of the rows of a kind of things below some heads.
func (c *rowCache) of(now dataVersion, kind reflect.Type, headers []views.Column) *cachedRows {
	var key strings.Builder
	key.WriteString(kind.String())
	for _, h := range headers {
		for _, word := range []string{" ", h.Key, "/", h.Class, "/", h.InlineLabel} {
			key.WriteString(word)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil || c.rows.version != now || c.rows.bytes.Load() > maxRowBytes {
		c.rows = &versionRows{version: now, lists: map[string]*cachedRows{}}
	}
	known := c.rows.lists[key.String()]
	if known == nil {
		known = &cachedRows{rows: map[string]cachedRow{}, bytes: &c.rows.bytes}
		c.rows.lists[key.String()] = known
	}
	return known
}

// get returns a row as it reads at a time, or nil.
func (k *cachedRows) get(id string, now time.Time) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if row := k.rows[id]; !row.expiry.passed(now) {
		return row.html
	}
	return nil
}

func (k *cachedRows) put(id string, row cachedRow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, known := k.rows[id]
	k.rows[id] = row
	k.bytes.Add(int64(len(row.html) - len(before.html)))
	if !known {
		k.bytes.Add(rowBytes)
	}
}

// rowCreator returns what makes the row of a thing below heads, unless it is known.
func rowCreator[T any](req pageRequest, headers []views.Column, columns []column[T], id func(*T) string) func(*T) views.Row {
	known := req.rows.of(req.version.dataVersion, reflect.TypeFor[T](), headers)
	return func(item *T) views.Row {
		key := id(item)
		if html := known.get(key, req.now); html != nil {
			return views.Row{ID: key, Rendered: html}
		}
		row, expiry := rowOf(req, key, columns, item)
		html, err := renderOne(req.ctx, views.TableRow(headers, row))
		if err != nil {
			return row // to fail where the page is rendered
		}
		known.put(key, cachedRow{html: html, expiry: expiry})
		return views.Row{ID: key, Rendered: html}
	}
}

// rowsOf are the rows of things.
func rowsOf[T any](req pageRequest, headers []views.Column, columns []column[T], items []T, id func(*T) string) []views.Row {
	row, rows := rowCreator(req, headers, columns, id), make([]views.Row, len(items))
	for i := range items {
		rows[i] = row(&items[i])
	}
	return rows
}

// rowOf is the row of a thing, and how long it reads the same. Its cells are given no more of what
// was asked than a row may depend on: the state tells when that changes, and the lifetime when the
// time changes it.
func rowOf[T any](req pageRequest, id string, columns []column[T], item *T) (views.Row, expiry) {
	var until expiry
	same := pageRequest{ctx: req.ctx, view: req.view, infer: req.infer, now: req.now, zone: req.zone, expiry: &until, report: req.report}
	r := views.Row{ID: id, Cells: make([]views.Cell, len(columns))}
	for i := range columns {
		r.Cells[i] = columns[i].cell(same, item)
	}
	return r, until
}

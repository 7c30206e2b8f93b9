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
	rows *rememberedRows
}

// rememberedRows are rows of one state.
type rememberedRows struct {
	state state
	lists map[string]*knownRows
	bytes atomic.Int64
}

// knownRows are the rows of one kind of things with the same columns.
type knownRows struct {
	mu    sync.RWMutex
	rows  map[string]knownRow // by id
	bytes *atomic.Int64       // of all kinds
}

// knownRow is a row as it was rendered.
type knownRow struct {
	html  []byte
	lasts lifetime
}

// of returns what is known of the rows of a kind of things below some heads.
func (c *rowCache) of(now state, kind reflect.Type, heads []views.Column) *knownRows {
	var key strings.Builder
	key.WriteString(kind.String())
	for _, h := range heads {
		for _, word := range []string{" ", h.Key, "/", h.Class, "/", h.Word} {
			key.WriteString(word)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil || c.rows.state != now || c.rows.bytes.Load() > maxRowBytes {
		c.rows = &rememberedRows{state: now, lists: map[string]*knownRows{}}
	}
	known := c.rows.lists[key.String()]
	if known == nil {
		known = &knownRows{rows: map[string]knownRow{}, bytes: &c.rows.bytes}
		c.rows.lists[key.String()] = known
	}
	return known
}

// get returns a row as it reads at a time, or nil.
func (k *knownRows) get(id string, now time.Time) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if row := k.rows[id]; !row.lasts.over(now) {
		return row.html
	}
	return nil
}

func (k *knownRows) put(id string, row knownRow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, known := k.rows[id]
	k.rows[id] = row
	k.bytes.Add(int64(len(row.html) - len(before.html)))
	if !known {
		k.bytes.Add(rowBytes)
	}
}

// rowMaker returns what makes the row of a thing below heads, unless it is known.
func rowMaker[T any](a asked, heads []views.Column, columns []column[T], id func(*T) string) func(*T) views.Row {
	known := a.rows.of(a.stamp.state, reflect.TypeFor[T](), heads)
	return func(item *T) views.Row {
		key := id(item)
		if html := known.get(key, a.now); html != nil {
			return views.Row{ID: key, Rendered: html}
		}
		row, lasts := rowOf(a, key, columns, item)
		html, err := renderOne(a.ctx, views.TableRow(heads, row))
		if err != nil {
			return row // to fail where the page is rendered
		}
		known.put(key, knownRow{html: html, lasts: lasts})
		return views.Row{ID: key, Rendered: html}
	}
}

// rowsOf are the rows of things.
func rowsOf[T any](a asked, heads []views.Column, columns []column[T], items []T, id func(*T) string) []views.Row {
	row, rows := rowMaker(a, heads, columns, id), make([]views.Row, len(items))
	for i := range items {
		rows[i] = row(&items[i])
	}
	return rows
}

// rowOf is the row of a thing, and how long it reads the same. Its cells are given no more of what
// was asked than a row may depend on: the state tells when that changes, and the lifetime when the
// time changes it.
func rowOf[T any](a asked, id string, columns []column[T], item *T) (views.Row, lifetime) {
	var lasts lifetime
	same := asked{ctx: a.ctx, view: a.view, infer: a.infer, now: a.now, zone: a.zone, lasts: &lasts}
	r := views.Row{ID: id, Cells: make([]views.Cell, len(columns))}
	for i := range columns {
		r.Cells[i] = columns[i].cell(same, item)
	}
	return r, lasts
}

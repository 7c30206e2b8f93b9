package handlers

import (
	"reflect"
	"strings"
	"sync"

	"snapdeck/internal/views"
)

// maxRowBytes bounds the rows that are remembered: those of about ten thousand things.
const maxRowBytes = 16 << 20

// rowCache remembers rows of lists as they were rendered, for as long as nothing that a row can
// show has changed: under one stamp, a second at most. Many lists, pages of them and live
// updates are then put together of the same rows. It may be used concurrently.
type rowCache struct {
	mu    sync.Mutex
	stamp stamp
	lists map[string]*knownRows
}

// knownRows are the rows of one kind of things with the same columns.
type knownRows struct {
	mu    sync.RWMutex
	html  map[string][]byte // by id
	bytes int
}

// of returns what is known of the rows of a kind of things below some heads.
func (c *rowCache) of(now stamp, kind reflect.Type, heads []views.Column) *knownRows {
	var key strings.Builder
	key.WriteString(kind.String())
	for _, h := range heads {
		for _, word := range []string{" ", h.Key, "/", h.Class, "/", h.Word} {
			key.WriteString(word)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stamp != now || c.lists == nil {
		c.stamp, c.lists = now, map[string]*knownRows{}
	}
	known := c.lists[key.String()]
	if known == nil {
		known = &knownRows{html: map[string][]byte{}}
		c.lists[key.String()] = known
	}
	return known
}

func (k *knownRows) get(id string) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.html[id]
}

func (k *knownRows) put(id string, html []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bytes > maxRowBytes {
		return
	}
	k.html[id] = html
	k.bytes += len(html)
}

// rowMaker returns what makes the row of a thing below heads, unless it is known.
func rowMaker[T any](a asked, heads []views.Column, columns []column[T], id func(*T) string) func(*T) views.Row {
	known := a.rows.of(a.stamp, reflect.TypeFor[T](), heads)
	return func(item *T) views.Row {
		key := id(item)
		if html := known.get(key); html != nil {
			return views.Row{ID: key, Rendered: html}
		}
		row := rowOf(a, key, columns, item)
		html, err := renderOne(a.ctx, views.TableRow(heads, row))
		if err != nil {
			return row // to fail where the page is rendered
		}
		known.put(key, html)
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

// rowOf is the row of a thing. Its cells are given no more of what was asked than a row may
// depend on: the stamp tells when that changes.
func rowOf[T any](a asked, id string, columns []column[T], item *T) views.Row {
	same := asked{ctx: a.ctx, view: a.view, now: a.now, zone: a.zone}
	r := views.Row{ID: id, Cells: make([]views.Cell, len(columns))}
	for i := range columns {
		r.Cells[i] = columns[i].cell(same, item)
	}
	return r
}

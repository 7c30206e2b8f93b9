package web

import (
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// DataVersion is all that a row of a list can show, beside the time.
type DataVersion struct {
	View       *inventory.View
	Operations uint64
	Changes    uint64 // how often viewers were told of a change, whatever it was
}

// The limit of the remembered rows, which are those of about ten thousand volumes, and about what
// remembering one takes beside its text.
const (
	maxRowBytes = 32 << 20
	rowBytes    = 100
)

// RowCache remembers rows of lists as they were rendered, for as long as nothing that they show has
// changed and no time in them is told in other words. Many lists, pages of them and live updates are
// then put together of the same rows: without it a page of 100 rows is a quarter as fast. It may be used concurrently.
type RowCache struct {
	mu   sync.Mutex
	rows *versionRows
}

// versionRows are rows of one state.
type versionRows struct {
	version DataVersion
	lists   map[string]*CachedRows
	bytes   atomic.Int64
}

// CachedRows are the rows of one kind of things with the same columns.
type CachedRows struct {
	mu    sync.RWMutex
	rows  map[string]CachedRow // by id
	bytes *atomic.Int64        // of all kinds
}

// CachedRow is a row as it was rendered.
type CachedRow struct {
	HTML   []byte
	Expiry Expiry
}

// Of returns what is known of the rows of a kind of things below some heads.
func (c *RowCache) Of(now DataVersion, kind reflect.Type, headers []ui.Column) *CachedRows {
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
		c.rows = &versionRows{version: now, lists: map[string]*CachedRows{}}
	}
	known := c.rows.lists[key.String()]
	if known == nil {
		known = &CachedRows{rows: map[string]CachedRow{}, bytes: &c.rows.bytes}
		c.rows.lists[key.String()] = known
	}
	return known
}

// Get returns a row as it reads at a time, or nil.
func (k *CachedRows) Get(id string, now time.Time) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if row := k.rows[id]; !row.Expiry.passed(now) {
		return row.HTML
	}
	return nil
}

// Put remembers a row.
func (k *CachedRows) Put(id string, row CachedRow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, known := k.rows[id]
	k.rows[id] = row
	k.bytes.Add(int64(len(row.HTML) - len(before.HTML)))
	if !known {
		k.bytes.Add(rowBytes)
	}
}

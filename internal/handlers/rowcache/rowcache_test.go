package rowcache

import (
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func TestRowCache_IsBounded(t *testing.T) {
	t.Parallel()
	cache, at := &Cache{}, Version{Operations: 1}
	for i := range 100 {
		known := cache.Of(at, reflect.TypeFor[inventory.Volume](), []ui.Column{{Key: strconv.Itoa(i % 7)}})
		known.Put(strconv.Itoa(i), Row{HTML: make([]byte, maxRowBytes/10)})
		require.LessOrEqual(t, cache.rows.bytes.Load(), int64(maxRowBytes+maxRowBytes/5))
	}
	known := cache.Of(Version{Operations: 2}, reflect.TypeFor[inventory.Volume](), nil)
	require.Zero(t, cache.rows.bytes.Load())
	for range 100 {
		known.Put("x", Row{HTML: make([]byte, 1000)})
	}
	require.EqualValues(t, 1000+rowBytes, cache.rows.bytes.Load(), "a row that was made again takes the place of the old one")
}

// Rows differ by the kind of resource, by their columns and by how a column is drawn.
func TestRowCache_IsPerKindAndColumns(t *testing.T) {
	t.Parallel()
	cache, at := &Cache{}, Version{Operations: 1}
	volumes, snapshots := reflect.TypeFor[inventory.Volume](), reflect.TypeFor[inventory.Snapshot]()
	cache.Of(at, volumes, []ui.Column{{Key: "name"}}).Put("a", Row{HTML: []byte("row")})
	require.Equal(t, "row", string(cache.Of(at, volumes, []ui.Column{{Key: "name"}}).Get("a", webtest.Noon)))
	for name, rows := range map[string]*Rows{
		"kind": cache.Of(at, snapshots, []ui.Column{{Key: "name"}}), "column": cache.Of(at, volumes, []ui.Column{{Key: "size"}}),
		"class": cache.Of(at, volumes, []ui.Column{{Key: "name", Class: "num"}}), "label": cache.Of(at, volumes, []ui.Column{{Key: "name", InlineLabel: "Name"}}),
		"more": cache.Of(at, volumes, []ui.Column{{Key: "name"}, {Key: "size"}}),
	} {
		require.Nil(t, rows.Get("a", webtest.Noon), name)
	}
}

// A row also expires when one of its relative times changes.
func TestRowCache_ExpiresWithData(t *testing.T) {
	t.Parallel()
	cache, kind := &Cache{}, reflect.TypeFor[inventory.Volume]()
	v := inventory.NewView(inventory.Listings{}, webtest.Noon)
	at := Version{View: v, Operations: 1, Changes: 1}
	rows := cache.Of(at, kind, nil)
	rows.Put("a", Row{HTML: []byte("5 min ago"), Expiry: Expiry{Until: webtest.Noon.Add(time.Minute)}})
	require.NotNil(t, rows.Get("a", webtest.Noon))
	require.Nil(t, rows.Get("a", webtest.Noon.Add(time.Minute)))
	for name, other := range map[string]Version{
		"inventory": {View: inventory.NewView(inventory.Listings{}, webtest.Noon), Operations: 1, Changes: 1}, "operations": {View: v, Operations: 2, Changes: 1}, "others": {View: v, Operations: 1, Changes: 2},
	} {
		require.Nil(t, cache.Of(other, kind, nil).Get("a", webtest.Noon), name)
	}
}

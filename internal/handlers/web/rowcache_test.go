package web

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func TestRowCache_IsBounded(t *testing.T) {
	t.Parallel()
	cache, at := &RowCache{}, DataVersion{Operations: 1}
	for i := range 100 {
		known := cache.Of(at, reflect.TypeFor[inventory.Volume](), []ui.Column{{Key: strconv.Itoa(i % 7)}})
		known.Put(strconv.Itoa(i), CachedRow{HTML: make([]byte, maxRowBytes/10)})
		require.LessOrEqual(t, cache.rows.bytes.Load(), int64(maxRowBytes+maxRowBytes/5))
	}
	known := cache.Of(DataVersion{Operations: 2}, reflect.TypeFor[inventory.Volume](), nil)
	require.Zero(t, cache.rows.bytes.Load())
	for range 100 {
		known.Put("x", CachedRow{HTML: make([]byte, 1000)})
	}
	require.EqualValues(t, 1000+rowBytes, cache.rows.bytes.Load(), "a row that was made again takes the place of the old one")
}

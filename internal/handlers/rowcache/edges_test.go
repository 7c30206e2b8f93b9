package rowcache

import (
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
)

// A row has several relative times; the first that changes its words decides.
func TestExpiry_EarliestLimitCounts(t *testing.T) {
	t.Parallel()
	var none *Expiry
	none.Limit(webtest.Noon) // a page that is not cached
	var e Expiry
	for _, limit := range []struct{ at, want time.Duration }{{3, 3}, {5, 3}, {1, 1}, {1, 1}} {
		e.Limit(webtest.Noon.Add(limit.at * time.Minute))
		require.Equal(t, webtest.Noon.Add(limit.want*time.Minute), e.Until)
	}
}

// A list that is still being rendered keeps its rows, but does not mix them with those of newer data.
func TestRowCache_OldListsAreSeparate(t *testing.T) {
	t.Parallel()
	cache, kind := &Cache{}, reflect.TypeFor[inventory.Volume]()
	old := cache.Of(Version{Operations: 1}, kind, nil)
	old.Put("a", Row{HTML: []byte("old")})
	fresh := cache.Of(Version{Operations: 2}, kind, nil)
	require.Nil(t, fresh.Get("a", webtest.Noon))
	old.Put("b", Row{HTML: []byte("old")})
	require.Nil(t, fresh.Get("b", webtest.Noon))
	require.Equal(t, "old", string(old.Get("b", webtest.Noon)))
	require.Zero(t, cache.rows.bytes.Load(), "what is dropped does not count")
}

// The rows of many requests at once are those that were stored.
func TestRowCache_ConcurrentUse(t *testing.T) {
	t.Parallel()
	cache, kind := &Cache{}, reflect.TypeFor[inventory.Volume]()
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 200 {
				rows, id := cache.Of(Version{Operations: uint64(i / 50)}, kind, nil), strconv.Itoa(i%10)
				if n%2 == 0 {
					rows.Put(id, Row{HTML: []byte("row " + id)})
				} else if html := rows.Get(id, webtest.Noon); html != nil && string(html) != "row "+id {
					t.Errorf("row %s is %q", id, html)
				}
			}
		})
	}
	all.Wait()
}

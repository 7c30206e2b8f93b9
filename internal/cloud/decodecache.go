package cloud

import (
	"hash/maphash"
	"sync"
)

// decodeCache remembers how the entries of a listing looked, so that one that looks as it did is
// taken over from what is known and not decoded again. Reading all snapshots of a large
// contract once a minute is otherwise most of what an idle Snapdeck does. It may be used
// concurrently.
type decodeCache[T any] struct {
	known func(id string) (T, bool)
	sum   func(T) uint64 // of an item, so that what is known is only taken when it is what the entry said
	seed  maphash.Seed

	mu      sync.Mutex
	entries map[uint64]cachedEntry // by the sum of an entry
}

// cachedEntry is what an entry was read as.
type cachedEntry struct {
	id   string
	item uint64
}

// newDecodeCache returns a recall of items by what they are told from each other by, or nil when none
// are known.
func newDecodeCache[T comparable](known func(key string) (T, bool)) *decodeCache[T] {
	if known == nil {
		return nil
	}
	seed := maphash.MakeSeed()
	return &decodeCache[T]{known: known, seed: seed, sum: func(item T) uint64 { return maphash.Comparable(seed, item) }}
}

// begin begins a listing. A nil recall knows nothing and remembers nothing.
func (r *decodeCache[T]) begin() *cacheReading[T] {
	if r == nil {
		return &cacheReading[T]{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return &cacheReading[T]{cache: r, before: r.entries, now: make(map[uint64]cachedEntry, len(r.entries))}
}

// cacheReading is one listing that is being read.
type cacheReading[T any] struct {
	cache       *decodeCache[T]
	before, now map[uint64]cachedEntry
}

// lookup returns what an entry was read as before, and its sum, to be noted by.
func (r *cacheReading[T]) lookup(raw []byte) (item T, id string, sum uint64, ok bool) {
	if r.cache == nil {
		return item, "", 0, false
	}
	sum = maphash.Bytes(r.cache.seed, raw)
	was, seen := r.before[sum]
	if !seen {
		return item, "", sum, false
	}
	item, ok = r.cache.known(was.id)
	if !ok || r.cache.sum(item) != was.item {
		return item, "", sum, false
	}
	r.now[sum] = was
	return item, was.id, sum, true
}

// put remembers what an entry with a sum was read as.
func (r *cacheReading[T]) put(sum uint64, id string, item T) {
	if r.cache != nil && id != "" {
		r.now[sum] = cachedEntry{id, r.cache.sum(item)}
	}
}

// commit makes what was noted what is known from now on. It is called when the listing is whole.
func (r *cacheReading[T]) commit() {
	if r.cache == nil {
		return
	}
	r.cache.mu.Lock()
	defer r.cache.mu.Unlock()
	r.cache.entries = r.now
}

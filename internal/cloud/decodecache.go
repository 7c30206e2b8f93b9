package cloud

import (
	"hash/maphash"
	"sync"
)

// decodeCache maps the raw entries of a listing to the known items, so that unchanged entries are not decoded
// again. Without it, the last of 5,000 subscribers sees a new name after 190 ms instead of 90 ms, and decoding all snapshots of a
// large contract once a minute is half of the load of an idle Snapdeck. It is safe for concurrent use.
type decodeCache[T any] struct {
	lookup func(id string) (T, bool)
	sum    func(T) uint64 // of an item; a known item is used only when it equals the decoded entry
	seed   maphash.Seed

	mu      sync.Mutex
	entries map[uint64]cachedEntry // by hash of the raw entry
}

type cachedEntry struct {
	id   string
	item uint64
}

// newDecodeCache returns a cache that finds known items by their key, or nil without known items.
func newDecodeCache[T comparable](lookup func(key string) (T, bool)) *decodeCache[T] {
	if lookup == nil {
		return nil
	}
	seed := maphash.MakeSeed()
	return &decodeCache[T]{lookup: lookup, seed: seed, sum: func(item T) uint64 { return maphash.Comparable(seed, item) }}
}

// begin starts a listing. A nil cache caches nothing.
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

// lookup returns the known item of an entry, and the entry's hash for put.
func (r *cacheReading[T]) lookup(raw []byte) (item T, id string, sum uint64, ok bool) {
	if r.cache == nil {
		return item, "", 0, false
	}
	sum = maphash.Bytes(r.cache.seed, raw)
	was, seen := r.before[sum]
	if !seen {
		return item, "", sum, false
	}
	item, ok = r.cache.lookup(was.id)
	if !ok || r.cache.sum(item) != was.item {
		return item, "", sum, false
	}
	r.now[sum] = was
	return item, was.id, sum, true
}

func (r *cacheReading[T]) put(sum uint64, id string, item T) {
	if r.cache != nil && id != "" {
		r.now[sum] = cachedEntry{id, r.cache.sum(item)}
	}
}

// commit replaces the cache by the recorded entries, when the listing is complete.
func (r *cacheReading[T]) commit() {
	if r.cache == nil {
		return
	}
	r.cache.mu.Lock()
	defer r.cache.mu.Unlock()
	r.cache.entries = r.now
}

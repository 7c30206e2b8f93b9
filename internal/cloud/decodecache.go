package cloud

import (
	"hash/maphash"
	"sync"
)

// recall remembers how the entries of a listing looked, so that one that looks as it did is
// taken over from what is known and not decoded again. Reading all snapshots of a large
// contract once a minute is otherwise most of what an idle Snapdeck does. It may be used
// concurrently.
type recall[T any] struct {
	known func(id string) (T, bool)
	sum   func(T) uint64 // of an item, so that what is known is only taken when it is what the entry said
	seed  maphash.Seed

	mu   sync.Mutex
	seen map[uint64]trace // by the sum of an entry
}

// trace is what an entry was read as.
type trace struct {
	id   string
	item uint64
}

// newRecall returns a recall of items by what they are told from each other by, or nil when none
// are known.
func newRecall[T comparable](known func(key string) (T, bool)) *recall[T] {
	if known == nil {
		return nil
	}
	seed := maphash.MakeSeed()
	return &recall[T]{known: known, seed: seed, sum: func(item T) uint64 { return maphash.Comparable(seed, item) }}
}

// reading begins a listing. A nil recall knows nothing and remembers nothing.
func (r *recall[T]) reading() *recalling[T] {
	if r == nil {
		return &recalling[T]{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return &recalling[T]{from: r, before: r.seen, now: make(map[uint64]trace, len(r.seen))}
}

// recalling is one listing that is being read.
type recalling[T any] struct {
	from        *recall[T]
	before, now map[uint64]trace
}

// look returns what an entry was read as before, and its sum, to be noted by.
func (r *recalling[T]) look(raw []byte) (item T, id string, sum uint64, ok bool) {
	if r.from == nil {
		return item, "", 0, false
	}
	sum = maphash.Bytes(r.from.seed, raw)
	was, seen := r.before[sum]
	if !seen {
		return item, "", sum, false
	}
	item, ok = r.from.known(was.id)
	if !ok || r.from.sum(item) != was.item {
		return item, "", sum, false
	}
	r.now[sum] = was
	return item, was.id, sum, true
}

// note remembers what an entry with a sum was read as.
func (r *recalling[T]) note(sum uint64, id string, item T) {
	if r.from != nil && id != "" {
		r.now[sum] = trace{id, r.from.sum(item)}
	}
}

// done makes what was noted what is known from now on. It is called when the listing is whole.
func (r *recalling[T]) done() {
	if r.from == nil {
		return
	}
	r.from.mu.Lock()
	defer r.from.mu.Unlock()
	r.from.seen = r.now
}

// Package memo remembers computed values by what they were computed from.
package memo

import (
	"slices"
	"sync"
)

// Recent remembers the values of the last few keys. The zero value remembers one. It is safe for concurrent use.
type Recent[K comparable, V any] struct {
	Limit int // how many keys; 0: one

	mu     sync.Mutex
	values map[K]func() V
	order  []K // oldest first
}

// Get returns the value of a key. It computes a missing one once, even for concurrent calls.
func (r *Recent[K, V]) Get(key K, compute func() V) V {
	return r.remember(key, compute)()
}

func (r *Recent[K, V]) remember(key K, compute func() V) func() V {
	r.mu.Lock()
	defer r.mu.Unlock()
	if value, known := r.values[key]; known {
		return value
	}
	if r.values == nil {
		r.values = map[K]func() V{}
	}
	r.values[key] = sync.OnceValue(compute)
	r.order = append(r.order, key)
	if len(r.order) > max(1, r.Limit) {
		delete(r.values, r.order[0])
		r.order = slices.Delete(r.order, 0, 1)
	}
	return r.values[key]
}

package ionossim

import (
	"encoding/json"
	"slices"
)

type keyed interface{ key() string }

// table holds items by id and in order of insertion. Its zero value is empty. In JSON it is an array.
type table[T keyed] struct {
	byID  map[string]T
	order []T
}

func (t *table[T]) get(id string) (T, bool) {
	v, ok := t.byID[id]
	return v, ok
}

func (t *table[T]) add(v T) {
	if t.byID == nil {
		t.byID = make(map[string]T)
	}
	t.byID[v.key()] = v
	t.order = append(t.order, v)
}

func (t *table[T]) remove(id string) {
	if _, ok := t.byID[id]; !ok {
		return
	}
	delete(t.byID, id)
	t.order = slices.DeleteFunc(t.order, func(v T) bool { return v.key() == id })
}

// dropOldest removes up to n items from the front for which may returns true.
func (t *table[T]) dropOldest(n int, may func(T) bool) {
	t.order = slices.DeleteFunc(t.order, func(v T) bool {
		if n <= 0 || !may(v) {
			return false
		}
		n--
		delete(t.byID, v.key())
		return true
	})
}

func (t *table[T]) all() []T { return t.order }

func (t *table[T]) size() int { return len(t.order) }

// MarshalJSON writes the items in order.
func (t table[T]) MarshalJSON() ([]byte, error) {
	if t.order == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(t.order)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *table[T]) UnmarshalJSON(data []byte) error {
	var items []T
	if err := json.Unmarshal(data, &items); err != nil {
		return err
	}
	*t = table[T]{}
	for _, v := range items {
		t.add(v)
	}
	return nil
}

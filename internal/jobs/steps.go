package jobs

import "context"

// steps are those of an operation whose end is not stored yet: one, or two for the moment
// in which the next one has begun and the news of the last one's end is on its way.
type steps struct {
	open  int
	woken bool
}

func (w *worker) begin(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running[id] == nil {
		w.running[id] = &steps{}
	}
	w.running[id].open++
}

// wake notes that an operation in a step shall go on at once.
func (w *worker) wake(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.running[id]; s != nil {
		s.woken = true
	}
}

// settled notes that the end of a step is stored, and reports whether it was woken meanwhile.
func (w *worker) settled(id string) (woken bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.running[id]
	if s == nil {
		return false
	}
	if s.open--; s.open > 0 {
		return false
	}
	delete(w.running, id)
	return s.woken
}

// lost forgets a step whose operation somebody else goes on with.
func (w *worker) lost(ctx context.Context, id string) {
	w.log.WarnContext(ctx, "a step of an operation was ended, because other replicas may take it over", "operation", id)
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.running, id)
	delete(w.failures, id)
}

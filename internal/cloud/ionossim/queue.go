package ionossim

import (
	"slices"
	"time"
)

// contractQueue is the queue of changes outside data centers.
const contractQueue = "contract"

// acceptDelay is the minimal time in QUEUED, at speed 1.
const acceptDelay = time.Second

const maxFinishedRequests = 20_000

// requestQueue is one FIFO queue of requests: of one data center, or of the contract.
type requestQueue struct {
	Free time.Time // when the last request ended
	Held bool      `json:",omitempty"` // another client's work stops it

	queue []*request
}

// scaled divides a duration by the speed.
func (w *state) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / w.speed)
}

func (w *state) queueOf(key string) *requestQueue {
	l, ok := w.Lanes[key]
	if !ok {
		l = &requestQueue{}
		w.Lanes[key] = l
	}
	return l
}

// enqueue accepts a request into its queue, and makes its resources BUSY.
func (w *state) enqueue(r *request, now time.Time) {
	w.Serial++
	r.Number = w.Serial
	r.Status, r.Message = statusQueued, ""
	r.Ready = now.Add(w.scaled(acceptDelay))
	r.After = w.pendingOn(r)
	w.Requests.add(r)
	w.index(r)
	w.touchAll(r)
	if over := w.Requests.size() - maxFinishedRequests; over > maxFinishedRequests/10 {
		w.Requests.dropOldest(over, (*request).finished)
	}
}

// index adds a pending request to the indexes.
func (w *state) index(r *request) {
	w.pending[r.ID] = r
	l := w.queueOf(r.Lane)
	l.queue = append(l.queue, r)
	for _, id := range r.Touches {
		w.busy[id]++
	}
	for _, id := range r.Uses {
		w.inUse[id]++
	}
}

func (w *state) unindex(r *request) {
	delete(w.pending, r.ID)
	l := w.queueOf(r.Lane)
	l.queue = slices.DeleteFunc(l.queue, func(other *request) bool { return other == r })
	for _, id := range r.Touches {
		countDown(w.busy, id)
	}
	for _, id := range r.Uses {
		countDown(w.inUse, id)
	}
}

func countDown(counts map[string]int, key string) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}

// pendingOn returns the requests of other queues on the same snapshot. They go first: a snapshot can be renamed
// or deleted during its creation, but the change waits.
func (w *state) pendingOn(r *request) []string {
	if r.Work.Snapshot == "" {
		return nil
	}
	var ids []string
	for _, other := range w.pending {
		if other.Work.Snapshot == r.Work.Snapshot && other.Lane != r.Lane {
			ids = append(ids, other.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// advance advances all queues to now, event by event in order of time, and reports whether anything changed.
func (w *state) advance(now time.Time) bool {
	changed := false
	for {
		r, at := w.next()
		if r == nil || at.After(now) {
			return changed
		}
		if r.Status == statusQueued {
			w.start(r, at)
		} else {
			w.finish(r, at)
		}
		changed = true
	}
}

// next returns the request with the next event, and its time.
func (w *state) next() (*request, time.Time) {
	var first *request
	var when time.Time
	for key, l := range w.Lanes {
		r, at := w.nextOf(l, key)
		if r == nil {
			continue
		}
		if first == nil || at.Before(when) || at.Equal(when) && r.Number < first.Number {
			first, when = r, at
		}
	}
	return first, when
}

// nextOf returns the next event of one queue: the end of the running request, else the start of the first
// waiting one. In the contract's queue, a request that waits for another queue does not block others.
func (w *state) nextOf(l *requestQueue, key string) (*request, time.Time) {
	if i := slices.IndexFunc(l.queue, func(r *request) bool { return r.Status == statusRunning }); i >= 0 {
		r := l.queue[i]
		if r.stuckForever(statusRunning) {
			return nil, time.Time{}
		}
		return r, r.leaves(statusRunning, r.Ends)
	}
	for _, r := range l.queue {
		switch waiting := w.waits(r); {
		case waiting && key == contractQueue:
			continue
		case waiting, l.Held, r.stuckForever(statusQueued):
			return nil, time.Time{}
		}
		return r, r.leaves(statusQueued, latest(r.Ready, l.Free))
	}
	return nil, time.Time{}
}

// waits reports whether a request of another queue must finish before r.
func (w *state) waits(r *request) bool {
	return slices.ContainsFunc(r.After, func(id string) bool { return w.pending[id] != nil })
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (w *state) start(r *request, at time.Time) {
	r.Status, r.Started = statusRunning, at
	r.Ends = at.Add(w.scaled(r.Length))
	r.touch()
	w.begin(&r.Work)
}

// finish ends a request with success or its planned failure, and applies its work.
func (w *state) finish(r *request, at time.Time) {
	message := w.conclude(r, at)
	r.Status, r.Message = statusDone, messageDone
	if message != "" {
		r.Status, r.Message = statusFailed, message
	}
	r.modify(r.CreatedBy, at)
	r.Ends = at
	w.unindex(r)
	w.queueOf(r.Lane).Free = at
	w.touchAll(r)
	for _, other := range w.pending {
		if slices.Contains(other.After, r.ID) {
			other.Ready = latest(other.Ready, at)
		}
	}
	if d, ok := w.Datacenters.get(r.Lane); ok {
		d.Props.Version++
		d.Modified, d.ModifiedBy = at, r.CreatedBy
	}
}

// finishNow finishes a newly accepted request at once, before all others.
func (w *state) finishNow(r *request, at time.Time) {
	w.start(r, at)
	w.finish(r, at)
}

// touchAll changes the etags of a request's resources.
func (w *state) touchAll(r *request) {
	for _, id := range r.Touches {
		if rec := w.recordOf(r, id); rec != nil {
			rec.touch()
		}
	}
}

func (w *state) recordOf(r *request, id string) *record {
	if s, ok := w.Snapshots.get(id); ok {
		return &s.record
	}
	d, ok := w.Datacenters.get(r.Work.Datacenter)
	if !ok {
		return nil
	}
	if d.ID == id {
		return &d.record
	}
	if v, ok := d.Volumes.get(id); ok {
		return &v.record
	}
	if s, ok := d.Servers.get(id); ok {
		return &s.record
	}
	return nil
}

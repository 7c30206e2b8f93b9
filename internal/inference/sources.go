package inference

import (
	"sync"
	"sync/atomic"
	"time"

	"snapdeck/internal/inventory"
)

// slowRequest is how long after the creation of a snapshot its request may start to name it.
const slowRequest = 15 * time.Minute

// Sources adds inferred sources to the view of a contract. All pages read these views, so none can omit the
// inference. It is safe for concurrent use.
type Sources struct {
	read func() *inventory.View // returns the view without inferred sources
	past *HistoryReader

	latest atomic.Pointer[withSource]

	working sync.Mutex          // held while inferring
	origins []inventory.Request // seen before the start; read-only after that
	changes uint64              // of inferred sources within one version of the view
	learned chan struct{}       // signals new requests
}

// withSource is a view with what it was made of.
type withSource struct {
	raw      *inventory.View
	readAt   time.Time // of the request history
	view     *inventory.View
	inferred *inferred // in the view; nil: without inferred sources
}

// NewSources adds sources to the views that read returns.
func NewSources(read func() *inventory.View, reader *HistoryReader) *Sources {
	return &Sources{read: read, past: reader, learned: make(chan struct{}, 1)}
}

// UseOrigins sets the requests that were seen before and that IONOS Cloud may no longer list. It must be called
// before View.
func (s *Sources) UseOrigins(origins []Origin) {
	for _, o := range origins {
		s.origins = append(s.origins, o.request())
	}
}

// View returns the current view with inferred sources. It never waits for IONOS Cloud: nothing is inferred
// during the first load, and new snapshots of unknown source make the request history be read in the
// background. It never returns nil.
func (s *Sources) View() *inventory.View { return s.current().view }

func (s *Sources) current() *withSource {
	raw := s.read()
	if !raw.Loading.Complete && raw.Loading.CachedAsOf.IsZero() && s.latest.Load() == nil {
		return &withSource{raw: raw, view: raw}
	}
	if now := s.latest.Load(); now.isOf(raw, s.past.Cached()) {
		s.requestHistory(now.view)
		return now
	}
	s.working.Lock()
	defer s.working.Unlock()
	raw = s.read() // it may have changed while another goroutine inferred
	now := s.infer(raw, s.past.Cached())
	s.requestHistory(now.view)
	return now
}

// requestHistory requests a read of the history when it may reveal the source of a snapshot.
func (s *Sources) requestHistory(v *inventory.View) {
	latest, readAt := v.LatestUnknown(), s.past.Cached().ReadAt
	if v.UnknownSources() > 0 && (readAt.IsZero() || latest.After(readAt.Add(-slowRequest))) {
		s.past.Current(latest)
	}
}

func (s *withSource) isOf(raw *inventory.View, history inventory.RequestHistory) bool {
	return s != nil && s.raw == raw && s.readAt.Equal(history.ReadAt)
}

// infer makes the next view. working must be held.
func (s *Sources) infer(raw *inventory.View, history inventory.RequestHistory) *withSource {
	old := s.latest.Load()
	if old.isOf(raw, history) {
		return old
	}
	next := &withSource{raw: raw, readAt: history.ReadAt}
	requests := s.requests(old, history)
	if old == nil {
		next.inferred = newInferred(raw, requests)
		next.view = next.inferred.viewAs(raw.Version)
	} else if inferred, changed := old.inferred.next(raw, requests); changed {
		if old.raw == raw {
			s.changes++
		}
		next.view, next.inferred = inferred.viewAs(raw.Version+s.changes), inferred
	} else {
		next.view, next.inferred = old.view, old.inferred
	}
	s.latest.Store(next)
	if old == nil || !old.readAt.Equal(history.ReadAt) {
		select {
		case s.learned <- struct{}{}:
		default:
		}
	}
	return next
}

// requests returns the requests to infer from: those listed and those stored.
func (s *Sources) requests(old *withSource, history inventory.RequestHistory) []inventory.Request {
	if old != nil && old.readAt.Equal(history.ReadAt) {
		return old.inferred.requests
	}
	if len(s.origins) == 0 {
		return history.Requests
	}
	return mergeRequests(s.origins, history.Requests)
}

// History returns the request history without waiting, and requests a read when it is old, or older than the newest
// snapshot of a view whose source is unknown.
func (s *Sources) History(v *inventory.View) inventory.RequestHistory {
	return s.past.Current(v.LatestUnknown())
}

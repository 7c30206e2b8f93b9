package inventory

import (
	"sync"
	"sync/atomic"
	"time"
)

// slowRequest is how long after a snapshot was made its request may come to name it.
const slowRequest = 15 * time.Minute

// Sources gives the view of a contract together with what is inferred of where its snapshots came
// from. Everything that is shown is read from its views, so that nothing can leave the inference out.
// It may be used concurrently.
type Sources struct {
	read func() *View // the view as it is read
	past *HistoryReader

	latest atomic.Pointer[withSource]

	working    sync.Mutex // held by the one that infers
	origins    []Request  // that were seen before the start; never changed after that
	changes    uint64     // of what is inferred of one and the same view
	inferences atomic.Pointer[Inferences]
	learned    chan struct{} // requests came
}

// withSource is a view with what it was made of.
type withSource struct {
	raw    *View
	readAt time.Time // of the past
	view   *View
}

// NewSources returns the sources of the views that read returns.
func NewSources(read func() *View, reader *HistoryReader) *Sources {
	return &Sources{read: read, past: reader, learned: make(chan struct{}, 1)}
}

// UseOrigins tells of requests that were seen before, which IONOS Cloud need not list any longer. It
// must be called before View.
func (s *Sources) UseOrigins(origins []Origin) {
	for _, o := range origins {
		s.origins = append(s.origins, o.request())
	}
}

// View returns what is known now, with what is inferred of it. It never waits for the cloud: while the
// contract is being read for the first time nothing is inferred, and the requests of the past are read
// in the background when snapshots of unknown source came. It never returns nil.
func (s *Sources) View() *View {
	raw := s.read()
	if !raw.Loading.Complete && raw.Loading.CachedAsOf.IsZero() && s.latest.Load() == nil {
		return raw
	}
	if now := s.latest.Load(); now.isOf(raw, s.past.Cached()) {
		s.look(now.view)
		return now.view
	}
	s.working.Lock()
	defer s.working.Unlock()
	raw = s.read() // it may have changed while another one inferred
	now := s.infer(raw, s.past.Cached())
	s.look(now.view)
	return now.view
}

// look lets the requests of the past be read when they may tell of a snapshot of unknown source that
// they did not tell of before.
func (s *Sources) look(v *View) {
	latest, readAt := v.latestUnknown(), s.past.Cached().ReadAt
	if v.UnknownSources() > 0 && (readAt.IsZero() || latest.After(readAt.Add(-slowRequest))) {
		s.past.Current(latest)
	}
}

func (s *withSource) isOf(raw *View, history RequestHistory) bool {
	return s != nil && s.raw == raw && s.readAt.Equal(history.ReadAt)
}

// infer makes the next view. working must be held.
func (s *Sources) infer(raw *View, history RequestHistory) *withSource {
	old := s.latest.Load()
	if old.isOf(raw, history) {
		return old
	}
	next := &withSource{raw: raw, readAt: history.ReadAt}
	switch requests := s.requests(old, history); {
	case old == nil:
		next.view = raw.with(newInference(raw, requests), raw.Version)
	default:
		inferred, changed := old.view.inferred.next(raw, requests)
		if next.view = old.view; changed {
			if old.raw == raw {
				s.changes++
			}
			next.view = raw.with(inferred, raw.Version+s.changes)
		}
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

// requests are those that sources are inferred from: what the cloud lists and what was remembered.
func (s *Sources) requests(old *withSource, history RequestHistory) []Request {
	if old != nil && old.readAt.Equal(history.ReadAt) {
		return old.view.inferred.requests
	}
	if len(s.origins) == 0 {
		return history.Requests
	}
	return mergeRequests(s.origins, history.Requests)
}

// with is a view with what is inferred of it. What does not depend on that is shared.
func (v *View) with(x *inference, version uint64) *View {
	y := *v
	y.Version, y.inferred = version, x
	y.lazy = newLazyIndexes(&y)
	y.lazy.share(v.lazy)
	return &y
}

// latestUnknown is when the newest snapshot was made whose source is neither known nor certain.
func (v *View) latestUnknown() time.Time { return v.lazy.latestUnknown() }

func (v *View) findLatestUnknown() time.Time {
	for i, s := range v.Snapshots {
		if !v.sourceAt(i).Known() {
			return s.Metadata.CreatedDate
		}
	}
	return time.Time{}
}

// Past tells how far the requests of the past are read.
func (s *Sources) Past() RequestHistory { return s.past.Cached() }

// Inferences returns what is inferred of all snapshots of a view that do not carry their source.
func (s *Sources) Inferences(v *View) *Inferences {
	history := s.past.Cached()
	if old := s.inferences.Load(); old != nil && old.view == v {
		return &Inferences{All: old.All, History: history, view: v, byID: old.byID}
	}
	g := v.inferences(history)
	s.inferences.Store(g)
	return g
}

// Look is Inferences, and lets the requests of the past be read when they are old.
func (s *Sources) Look(v *View) *Inferences {
	s.past.Current(v.latestUnknown())
	return s.Inferences(v)
}

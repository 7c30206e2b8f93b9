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
	past *Past

	latest atomic.Pointer[sourced]

	working sync.Mutex // held by the one that infers
	origins []Request  // that were seen before the start; never changed after that
	changes uint64     // of what is inferred of one and the same view
	guesses atomic.Pointer[Guesses]
	learned chan struct{} // requests came
}

// sourced is a view with what it was made of.
type sourced struct {
	raw    *View
	readAt time.Time // of the past
	view   *View
}

// NewSources returns the sources of the views that read returns.
func NewSources(read func() *View, past *Past) *Sources {
	return &Sources{read: read, past: past, learned: make(chan struct{}, 1)}
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
	if !raw.Loading.Complete && raw.Loading.Kept.IsZero() && s.latest.Load() == nil {
		return raw
	}
	if now := s.latest.Load(); now.isOf(raw, s.past.Known()) {
		s.look(now.view)
		return now.view
	}
	s.working.Lock()
	defer s.working.Unlock()
	raw = s.read() // it may have changed while another one inferred
	now := s.infer(raw, s.past.Known())
	s.look(now.view)
	return now.view
}

// look lets the requests of the past be read when they may tell of a snapshot of unknown source that
// they did not tell of before.
func (s *Sources) look(v *View) {
	latest, readAt := v.latestUnknown(), s.past.Known().ReadAt
	if v.UnknownSources() > 0 && (readAt.IsZero() || latest.After(readAt.Add(-slowRequest))) {
		s.past.Look(latest)
	}
}

func (s *sourced) isOf(raw *View, past Recollection) bool {
	return s != nil && s.raw == raw && s.readAt.Equal(past.ReadAt)
}

// infer makes the next view. working must be held.
func (s *Sources) infer(raw *View, past Recollection) *sourced {
	old := s.latest.Load()
	if old.isOf(raw, past) {
		return old
	}
	next := &sourced{raw: raw, readAt: past.ReadAt}
	switch requests := s.requests(old, past); {
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
	if old == nil || !old.readAt.Equal(past.ReadAt) {
		select {
		case s.learned <- struct{}{}:
		default:
		}
	}
	return next
}

// requests are those that sources are inferred from: what the cloud lists and what was remembered.
func (s *Sources) requests(old *sourced, past Recollection) []Request {
	if old != nil && old.readAt.Equal(past.ReadAt) {
		return old.view.inferred.requests
	}
	if len(s.origins) == 0 {
		return past.Requests
	}
	return remember(s.origins, past.Requests)
}

// with is a view with what is inferred of it. What does not depend on that is shared.
func (v *View) with(x *inference, version uint64) *View {
	y := *v
	y.Version, y.inferred = version, x
	y.lookups = newLookups(&y)
	y.lookups.share(v.lookups)
	return &y
}

// latestUnknown is when the newest snapshot was made whose source is neither known nor certain.
func (v *View) latestUnknown() time.Time { return v.lookups.latestUnknown() }

func (v *View) findLatestUnknown() time.Time {
	for i, s := range v.Snapshots {
		if !v.sourceAt(i).Known() {
			return s.Metadata.CreatedDate
		}
	}
	return time.Time{}
}

// Past tells how far the requests of the past are read.
func (s *Sources) Past() Recollection { return s.past.Known() }

// Guesses returns what is inferred of all snapshots of a view that do not carry their source.
func (s *Sources) Guesses(v *View) *Guesses {
	past := s.past.Known()
	if old := s.guesses.Load(); old != nil && old.view == v {
		return &Guesses{All: old.All, Past: past, view: v, byID: old.byID}
	}
	g := v.guesses(past)
	s.guesses.Store(g)
	return g
}

// Look is Guesses, and lets the requests of the past be read when they are old.
func (s *Sources) Look(v *View) *Guesses {
	s.past.Look(v.latestUnknown())
	return s.Guesses(v)
}

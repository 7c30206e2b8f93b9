package inventory

import (
	"sync"
	"time"
)

// guessShare bounds what guessing costs: it rests that many times as long as it took.
const guessShare = 20

// Guesses are what is guessed of all snapshots that do not tell their source.
type Guesses struct {
	All  []Guess // newest snapshot first; not to be changed
	Past Recollection
	byID map[string]int

	certain map[string][]string // ids of snapshots, by the volume that they came from for certain
}

// GuessesOf guesses where the snapshots of a view came from.
func GuessesOf(v *View, past Recollection) *Guesses {
	g := &Guesses{All: Infer(v, past.Requests), Past: past, byID: map[string]int{}, certain: map[string][]string{}}
	for i := range g.All {
		g.byID[g.All[i].Snapshot.ID] = i
		if c, one := g.All[i].Source(); one && g.All[i].Grade == Certain {
			g.certain[c.VolumeID] = append(g.certain[c.VolumeID], g.All[i].Snapshot.ID)
		}
	}
	return g
}

// CertainOf lists the ids of the snapshots that certainly came from a volume, as the requests that
// made them tell. g may be nil.
func (g *Guesses) CertainOf(volumeID string) []string {
	if g == nil {
		return nil
	}
	return g.certain[volumeID]
}

// Of returns the guess about a snapshot.
func (g *Guesses) Of(snapshotID string) (Guess, bool) {
	i, ok := g.byID[snapshotID]
	if !ok {
		return Guess{}, false
	}
	return g.All[i], true
}

// Guesser guesses where snapshots came from, and remembers it until something is new. It may
// be used concurrently.
type Guesser struct {
	past *Past
	now  func() time.Time

	guessing sync.Mutex // held by the one that guesses

	mu      sync.Mutex
	view    *View
	guesses *Guesses
	restful time.Time // it guesses nothing anew before
}

// NewGuesser returns a guesser that has not guessed yet.
func NewGuesser(past *Past, now func() time.Time) *Guesser { return &Guesser{past: past, now: now} }

// latestUnknown is when the newest snapshot was made that does not tell its source.
func (v *View) latestUnknown() time.Time {
	for _, s := range v.Snapshots {
		if !v.Source(s.ID).Known() {
			return s.Metadata.CreatedDate
		}
	}
	return time.Time{}
}

// Look returns what is guessed of the snapshots of a view without waiting for the cloud, and
// lets the requests of the past be read when they are old. In a large contract that changes
// all the time the guesses may be of a view that is a little older.
func (g *Guesser) Look(v *View) *Guesses {
	past := g.past.Look(v.latestUnknown())
	if old := g.known(v, past); old != nil {
		return old
	}
	g.guessing.Lock()
	defer g.guessing.Unlock()
	if old := g.known(v, past); old != nil {
		return old // somebody else has guessed meanwhile
	}
	began := g.now()
	fresh := GuessesOf(v, past)
	ended := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.view, g.guesses, g.restful = v, fresh, ended.Add(guessShare*ended.Sub(began))
	return fresh
}

// known returns what was guessed before, with how far reading the past is now, if nothing
// asks for more.
func (g *Guesser) known(v *View, past Recollection) *Guesses {
	g.mu.Lock()
	defer g.mu.Unlock()
	old := g.guesses
	if old == nil || !past.ReadAt.Equal(old.Past.ReadAt) || v != g.view && !g.now().Before(g.restful) {
		return nil
	}
	return &Guesses{All: old.All, Past: past, byID: old.byID, certain: old.certain}
}

package inventory

// Grade is how sure a guess of a snapshot's source is.
type Grade string

// The grades, the surest first. Certain is never wrong: only the cloud's own record of the
// request that made the snapshot gives it. Known is no guess: it stands on the snapshot.
const (
	Known     Grade = "known"
	Certain   Grade = "certain"
	Likely    Grade = "likely"
	Possible  Grade = "possible"
	Unguessed Grade = "none"
)

// Grades lists the grades of guesses, the surest first.
func Grades() []Grade { return []Grade{Certain, Likely, Possible, Unguessed} }

// MaxCandidates is how many volumes a guess names when it cannot tell them apart.
const MaxCandidates = 5

// Candidate is a volume that a snapshot may have come from, and what speaks for it.
type Candidate struct {
	DatacenterID string
	VolumeID     string
	Evidence     []string // sentences
}

// Guess is where a snapshot that does not tell its source may have come from.
type Guess struct {
	Snapshot   Snapshot
	Grade      Grade
	Candidates []Candidate // one when the grade is certain or likely
	More       int         // candidates beyond MaxCandidates
	Doubts     []string    // sentences about what speaks against it or is missing
	Denied     bool        // a person said that none of the volumes is the source
	Request    Request     // that most likely made it; without an id when none is known
}

// In returns the guess with its snapshot as a view knows it, which may be newer than the guess. ok is
// false when there is nothing left to guess: the snapshot is gone, or its source known.
func (g Guess) In(v *View) (now Guess, ok bool) {
	s, there := v.Snapshot(g.Snapshot.ID)
	if !there || v.Source(s.ID).Written() {
		return Guess{}, false
	}
	g.Snapshot, g.Denied = s, v.DeniedSource(s.ID)
	return g, true
}

// Source returns the volume that is guessed, if it is one alone.
func (g Guess) Source() (Candidate, bool) {
	if len(g.Candidates) != 1 || g.More > 0 {
		return Candidate{}, false
	}
	return g.Candidates[0], true
}

// Names reports whether a volume is among the candidates, and returns it.
func (g Guess) Names(volumeID string) (Candidate, bool) {
	for _, c := range g.Candidates {
		if c.VolumeID == volumeID {
			return c, true
		}
	}
	return Candidate{}, false
}

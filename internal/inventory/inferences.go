package inventory

// Confidence is how sure an inference of a snapshot's source is.
type Confidence string

// The levels of confidence, the surest first. Certain is never wrong: only the cloud's own record of the
// request that made the snapshot gives it. Known is no guess: it stands on the snapshot.
const (
	Known        Confidence = "known"
	Certain      Confidence = "certain"
	Likely       Confidence = "likely"
	Possible     Confidence = "possible"
	NoConfidence Confidence = "none"
)

// Confidences lists the levels of confidence of guesses, the surest first.
func Confidences() []Confidence { return []Confidence{Certain, Likely, Possible, NoConfidence} }

// MaxCandidates is how many volumes an inference names when it cannot tell them apart.
const MaxCandidates = 5

// Candidate is a volume that a snapshot may have come from, and what speaks for it.
type Candidate struct {
	DatacenterID string
	VolumeID     string
	Evidence     []string // sentences
}

// Inference is where a snapshot that does not tell its source may have come from.
type Inference struct {
	Snapshot        Snapshot
	Confidence      Confidence
	Candidates      []Candidate // one when the confidence is certain or likely
	More            int         // candidates beyond MaxCandidates
	CounterEvidence []string    // sentences about what speaks against it or is missing
	Denied          bool        // a person said that none of the volumes is the source
	Request         Request     // that most likely made it; without an id when none is known
}

// InView returns the inference with its snapshot as a view knows it, which may be newer than the inference. ok is
// false when there is nothing left to guess: the snapshot is gone, or its source known.
func (g Inference) InView(v *View) (now Inference, ok bool) {
	s, exists := v.Snapshot(g.Snapshot.ID)
	if !exists || v.Source(s.ID).Written() {
		return Inference{}, false
	}
	g.Snapshot, g.Denied = s, v.DeniedSource(s.ID)
	return g, true
}

// Source returns the volume that is inferred, if it is one alone.
func (g Inference) Source() (Candidate, bool) {
	if len(g.Candidates) != 1 || g.More > 0 {
		return Candidate{}, false
	}
	return g.Candidates[0], true
}

// Candidate reports whether a volume is among the candidates, and returns it.
func (g Inference) Candidate(volumeID string) (Candidate, bool) {
	for _, c := range g.Candidates {
		if c.VolumeID == volumeID {
			return c, true
		}
	}
	return Candidate{}, false
}

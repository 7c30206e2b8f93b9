package inventory

import "time"

// Confidence is the certainty of a snapshot's inferred source.
type Confidence string

// The levels of confidence, highest first. Known is not inferred: the snapshot itself names its source. Certain
// is never wrong: only IONOS Cloud's own record of the request that created the snapshot gives it.
const (
	Known        Confidence = "known"
	Certain      Confidence = "certain"
	Likely       Confidence = "likely"
	Possible     Confidence = "possible"
	NoConfidence Confidence = "none"
)

// Confidences lists the levels of inferred sources, highest first.
func Confidences() []Confidence { return []Confidence{Certain, Likely, Possible, NoConfidence} }

// MaxCandidates is the number of volumes that an inference lists when nothing distinguishes them.
const MaxCandidates = 5

// Candidate is a possible source volume of a snapshot, with the evidence.
type Candidate struct {
	DatacenterID string
	VolumeID     string
	Evidence     []string // sentences
}

// Inference lists the possible sources of a snapshot that does not carry its source.
type Inference struct {
	Snapshot Snapshot
	Finding
}

// Source returns the inferred volume, if there is exactly one.
func (g Inference) Source() (Candidate, bool) {
	if len(g.Candidates) != 1 || g.More > 0 {
		return Candidate{}, false
	}
	return g.Candidates[0], true
}

// Candidate returns the candidate with a volume's id.
func (g Inference) Candidate(volumeID string) (Candidate, bool) {
	for _, c := range g.Candidates {
		if c.VolumeID == volumeID {
			return c, true
		}
	}
	return Candidate{}, false
}

// RequestHistory holds the known create-snapshot requests of the past.
type RequestHistory struct {
	Requests []Request // oldest first; read-only
	ReadAt   time.Time // zero: not read yet
	Since    time.Time // how far back it reaches
	Err      error     // of the last read
	Loading  bool      // a read is running
	Loaded   int       // requests read so far
}

// Inferences returns what is inferred of all snapshots that do not carry their source, newest first. It is made on first
// use: for 50,000 snapshots that takes 75 ms and 20 MB, and most pages need the Inference of a few. The slice is read-only.
func (v *View) Inferences() []Inference { return v.lazy.inferences() }

func (v *View) allInferences() []Inference {
	var all []Inference
	for i, f := range v.inferred.of {
		if f != nil {
			all = append(all, Inference{*v.Snapshots[i], *f})
		}
	}
	return all
}

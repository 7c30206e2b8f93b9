package inference

import (
	"cmp"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// evidenceCache holds the candidates and sentences that many findings share: most of a contract's snapshots speak
// for the same few volumes in the same words, and a finding of its own for each took 25 MB for 50,000. It is not
// safe for concurrent use.
type evidenceCache struct {
	bySignal map[signalKey][]inventory.Candidate       // one each
	bySize   map[locationAndSize][]inventory.Candidate // oldest volume first, at most MaxCandidates
	none     map[string][]string                       // by location

	indistinguishable, partialName, onlySize []string
}

// signalKey is what the sentences about a volume depend on.
type signalKey struct {
	at       int32
	strength int
	sameSize bool
}

func newEvidenceCache() evidenceCache {
	return evidenceCache{
		bySignal: map[signalKey][]inventory.Candidate{}, bySize: map[locationAndSize][]inventory.Candidate{}, none: map[string][]string{},
		indistinguishable: []string{"These volumes cannot be distinguished."},
		partialName:       []string{"The volume's name matches only part of a longer name."},
		onlySize:          []string{"Only its size and location match."},
	}
}

// doubt adds counter-evidence, which is shared and not changed.
func doubt(f *inventory.Finding, sentences []string) {
	if f.CounterEvidence == nil {
		f.CounterEvidence = sentences[:len(sentences):len(sentences)]
		return
	}
	f.CounterEvidence = append(f.CounterEvidence, sentences...)
}

// ofSignals returns the volumes that a snapshot's texts name, with the evidence.
func (e *evidenceCache) ofSignals(s *inventory.Snapshot, signals []signal) []inventory.Candidate {
	if len(signals) == 1 {
		return e.ofSignal(s, signals[0])
	}
	candidates := make([]inventory.Candidate, 0, len(signals))
	for _, c := range signals {
		candidates = append(candidates, e.ofSignal(s, c)...)
	}
	return candidates
}

func (e *evidenceCache) ofSignal(s *inventory.Snapshot, c signal) []inventory.Candidate {
	key := signalKey{c.at, c.strength, c.SizeGB == s.SizeGB}
	if known, ok := e.bySignal[key]; ok {
		return known
	}
	evidence := []string{c.sentence(s)}
	if key.sameSize {
		evidence = append(evidence, sameSizeSentence(s))
	}
	e.bySignal[key] = []inventory.Candidate{{DatacenterID: c.DatacenterID, VolumeID: c.ID, Evidence: evidence}}
	return e.bySignal[key]
}

// sentence describes a signal. A description by default names its source in words that all snapshots of a volume
// have in common.
func (c signal) sentence(s *inventory.Snapshot) string {
	switch c.strength {
	case signalID:
		return "Its name or description holds the volume's id."
	case signalDefault:
		volume, datacenter, _ := inventory.DefaultSource(s.Description)
		return "Its description says that it was created from " + foreign.Quoted(volume) + " in " + foreign.Quoted(datacenter) + "."
	default:
		return "Its name or description holds the volume's name, " + foreign.Quoted(c.Name) + "."
	}
}

// sameSizeSentence is the evidence of a volume and a snapshot of one location and equal sizes, which may be unknown.
func sameSizeSentence(s *inventory.Snapshot) string {
	if s.SizeGB <= 0 {
		return "Both are in " + s.Location + ", and IONOS Cloud gives the size of neither."
	}
	return "Both have " + quantity.GB(s.SizeGB) + " and are in " + s.Location + "."
}

// ofSize returns the n oldest volumes of a snapshot's size and location, with the evidence.
func (e *evidenceCache) ofSize(v *inventory.View, x *candidateIndex, s *inventory.Snapshot, n int) []inventory.Candidate {
	key := locationAndSize{s.Location, s.SizeGB}
	all, known := e.bySize[key]
	if !known {
		evidence := []string{"The volume has the same size, " + quantity.GB(s.SizeGB) + ", and is in the same location."}
		if s.SizeGB <= 0 {
			evidence = []string{sameSizeSentence(s)}
		}
		positions := x.bySize[key]
		for _, at := range positions[:min(len(positions), inventory.MaxCandidates)] {
			vol := &v.Volumes[at]
			all = append(all, inventory.Candidate{DatacenterID: vol.DatacenterID, VolumeID: vol.ID, Evidence: evidence})
		}
		e.bySize[key] = all
	}
	return all[:n:n]
}

// noneIn is counter-evidence for every volume of a location.
func (e *evidenceCache) noneIn(location string) []string {
	if _, known := e.none[location]; !known {
		e.none[location] = []string{"No volume that is there now can be its source: none in " + cmp.Or(location, "its location") + " fits by age and size."}
	}
	return e.none[location]
}

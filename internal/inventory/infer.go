package inventory

import (
	"strconv"
	"time"
)

// Infer infers the sources of the snapshots that have neither Snapdeck's labels nor its marker, newest first:
// from the create-snapshot requests that IONOS Cloud still lists (API reference 7, "provenance"), else from
// names, descriptions and sizes.
func Infer(v *View, requests []Request) []Inference {
	x := newInference(v.base(), requests)
	var inferences []Inference
	for i, f := range x.findings {
		if f != nil {
			inferences = append(inferences, x.inference(x.view.Snapshots[i], f))
		}
	}
	return inferences
}

// finding is what is inferred of one snapshot that does not carry its source.
type finding struct {
	confidence      Confidence
	candidates      []Candidate // exactly one when the confidence is certain or likely, at most MaxCandidates
	more            int         // candidates beyond those
	counterEvidence []string
	denied          bool
	request         string // id of the request that most likely created it, or empty
}

// inference turns a finding into an inference about its snapshot.
func (x *inference) inference(s *Snapshot, f *finding) Inference {
	g := Inference{Snapshot: *s, Confidence: f.confidence, Candidates: f.candidates, More: f.more, CounterEvidence: f.counterEvidence, Denied: f.denied}
	if made, known := x.calls.request(f.request); known {
		g.Request = *made.Request
	}
	return g
}

// cut drops candidates beyond MaxCandidates when nothing distinguishes them.
func (f *finding) cut() {
	if f.more = max(0, len(f.candidates)-MaxCandidates); f.more > 0 {
		f.candidates = f.candidates[:MaxCandidates:MaxCandidates]
	}
}

// source returns the one volume that reaches a confidence. A source that a user denied does not count.
func (f *finding) source(confidence Confidence) (Candidate, bool) {
	if f == nil || f.denied || f.confidence != confidence || len(f.candidates) != 1 || f.more > 0 {
		return Candidate{}, false
	}
	return f.candidates[0], true
}

// infer infers the source of one snapshot. p pairs snapshots with requests that name none; signals returns the
// snapshot's strongest signals.
func (x *inference) infer(s *Snapshot, p *pairs, signals func() []signal) *finding {
	f := finding{confidence: NoConfidence, denied: x.view.DeniedSource(s.ID)}
	if x.calls.byTarget(x.view, s, &f) || p.matched(s, &f) {
		return &f
	}
	byText(x.view, s, x.candidates, signals(), &f)
	return &f
}

// canBeSource reports whether an existing volume in a location can be the source of a snapshot: snapshots stay in their
// location, volumes only grow, and a volume is older than its snapshots.
func canBeSource(location string, vol *Volume, s *Snapshot) bool {
	if location != s.Location || vol.SizeGB < s.SizeGB || vol.Type == "ISO" {
		return false
	}
	born, made := vol.Metadata.CreatedDate, s.Metadata.CreatedDate
	return born.IsZero() || made.IsZero() || !born.After(made)
}

func gigabytesText(gb float64) string { return strconv.FormatFloat(gb, 'f', -1, 64) + " GB" }

func timeText(t time.Time) string {
	if t.IsZero() {
		return "an unknown time"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func quotedText(s string) string { return "“" + s + "”" }

package inventory

import "slices"

// Finding is what is inferred of one snapshot that does not carry its source.
type Finding struct {
	Confidence      Confidence
	Candidates      []Candidate // exactly one when the confidence is certain or likely, at most MaxCandidates
	More            int         // candidates beyond those
	CounterEvidence []string    // sentences about contrary or missing evidence
	Denied          bool        // a user said that none of the volumes is the source
}

// source returns the one volume that reaches a confidence. A source that a user denied does not count.
func (f *Finding) source(confidence Confidence) (Candidate, bool) {
	if f == nil || f.Denied || f.Confidence != confidence || len(f.Candidates) != 1 || f.More > 0 {
		return Candidate{}, false
	}
	return f.Candidates[0], true
}

// Basis is what sources were inferred from. Package inference implements it. All methods are safe for concurrent use.
type Basis interface {
	// RequestOf returns the first request that names a snapshot as its target, or nil.
	RequestOf(snapshotID string) *Request
	// AllCandidates returns the ids of all volumes that a snapshot may come from: those listed and those beyond
	// MaxCandidates.
	AllCandidates(s *Snapshot, listed []string) []string
}

// Findings are what is inferred of all snapshots of a view, with their sums. They are immutable, and share what did not
// change with older ones.
type Findings struct {
	view *View      // as read, without inferred sources
	of   []*Finding // by position of the snapshot in the view; nil: its source is known
	attributed
}

// View returns the view with the findings, which shares everything else with the view as read.
func (f *Findings) View(basis Basis, version uint64) *View {
	v := *f.view
	v.Version, v.inferred, v.basis = version, *f, basis
	v.lazy = newLazyIndexes(&v)
	v.lazy.share(f.view.lazy)
	return &v
}

// FindingsBuilder collects the findings about a view as read. It is of no use after Done.
type FindingsBuilder struct {
	old, made *Findings
	owned     bool // the sums were copied before the first change
}

// NewFindings begins without findings.
func NewFindings(v *View) *FindingsBuilder {
	return &FindingsBuilder{made: &Findings{view: v, of: make([]*Finding, len(v.Snapshots)), attributed: newAttributed()}, owned: true}
}

// Next begins with the sums of older findings, whose snapshots are then reused or dropped one by one. Of the same view,
// all are reused.
func (f *Findings) Next(v *View) *FindingsBuilder {
	b := &FindingsBuilder{old: f, made: &Findings{view: v, attributed: f.attributed}}
	if v == f.view {
		b.made.of = slices.Clone(f.of)
	} else {
		b.made.of = make([]*Finding, len(v.Snapshots))
	}
	return b
}

// Reuse takes over the finding about an unchanged snapshot, by its positions in the view and in the older one.
func (b *FindingsBuilder) Reuse(pos, old int) { b.made.of[pos] = b.old.of[old] }

// Drop subtracts the finding about a snapshot of the older view, by its position there.
func (b *FindingsBuilder) Drop(old int) {
	if f := b.old.of[old]; f != nil {
		b.sums().remove(b.old.view.Snapshots[old], f)
	}
}

// At returns the finding about the snapshot at a position, or nil.
func (b *FindingsBuilder) At(pos int) *Finding { return b.made.of[pos] }

// Set replaces the finding about the snapshot at a position; nil: its source is known. The finding must not be changed
// afterwards.
func (b *FindingsBuilder) Set(pos int, f *Finding) {
	s := b.made.view.Snapshots[pos]
	if old := b.made.of[pos]; old != nil {
		b.sums().remove(s, old)
	}
	if b.made.of[pos] = f; f != nil {
		b.sums().add(s, f)
	}
}

// sums returns the sums, which are shared with older findings until the first change.
func (b *FindingsBuilder) sums() *attributed {
	if !b.owned {
		b.made.attributed, b.owned = b.made.attributed.clone(), true
	}
	return &b.made.attributed
}

// Done returns the findings.
func (b *FindingsBuilder) Done() *Findings {
	made := b.made
	b.made = nil
	return made
}

package sources

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const labelsOfSource = 3

// sourceConfirmation is a form that names snapshots and their source volumes.
type sourceConfirmation struct {
	web.Request
	pairs  []sourceview.Pair // the pairs that can be recorded
	review views.SourceReview
}

func (s *Handlers) reviewSources(c echo.Context) error {
	return s.showSourceReview(c, s.sourceConfirmationOf(c), http.StatusOK)
}

// confirmSources records what was reviewed, or shows the review again when it has changed since.
func (s *Handlers) confirmSources(c echo.Context) error {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return err
	}
	f := s.sourceConfirmationOf(c)
	if len(form.Earlier) > 0 {
		return form.Again(c, "")
	}
	switch {
	case len(form.Became) > 0 && len(f.pairs) > 0:
		return s.showSourcesResent(c, f, form.Became)
	case len(form.Became) > 0:
		f.review.Changed, f.review.Error = forms.OtherContent, "form-used"
		return s.showSourceReview(c, f, http.StatusConflict)
	case len(f.pairs) == 0 || len(f.review.Skipped) > 0 || f.review.Changed != "":
		f.review.Error = "changed"
		f.review.Changed = "The data changed after you opened this page. Nothing was written. This is the current state."
		return s.showSourceReview(c, f, http.StatusConflict)
	}
	requests := make([]operation.Request, 0, len(f.pairs))
	for _, p := range f.pairs {
		requests = append(requests, operation.Labelling(p.SnapshotID, f.labels(p)))
	}
	again := func(earlier []operation.Operation) error { return s.showSourcesResent(c, f, earlier) }
	return s.Record(c, form, "", again, requests...)
}

// showSourcesResent asks what a form that was sent before should record now; its content is the whole form, because
// it may say something else about the same snapshot.
func (s *Handlers) showSourcesResent(c echo.Context, f *sourceConfirmation, earlier []operation.Operation) error {
	r := forms.Resent{Action: paths.SourcesPath + "/confirm", Verb: "Confirm", Field: "pair", Values: c.Request().PostForm, Earlier: earlier}
	written := func(p sourceview.Pair) bool {
		return slices.ContainsFunc(earlier, func(op operation.Operation) bool {
			return op.SnapshotID == p.SnapshotID && slices.Equal(op.Task.Labels, f.labels(p))
		})
	}
	for _, text := range r.Values["pair"] {
		if p, ok := sourceview.ReadPair(text); ok && written(p) {
			r.Recorded++
		}
	}
	for _, p := range f.pairs {
		r.Items = append(r.Items, p.String())
		if !written(p) {
			r.Missing = append(r.Missing, p.String())
		}
	}
	return forms.ShowResent(s.Base, c, f.Request, "snapshots", r)
}

func (s *Handlers) showSourceReview(c echo.Context, f *sourceConfirmation, status int) error {
	title := "Confirm " + quantity.Plural(len(f.review.Pairs), "source", "sources")
	return s.SendPage(c, status, f.Request, web.Page{
		Title: title + " · Snapshots", Nav: "snapshots", Static: true,
		Crumbs: []ui.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: "Match to volumes", Href: paths.SourcesPath}, {Text: "Review"}},
		Body:   func(sh views.PageLayout) templ.Component { return views.SourceReviewPage(sh, f.review) },
	})
}

func (s *Handlers) sourceConfirmationOf(c echo.Context) *sourceConfirmation {
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	s.Inferrer.History(req.View) // so that it is read again when it is old
	f := &sourceConfirmation{Request: req, review: views.SourceReview{Key: uuid.NewString(), Back: selection.Origin(c.Request().PostForm, paths.SourcesPath)}}
	seen := map[string]bool{}
	for _, p := range s.formPairs(f, c.Request().PostForm) {
		if !seen[p.SnapshotID] {
			seen[p.SnapshotID] = true
			s.addPair(f, p)
		}
	}
	f.review.Calls = labelsOfSource * len(f.pairs)
	if len(f.pairs) > 0 {
		for _, change := range f.labels(f.pairs[0]) {
			f.review.Labels = append(f.review.Labels, labelRow(change, len(f.pairs) == 1))
		}
	}
	return f
}

// formPairs returns the pairs that a form names, or those of the list of certain matches.
func (s *Handlers) formPairs(f *sourceConfirmation, form url.Values) []sourceview.Pair {
	var pairs []sourceview.Pair
	for _, text := range form["pair"] {
		if p, ok := sourceview.ReadPair(text); ok {
			pairs = append(pairs, p)
		}
	}
	address, err := url.Parse(paths.Local(form.Get("match")))
	if err != nil || address.Path != paths.SourcesPath {
		return pairs
	}
	q := table.ParseQuery(address, nil, inventory.Order{})
	matching, _ := s.filteredInferences(f.Request, &q, f.View.Inferences())
	for _, g := range matching {
		source, one := g.Source()
		if !one || sourceview.ConfidenceKey(g) != q.Values.Get("grade") {
			continue
		}
		if len(pairs) == operation.MaxSources {
			f.review.More = "These are the first " + quantity.Count(operation.MaxSources) + ". Confirm the rest afterwards."
			break
		}
		if _, writing := s.inferred.SourceBeingWritten(g.Snapshot.ID); !writing {
			pairs = append(pairs, sourceview.PairOf(f.View, g.Snapshot.ID, source.VolumeID))
		}
	}
	return pairs
}

// addPair adds a pair to the review, or leaves it out with a reason.
func (s *Handlers) addPair(f *sourceConfirmation, p sourceview.Pair) {
	snap, _ := f.View.Snapshot(p.SnapshotID)
	link := ui.Link{Text: texts.DisplayName(snap.Name, p.SnapshotID)}
	if snap.ID != "" {
		link.Href = paths.SnapshotHref(snap.ID)
	}
	if why := s.confirmProblem(f, p); !why.None() {
		f.review.Skipped = append(f.review.Skipped, resource.Skipped(link, why))
		return
	}
	now := p
	if p.VolumeID != "" {
		now = sourceview.PairOf(f.View, p.SnapshotID, p.VolumeID)
	}
	shown := views.SourcePair{Pair: now.String(), Snapshot: link, Created: f.Moment(snap.Metadata.CreatedDate)}
	if now.VolumeID != "" {
		shown.Volume, shown.Datacenter = sourceview.SourceVolume(f.View, now.VolumeID), resource.DatacenterLink(f.View, f.datacenterOf(now), "")
	}
	if now.Deleted && !p.Deleted {
		shown.Warning = "This volume has been deleted in the meantime."
		f.review.Changed, f.review.Error = shown.Warning, "volume-deleted"
	}
	shown.Confidence, shown.Evidence = f.confidenceOf(now)
	f.pairs, f.review.Pairs = append(f.pairs, now), append(f.review.Pairs, shown)
}

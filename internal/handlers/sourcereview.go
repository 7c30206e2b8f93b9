package handlers

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// maxConfirmed bounds how many sources are confirmed at once: each takes several calls.
const maxConfirmed = 1000

// labelsOfSource is how many labels say where a snapshot came from.
const labelsOfSource = 3

// sourceConfirmation is a form that names snapshots and the volumes that they came from.
type sourceConfirmation struct {
	pageRequest
	inferences *inventory.Inferences
	pairs      []sourcePair // that can be written
	review     views.SourceReview
}

// reviewSources shows what confirming would write.
func (s *Server) reviewSources(c echo.Context) error {
	f, err := s.sourceConfirmationOf(c)
	if err != nil {
		return err
	}
	f.review.Key = uuid.NewString()
	return s.showSourceReview(c, f, http.StatusOK)
}

// confirmSources records what was reviewed. What has changed since is shown instead.
func (s *Server) confirmSources(c echo.Context) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	f, err := s.sourceConfirmationOf(c)
	if err != nil {
		return err
	}
	f.review.Key = uuid.NewString()
	if len(form.earlier) > 0 {
		return again(c, form.earlier, form.earlierHref())
	}
	switch {
	case len(form.became) > 0 && len(f.pairs) > 0:
		return s.showSourcesResent(c, f, form.became)
	case len(form.became) > 0:
		f.review.Changed, f.review.Error = otherContent, "form-used"
		return s.showSourceReview(c, f, http.StatusConflict)
	case len(f.pairs) == 0 || len(f.review.Skipped) > 0 || f.review.Changed != "":
		f.review.Error = "changed"
		f.review.Changed = "Something changed since you looked. Nothing was written. This is the current state."
		return s.showSourceReview(c, f, http.StatusConflict)
	}
	requests := make([]operation.Request, 0, len(f.pairs))
	for _, p := range f.pairs {
		requests = append(requests, operation.Labelling(p.snapshotID, f.labels(p)))
	}
	done, err := s.Engine.Submit(f.ctx, form.by, form.key, requests...)
	if err != nil {
		return s.notRecorded(c, err, func(e *operation.KeyUsedError) error { return s.showSourcesResent(c, f, e.Earlier) })
	}
	return recorded(c, done, resultHref(done))
}

// showSourcesResent asks what a form that was sent before is to record now. What it says of one snapshot
// may differ, so that the whole of it is its content.
func (s *Server) showSourcesResent(c echo.Context, f *sourceConfirmation, earlier []operation.Operation) error {
	r := resent{action: sourcesPath + "/confirm", verb: "Confirm", field: "pair", values: c.Request().PostForm, earlier: earlier}
	written := func(p sourcePair) bool {
		return slices.ContainsFunc(earlier, func(op operation.Operation) bool {
			return op.SnapshotID == p.snapshotID && slices.Equal(op.Task.Labels, f.labels(p))
		})
	}
	for _, text := range r.values["pair"] {
		if p, ok := readPair(text); ok && written(p) {
			r.known++
		}
	}
	for _, p := range f.pairs {
		r.items = append(r.items, p.String())
		if !written(p) {
			r.missing = append(r.missing, p.String())
		}
	}
	return s.showResent(c, f.pageRequest, "snapshots", r)
}

func (s *Server) showSourceReview(c echo.Context, f *sourceConfirmation, status int) error {
	title := "Confirm " + views.Plural(len(f.review.Pairs), "source", "sources")
	p := page{
		title: title + " · Snapshots", nav: "snapshots", static: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: "Match to volumes", Href: sourcesPath}, {Text: "Review"}},
		body:   func(sh views.PageLayout) templ.Component { return views.SourceReviewPage(sh, f.review) },
	}
	return s.send(c, status, p.body(s.layout(c, p, f.pageRequest)))
}

// sourceConfirmationOf reads the form and looks at each pair as things stand now.
func (s *Server) sourceConfirmationOf(c echo.Context) (*sourceConfirmation, error) {
	if err := parseForm(c.Request()); err != nil {
		return nil, err
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c))
	f := &sourceConfirmation{pageRequest: req, inferences: s.Inferrer.Look(req.view)}
	f.review.Back = sourcesPath
	if back := localPath(c.FormValue("from")); back != "/" {
		f.review.Back = back
	}
	seen := map[string]bool{}
	for _, p := range s.formPairs(f, c.Request().PostForm) {
		if !seen[p.snapshotID] {
			seen[p.snapshotID] = true
			s.addPair(f, p)
		}
	}
	f.review.Calls = labelsOfSource * len(f.pairs)
	if len(f.pairs) > 0 {
		for _, change := range f.labels(f.pairs[0]) {
			f.review.Labels = append(f.review.Labels, labelRow(change, len(f.pairs) == 1))
		}
	}
	return f, nil
}

// formPairs are the pairs that a form names, or that a list of surest guesses has.
func (s *Server) formPairs(f *sourceConfirmation, form url.Values) []sourcePair {
	var pairs []sourcePair
	for _, text := range form["pair"] {
		if p, ok := readPair(text); ok {
			pairs = append(pairs, p)
		}
	}
	address, err := url.Parse(localPath(form.Get("match")))
	if err != nil || address.Path != sourcesPath {
		return pairs
	}
	q := parseTableQuery(address, nil, inventory.Order{})
	matching, _ := s.filteredInferences(f.pageRequest, &q, f.inferences.All)
	for _, g := range matching {
		source, one := g.Source()
		if !one || confidenceKey(g) != q.values.Get("grade") {
			continue
		}
		if len(pairs) == maxConfirmed {
			f.review.More = "These are the first " + views.Count(maxConfirmed) + ". Confirm the rest afterwards."
			break
		}
		if _, writing := s.sourceBeingWritten(g.Snapshot.ID); !writing {
			pairs = append(pairs, pairOf(f.view, g.Snapshot.ID, source.VolumeID))
		}
	}
	return pairs
}

// addPair takes a pair into the review, or says why it is left out.
func (s *Server) addPair(f *sourceConfirmation, p sourcePair) {
	snap, _ := f.view.Snapshot(p.snapshotID)
	link := views.Link{Text: displayName(snap.Name, p.snapshotID)}
	if reason := s.confirmProblem(f, p); reason != "" {
		if snap.ID != "" {
			link.Href = snapshotHref(snap.ID)
		}
		f.review.Skipped = append(f.review.Skipped, views.SkippedSource{Snapshot: link, Reason: reason})
		return
	}
	link.Href = snapshotHref(snap.ID)
	now := p
	if p.volumeID != "" {
		now = pairOf(f.view, p.snapshotID, p.volumeID)
	}
	shown := views.SourcePair{Pair: now.String(), Snapshot: link, Created: f.moment(snap.Metadata.CreatedDate)}
	if now.volumeID != "" {
		shown.Volume, shown.Datacenter = sourceVolume(f.view, now.volumeID), datacenterLink(f.view, f.datacenterOf(now), "")
	}
	if now.deleted && !p.deleted {
		shown.Warning = "This volume was deleted since you looked."
		f.review.Changed = shown.Warning
	}
	shown.Confidence, shown.Evidence = f.confidenceOf(now)
	f.pairs, f.review.Pairs = append(f.pairs, now), append(f.review.Pairs, shown)
}

package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

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

// confirming is a form that names snapshots and the volumes that they came from.
type confirming struct {
	asked
	guesses *inventory.Guesses
	pairs   []sourcePair // that can be written
	review  views.SourceReview
}

// reviewSources shows what confirming would write.
func (s *Server) reviewSources(c echo.Context) error {
	f, err := s.confirmingOn(c)
	if err != nil {
		return err
	}
	f.review.Key = uuid.NewString()
	return s.showSourceReview(c, f, http.StatusOK)
}

// confirmSources records what was reviewed. What has changed since is shown instead.
func (s *Server) confirmSources(c echo.Context) error {
	f, err := s.confirmingOn(c)
	if err != nil {
		return err
	}
	key := c.FormValue("key")
	if href, done := s.recordedBefore(f.user, key); done {
		return c.Redirect(http.StatusSeeOther, href)
	}
	f.review.Key = uuid.NewString()
	if key == "" || len(key) > maxKey || len(f.pairs) == 0 || len(f.review.Skipped) > 0 || f.review.Changed != "" {
		f.review.Changed = "Something is other than it was when you looked. Nothing has been written; this is how it stands now."
		return s.showSourceReview(c, f, http.StatusConflict)
	}
	wishes := make([]operation.LabelWish, 0, len(f.pairs))
	for _, p := range f.pairs {
		wishes = append(wishes, operation.LabelWish{Key: sourceKey(f.user, key) + p.snapshotID, SnapshotID: p.snapshotID, Changes: f.labels(p)})
	}
	done, err := s.Engine.LabelSnapshots(f.ctx, wishes, operation.Person{Name: f.user, Addr: c.RealIP()})
	if err != nil {
		return fmt.Errorf("record the sources: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, recordedHref(done))
}

func sourceKey(user, key string) string { return user + sourcesPath + "/" + key + "/" }

// recordedBefore finds what the same form has been recorded as already.
func (s *Server) recordedBefore(user, key string) (href string, done bool) {
	for _, op := range s.Board.All() {
		if key != "" && strings.HasPrefix(op.Key, sourceKey(user, key)) {
			return recordedHref(operation.Recorded{Batch: op.Batch, Ops: []operation.Operation{op}}), true
		}
	}
	return "", false
}

func (s *Server) showSourceReview(c echo.Context, f *confirming, status int) error {
	title := "Confirm " + views.Plural(len(f.review.Pairs), "source", "sources")
	p := page{
		title: title + " · Snapshots", nav: "snapshots", still: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: "Unknown sources", Href: sourcesPath}, {Text: "Review"}},
		body:   func(sh views.Shell) templ.Component { return views.SourceReviewPage(sh, f.review) },
	}
	return s.send(c, status, p.body(s.shell(c, p, f.asked)))
}

// confirmingOn reads the form and looks at each pair as things stand now.
func (s *Server) confirmingOn(c echo.Context) (*confirming, error) {
	if err := parseForm(c.Request()); err != nil {
		return nil, err
	}
	a := s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c))
	f := &confirming{asked: a, guesses: s.Guesser.Look(a.view)}
	f.review.Back = sourcesPath
	if back := localPath(c.FormValue("from")); back != "/" {
		f.review.Back = back
	}
	seen := map[string]bool{}
	for _, p := range s.pairsIn(f, c.Request().PostForm) {
		if !seen[p.snapshotID] {
			seen[p.snapshotID] = true
			s.considerPair(f, p)
		}
	}
	f.review.Calls = labelsOfSource * len(f.pairs)
	if len(f.pairs) > 0 {
		for _, change := range f.labels(f.pairs[0]) {
			f.review.Labels = append(f.review.Labels, labelSaid(change, len(f.pairs) == 1))
		}
	}
	return f, nil
}

// pairsIn are the pairs that a form names, or that a list of surest guesses has.
func (s *Server) pairsIn(f *confirming, form url.Values) []sourcePair {
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
	l := parseListing(address, nil, inventory.Order{})
	matching, _ := s.guessesOf(f.asked, &l, f.guesses.All)
	for _, g := range matching {
		source, one := g.Source()
		if !one || gradeOf(g) != l.values.Get("grade") {
			continue
		}
		if len(pairs) == maxConfirmed {
			f.review.More = "These are the first " + views.Count(maxConfirmed) + ". Confirm the rest after them."
			break
		}
		if _, writing := s.sourceBeingWritten(g.Snapshot.ID); !writing {
			pairs = append(pairs, pairOf(f.view, g.Snapshot.ID, source.VolumeID))
		}
	}
	return pairs
}

// considerPair takes a pair into the review, or says why it is left out.
func (s *Server) considerPair(f *confirming, p sourcePair) {
	snap, _ := f.view.Snapshot(p.snapshotID)
	link := views.Link{Text: named(snap.Name, p.snapshotID)}
	if why := s.whyNot(f, p); why != "" {
		if snap.ID != "" {
			link.Href = snapshotHref(snap.ID)
		}
		f.review.Skipped = append(f.review.Skipped, views.SkippedSource{Snapshot: link, Why: why})
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
	if now.gone && !p.gone {
		shown.Warning = "This volume has been deleted since you looked."
		f.review.Changed = shown.Warning
	}
	shown.Grade, shown.Evidence = f.gradeOf(now)
	f.pairs, f.review.Pairs = append(f.pairs, now), append(f.review.Pairs, shown)
}

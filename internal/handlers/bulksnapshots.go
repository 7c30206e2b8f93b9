package handlers

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// bulkSnapshots is where what is to be done to several snapshots is reviewed.
const bulkSnapshots = bulkPath + "/snapshots/"

// leftOutShown is how many of what is left out are listed.
const leftOutShown = 100

// bulkForm is a form about several snapshots.
type bulkForm struct {
	asked
	values    url.Values
	deed      string
	snaps     []inventory.Snapshot // by their source, the oldest first
	left      []views.Skipped
	recording bool // it is to be recorded, so that what is missing is an error
}

// bulkPlan is what a deed would do: how it is reviewed and how it is recorded.
type bulkPlan struct {
	review   views.SnapshotReview
	left     []views.Skipped // what nothing is done to, and why
	wrong    bool            // it cannot be recorded as it is
	requests []operation.Request
}

// bulkDeeds are what can be done to several snapshots at once, by their word in the address.
func bulkDeeds() map[string]func(*Server, bulkForm) bulkPlan {
	return map[string]func(*Server, bulkForm) bulkPlan{
		"delete": (*Server).bulkDelete, "rename": (*Server).bulkRename, "label": (*Server).bulkLabel,
		"lock": (*Server).bulkLock, "unlock": (*Server).bulkUnlock,
	}
}

// bulkForms are the addresses of the reviews and of what records them.
func (s *Server) bulkForms(g *echo.Group) {
	for deed, plan := range bulkDeeds() {
		g.POST(bulkSnapshots+deed, func(c echo.Context) error {
			f, err := s.bulkFormOf(c, deed)
			if err != nil {
				return err
			}
			return s.showPlan(c, f, plan(s, f), http.StatusOK)
		})
		g.POST(bulkSnapshots+deed+"/record", func(c echo.Context) error { return s.recordPlan(c, deed, plan) })
		for _, path := range []string{deed, deed + "/record"} {
			g.GET(bulkSnapshots+path, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/snapshots") })
		}
	}
}

// bulkFormOf reads a form and finds the snapshots that it names.
func (s *Server) bulkFormOf(c echo.Context, deed string) (bulkForm, error) {
	if err := parseForm(c.Request()); err != nil {
		return bulkForm{}, err
	}
	return s.bulkFormWith(c, deed, c.Request().PostForm), nil
}

// bulkFormWith is the form with these fields.
func (s *Server) bulkFormWith(c echo.Context, deed string, values url.Values) bulkForm {
	a := s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c))
	f := bulkForm{asked: a, values: values, deed: deed}
	for _, id := range picked(f.values, "snap", func(address *url.URL) []string { return s.matchingSnapshots(a, address) }) {
		snap, there := a.view.Snapshot(id)
		switch {
		case !there:
			f.leave(inventory.Snapshot{ID: id}, "It is not there any more.")
		case len(f.snaps) >= maxChosen:
			f.leave(snap, fmt.Sprintf("A batch has at most %s snapshots.", views.Count(maxChosen)))
		default:
			f.snaps = append(f.snaps, snap)
		}
	}
	source := func(snap inventory.Snapshot) string { return sourceLink(a.view, snap.ID).Text }
	slices.SortStableFunc(f.snaps, func(x, y inventory.Snapshot) int {
		return cmp.Or(cmp.Compare(source(x), source(y)), x.Metadata.CreatedDate.Compare(y.Metadata.CreatedDate), cmp.Compare(x.ID, y.ID))
	})
	return f
}

// leave says why a snapshot is left out.
func (f *bulkForm) leave(snap inventory.Snapshot, why string) {
	thing := views.Link{Text: named(snap.Name, snap.ID)}
	if _, there := f.view.Snapshot(snap.ID); there {
		thing.Href = snapshotHref(snap.ID)
	}
	f.left = append(f.left, views.Skipped{Thing: thing, Why: why})
}

// bulkRow is one of the snapshots in a review.
func (s *Server) bulkRow(f bulkForm, snap inventory.Snapshot) views.SnapshotReviewRow {
	return views.SnapshotReviewRow{SnapshotRow: s.snapshotRow(f.asked, snap), Source: sourceLink(f.view, snap.ID)}
}

// showPlan shows what a deed would do.
func (s *Server) showPlan(c echo.Context, f bulkForm, plan bulkPlan, status int) error {
	r := plan.review
	r.Action, r.Key, r.Seen = bulkSnapshots+f.deed+"/record", uuid.NewString(), seenIn(r)
	r.From = cameFrom(f.values, "/snapshots")
	r.Skipped = plan.left[:min(len(plan.left), leftOutShown)]
	r.More = len(plan.left) - len(r.Skipped)
	r.Nothing = "Mark snapshots in a list of snapshots and come back."
	if len(plan.left) > 0 {
		r.Nothing = "Every snapshot that was chosen is left out. The reasons stand below."
	}
	p := page{
		title: r.Title, nav: "snapshots", still: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: r.From}, {Text: "Review"}},
		body:   func(sh views.Shell) templ.Component { return views.SnapshotReviewPage(sh, r) },
	}
	return s.send(c, status, p.body(s.shell(c, p, f.asked)))
}

// recordPlan records what a review showed, all or none, and once for each form. When it would
// do something else than was shown, it is shown once more instead.
func (s *Server) recordPlan(c echo.Context, deed string, plan func(*Server, bulkForm) bulkPlan) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	f := s.bulkFormWith(c, deed, c.Request().PostForm)
	f.recording = true
	planned := plan(s, f)
	things := idsOf(planned.requests, func(r operation.Request) string { return r.SnapshotID })
	used := func(earlier []operation.Operation) error {
		if planned.review.Danger || len(things) == 0 {
			planned.review.Notice, planned.review.Error = otherContent, "form-used"
			return s.showPlan(c, f, planned, http.StatusConflict)
		}
		return s.showResent(c, f.asked, "snapshots", f.resent(s, plan, things, form.after(earlier), earlier))
	}
	switch {
	case form.wasSent(things...):
		return again(c, form.earlier, form.earlierHref())
	case len(form.earlier) > 0, len(form.became) > 0 && (planned.review.Danger || len(f.snaps) > 1):
		return used(form.became)
	case planned.wrong:
		return s.showPlan(c, f, planned, http.StatusUnprocessableEntity)
	case planned.review.Button == "" || seenIn(planned.review) != f.values.Get("seen"):
		planned.review.Error = "changed"
		planned.review.Notice = "This is not what you were shown before. Nothing was recorded: look at it once more, then confirm."
		return s.showPlan(c, f, planned, http.StatusConflict)
	}
	done, err := s.Engine.Submit(f.ctx, form.by, form.key, planned.requests...)
	if err != nil {
		return s.notRecorded(c, err, func(e *operation.KeyUsedError) error { return used(e.Earlier) })
	}
	return s.partlyRecorded(c, done)
}

// resent is the form as it was sent before, with other things.
func (f bulkForm) resent(s *Server, plan func(*Server, bulkForm) bulkPlan, things []string, form sent, earlier []operation.Operation) resent {
	return resent{
		action: bulkSnapshots + f.deed + "/record", verb: strings.ToUpper(f.deed[:1]) + f.deed[1:], field: "snap",
		values: f.values, known: form.countKnown(f.values["snap"]), missing: form.missingOf(things), things: things, earlier: earlier,
		seen: func(things []string) string {
			some := f
			some.snaps = slices.DeleteFunc(slices.Clone(f.snaps), func(snap inventory.Snapshot) bool { return !slices.Contains(things, snap.ID) })
			some.left = nil
			return seenIn(plan(s, some).review)
		},
	}
}

// partlyRecorded answers a form of which some things were left out, since the same was being done to
// them already.
func (s *Server) partlyRecorded(c echo.Context, done operation.Result) error {
	switch {
	case len(done.Ops) == 0:
		return s.openAlready(c, done.Open[0])
	case len(done.Open) > 0:
		return c.Redirect(http.StatusSeeOther, withNotice(recordedHref(done), noticeOpen, done.Ops[0].ID))
	default:
		return recorded(c, done, recordedHref(done))
	}
}

// seenIn is a digest of what a review says is done to what.
func seenIn(r views.SnapshotReview) string {
	var text strings.Builder
	for _, row := range r.Rows {
		fmt.Fprintln(&text, row.ID, row.Same, row.Effects, row.Notes, row.Wrong)
	}
	fmt.Fprintln(&text, r.Lost)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text.String())))
}

// gbOfSnapshots is how large snapshots are together.
func gbOfSnapshots(snaps []inventory.Snapshot) float64 {
	total := 0.0
	for _, snap := range snaps {
		total += snap.SizeGB
	}
	return total
}

func snapshotsWord(n int) string { return views.Plural(n, "snapshot", "snapshots") }

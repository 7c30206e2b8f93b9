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

// maxSkipped is how many of what is left out are listed.
const maxSkipped = 100

// bulkForm is a form about several snapshots.
type bulkForm struct {
	pageRequest
	values    url.Values
	action    string
	snapshots []inventory.Snapshot // by their source, the oldest first
	dropped   []inventory.Snapshot // that stand in the review and are not selected
	skipped   []views.Skipped
	recording bool // it is to be recorded, so that what is missing is an error
}

// bulkPlan is what an action would do: how it is reviewed and how it is recorded.
type bulkPlan struct {
	review   views.SnapshotReview
	skipped  []views.Skipped // what nothing is done to, and why
	invalid  bool            // it cannot be recorded as it is
	requests []operation.Request
}

// bulkActions are what can be done to several snapshots at once, by their word in the address.
func bulkActions() map[string]func(*Server, bulkForm) bulkPlan {
	return map[string]func(*Server, bulkForm) bulkPlan{
		"delete": (*Server).bulkDelete, "rename": (*Server).bulkRename, "label": (*Server).bulkLabel,
		"lock": (*Server).bulkLock, "unlock": (*Server).bulkUnlock,
	}
}

// bulkForms are the addresses of the reviews and of what records them.
func (s *Server) bulkForms(g *echo.Group) {
	for action, plan := range bulkActions() {
		g.POST(bulkSnapshots+action, func(c echo.Context) error {
			f, err := s.bulkFormOf(c, action)
			if err != nil {
				return err
			}
			return s.showPlan(c, f, plan(s, f), http.StatusOK)
		})
		g.POST(bulkSnapshots+action+"/record", func(c echo.Context) error { return s.recordPlan(c, action, plan) })
		for _, path := range []string{action, action + "/record"} {
			g.GET(bulkSnapshots+path, func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/snapshots") })
		}
	}
}

// bulkFormOf reads a form and finds the snapshots that it names.
func (s *Server) bulkFormOf(c echo.Context, action string) (bulkForm, error) {
	if err := parseForm(c.Request()); err != nil {
		return bulkForm{}, err
	}
	return s.bulkFormWith(c, action, c.Request().PostForm), nil
}

// bulkFormWith is the form with these fields.
func (s *Server) bulkFormWith(c echo.Context, action string, values url.Values) bulkForm {
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c))
	f := bulkForm{pageRequest: req, values: values, action: action}
	for _, id := range droppedIDs(f.values, "snap") {
		if snap, exists := req.view.Snapshot(id); exists && len(f.dropped) < maxSelected {
			f.dropped = append(f.dropped, snap)
		}
	}
	for _, id := range selectedIDs(f.values, "snap", func(address *url.URL) []string { return s.matchingSnapshots(req, address) }) {
		snap, exists := req.view.Snapshot(id)
		switch {
		case !exists:
			f.skip(inventory.Snapshot{ID: id}, "It does not exist any more.")
		case len(f.snapshots) >= maxSelected:
			f.skip(snap, fmt.Sprintf("A batch has at most %s snapshots.", views.Count(maxSelected)))
		default:
			f.snapshots = append(f.snapshots, snap)
		}
	}
	source := func(snap inventory.Snapshot) string { return sourceLink(req.view, snap.ID).Text }
	slices.SortStableFunc(f.snapshots, func(x, y inventory.Snapshot) int {
		return cmp.Or(cmp.Compare(source(x), source(y)), x.Metadata.CreatedDate.Compare(y.Metadata.CreatedDate), cmp.Compare(x.ID, y.ID))
	})
	return f
}

// skip says why a snapshot is left out.
func (f *bulkForm) skip(snap inventory.Snapshot, reason string) {
	target := views.Link{Text: displayName(snap.Name, snap.ID)}
	if _, exists := f.view.Snapshot(snap.ID); exists {
		target.Href = snapshotHref(snap.ID)
	}
	f.skipped = append(f.skipped, views.Skipped{Subject: target, Reason: reason})
}

// bulkRow is one of the snapshots in a review.
func (s *Server) bulkRow(f bulkForm, snap inventory.Snapshot) views.SnapshotReviewRow {
	return views.SnapshotReviewRow{SnapshotRow: s.snapshotRow(f.pageRequest, snap), Source: sourceLink(f.view, snap.ID)}
}

// showPlan shows what an action would do.
func (s *Server) showPlan(c echo.Context, f bulkForm, plan bulkPlan, status int) error {
	r := plan.review
	r.Action, r.Key, r.Digest = bulkSnapshots+f.action+"/record", uuid.NewString(), reviewDigest(r)
	r.From = selectionOrigin(f.values, "/snapshots")
	r.Skipped = plan.skipped[:min(len(plan.skipped), maxSkipped)]
	r.More = len(plan.skipped) - len(r.Skipped)
	r.Nothing = "Select snapshots in the list of snapshots."
	if len(plan.skipped) > 0 {
		r.Nothing = "All selected snapshots are left out. The reasons are listed below."
	}
	p := page{
		title: r.Title, nav: "snapshots", static: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: r.From}, {Text: "Review"}},
		body:   func(sh views.PageLayout) templ.Component { return views.SnapshotReviewPage(sh, r) },
	}
	return s.send(c, status, p.body(s.layout(c, p, f.pageRequest)))
}

// recordPlan records what a review showed, all or none, and once for each form. When it would
// do something else than was shown, it is shown once more instead.
func (s *Server) recordPlan(c echo.Context, action string, plan func(*Server, bulkForm) bulkPlan) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	f := s.bulkFormWith(c, action, c.Request().PostForm)
	f.recording = true
	planned := plan(s, f)
	items := idsOf(planned.requests, func(r operation.Request) string { return r.SnapshotID })
	used := func(earlier []operation.Operation) error {
		if planned.review.Danger || len(items) == 0 {
			planned.review.Notice, planned.review.Error = otherContent, "form-used"
			return s.showPlan(c, f, planned, http.StatusConflict)
		}
		return s.showResent(c, f.pageRequest, "snapshots", f.resent(s, plan, items, form.after(earlier), earlier))
	}
	switch {
	case form.wasSent(items...):
		return again(c, form.earlier, form.earlierHref())
	case len(form.earlier) > 0, len(form.became) > 0 && (planned.review.Danger || len(f.snapshots) > 1):
		return used(form.became)
	case planned.invalid:
		return s.showPlan(c, f, planned, http.StatusUnprocessableEntity)
	case planned.review.Button == "" || reviewDigest(planned.review) != f.values.Get("seen"):
		planned.review.Error = "changed"
		planned.review.Notice = "This differs from what you reviewed before. Nothing was recorded. Check it again, then confirm."
		return s.showPlan(c, f, planned, http.StatusConflict)
	}
	done, err := s.Engine.Submit(f.ctx, form.by, form.key, planned.requests...)
	if err != nil {
		return s.notRecorded(c, err, func(e *operation.KeyUsedError) error { return used(e.Earlier) })
	}
	return s.partlyRecorded(c, done)
}

// resent is the form as it was sent before, with other things.
func (f bulkForm) resent(s *Server, plan func(*Server, bulkForm) bulkPlan, items []string, form sent, earlier []operation.Operation) resent {
	return resent{
		action: bulkSnapshots + f.action + "/record", verb: strings.ToUpper(f.action[:1]) + f.action[1:], field: "snap",
		values: f.values, known: form.countKnown(f.values["snap"]), missing: form.missingOf(items), items: items, earlier: earlier,
		seen: func(items []string) string {
			some := f
			some.snapshots = slices.DeleteFunc(slices.Clone(f.snapshots), func(snap inventory.Snapshot) bool { return !slices.Contains(items, snap.ID) })
			some.skipped = nil
			return reviewDigest(plan(s, some).review)
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
		return c.Redirect(http.StatusSeeOther, withNotice(resultHref(done), noticeOpen, done.Ops[0].ID))
	default:
		return recorded(c, done, resultHref(done))
	}
}

// reviewDigest is a digest of what a review says is done to what.
func reviewDigest(r views.SnapshotReview) string {
	var text strings.Builder
	for _, row := range r.Rows {
		if row.Dropped {
			continue
		}
		fmt.Fprintln(&text, row.ID, row.Unchanged, row.Effects, row.Notes, row.Error)
	}
	fmt.Fprintln(&text, r.LosingLastCopy)
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

func snapshotCountText(n int) string { return views.Plural(n, "snapshot", "snapshots") }

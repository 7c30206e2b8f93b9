package bulk

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

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

type bulkForm struct {
	web.Request
	values    url.Values
	action    string
	snapshots []inventory.Snapshot // grouped by source, the oldest first
	dropped   []inventory.Snapshot // in the review but not selected
	skipped   []views.Skipped
	recording bool // the form is being recorded, so a missing field is an error
}

// bulkPlan is what an action would do, as it is reviewed and as it is recorded.
type bulkPlan struct {
	review   views.SnapshotReview
	skipped  []views.Skipped // the snapshots that are left out, and why
	invalid  bool            // it cannot be recorded with these fields
	requests []operation.Request
}

// bulkActions returns the actions on several snapshots, by their word in the address.
func bulkActions() map[string]func(*Handlers, bulkForm) bulkPlan {
	return map[string]func(*Handlers, bulkForm) bulkPlan{
		"delete": (*Handlers).bulkDelete, "rename": (*Handlers).bulkRename, "label": (*Handlers).bulkLabel,
		"lock": (*Handlers).bulkLock, "unlock": (*Handlers).bulkUnlock,
	}
}

func (s *Handlers) bulkFormOf(c echo.Context, action string, values url.Values) bulkForm {
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	f := bulkForm{Request: req, values: values, action: action}
	for _, id := range selection.Dropped(f.values, "snap") {
		if snap, exists := req.View.Snapshot(id); exists && len(f.dropped) < selection.MaxSelected {
			f.dropped = append(f.dropped, snap)
		}
	}
	for _, id := range selection.IDs(f.values, "snap", func(address *url.URL) []string { return s.list.Matching(req, address) }) {
		snap, exists := req.View.Snapshot(id)
		switch {
		case !exists:
			f.skip(inventory.Snapshot{ID: id}, operation.Gone())
		case len(f.snapshots) >= selection.MaxSelected:
			f.skip(snap, operation.BatchFull(selection.MaxSelected, "snapshots"))
		default:
			f.snapshots = append(f.snapshots, snap)
		}
	}
	source := func(snap inventory.Snapshot) string { return resource.SourceLink(req.View, snap.ID).Text }
	slices.SortStableFunc(f.snapshots, func(x, y inventory.Snapshot) int {
		return cmp.Or(cmp.Compare(source(x), source(y)), x.Metadata.CreatedDate.Compare(y.Metadata.CreatedDate), cmp.Compare(x.ID, y.ID))
	})
	return f
}

// skip leaves a snapshot out for a reason.
func (f *bulkForm) skip(snap inventory.Snapshot, why operation.Obstacle) {
	target := ui.Link{Text: texts.DisplayName(snap.Name, snap.ID)}
	if _, exists := f.View.Snapshot(snap.ID); exists {
		target.Href = paths.SnapshotHref(snap.ID)
	}
	f.skipped = append(f.skipped, resource.Skipped(target, why))
}

// bulkRow returns the row of a snapshot in a review.
func (s *Handlers) bulkRow(f bulkForm, snap inventory.Snapshot) views.SnapshotReviewRow {
	source, _ := resource.BestSource(f.View, snap.ID)
	return views.SnapshotReviewRow{SnapshotRow: s.list.Row(f.Request, snap), Source: source}
}

// showPlan shows what an action would do.
func (s *Handlers) showPlan(c echo.Context, f bulkForm, plan bulkPlan, status int) error {
	r := plan.review
	r.Action, r.Key, r.Digest = paths.BulkSnapshots+f.action+"/record", uuid.NewString(), reviewDigest(r)
	r.From = selection.Origin(f.values, "/snapshots")
	r.Skipped = plan.skipped[:min(len(plan.skipped), selection.MaxSkipped)]
	r.More = len(plan.skipped) - len(r.Skipped)
	r.Nothing = "Select snapshots in the list of snapshots."
	if len(plan.skipped) > 0 {
		r.Nothing = "All selected snapshots are skipped. The reasons are listed below."
	}
	return s.SendPage(c, status, f.Request, web.Page{
		Title: r.Title, Nav: "snapshots", Static: true,
		Crumbs: []ui.Link{{Text: "Snapshots", Href: r.From}, {Text: "Review"}},
		Body:   func(sh views.PageLayout) templ.Component { return views.SnapshotReviewPage(sh, r) },
	})
}

// recordPlan records what a review showed, all or nothing and once per form, or shows the review again when the plan
// has changed since.
func (s *Handlers) recordPlan(c echo.Context, action string, plan func(*Handlers, bulkForm) bulkPlan) error {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return err
	}
	f := s.bulkFormOf(c, action, c.Request().PostForm)
	f.recording = true
	planned := plan(s, f)
	items := selection.IDsOf(planned.requests, func(r operation.Request) string { return r.SnapshotID })
	used := func(earlier []operation.Operation) error {
		if planned.review.Danger || len(items) == 0 {
			planned.review.Notice, planned.review.Error = forms.OtherContent, "form-used"
			return s.showPlan(c, f, planned, http.StatusConflict)
		}
		return forms.ShowResent(s.Base, c, f.Request, "snapshots", f.resent(s, plan, items, form.After(earlier), earlier))
	}
	switch {
	case form.WasSent(items...):
		return form.Again(c, "")
	case len(form.Earlier) > 0, len(form.Became) > 0 && (planned.review.Danger || len(f.snapshots) > 1):
		return used(form.Became)
	case planned.invalid:
		return s.showPlan(c, f, planned, http.StatusUnprocessableEntity)
	case planned.review.Button == "" || reviewDigest(planned.review) != f.values.Get("seen"):
		planned.review.Error = "changed"
		planned.review.Notice = "This differs from what you reviewed before. Nothing was recorded. Check it again, then confirm."
		return s.showPlan(c, f, planned, http.StatusConflict)
	}
	err = s.Record(c, form, "", used, operation.ConfirmedBy(f.values.Get("phrase"), planned.requests...)...)
	if forms.Mistyped(err) {
		planned.review.Errors = map[string]string{"phrase": forms.MistypedText("deleted")}
		return s.showPlan(c, f, planned, http.StatusUnprocessableEntity)
	}
	return err
}

// resent returns a form that was sent before with other content.
func (f bulkForm) resent(s *Handlers, plan func(*Handlers, bulkForm) bulkPlan, items []string, form forms.Sent, earlier []operation.Operation) forms.Resent {
	return forms.Resent{
		Action: paths.BulkSnapshots + f.action + "/record", Verb: strings.ToUpper(f.action[:1]) + f.action[1:], Field: "snap",
		Values: f.values, Recorded: form.CountRecorded(f.values["snap"]), Missing: form.MissingOf(items), Items: items, Earlier: earlier,
		Seen: func(items []string) string {
			some := f
			some.snapshots = slices.DeleteFunc(slices.Clone(f.snapshots), func(snap inventory.Snapshot) bool { return !slices.Contains(items, snap.ID) })
			some.skipped = nil
			return reviewDigest(plan(s, some).review)
		},
	}
}

// reviewDigest returns a digest of what a review shows, by which a change since is noticed.
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

// sizeFact returns the total size of snapshots as a fact.
func sizeFact(label string, snaps []inventory.Snapshot) ui.Fact {
	size := quantity.TotalOf(snaps, func(snap inventory.Snapshot) float64 { return snap.SizeGB })
	return ui.Fact{Label: label, Text: size.Text(), Title: quantity.Bytes(size.GB)}
}

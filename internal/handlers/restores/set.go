package restores

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// setPageData is a set with the data of the page that restores it.
type setPageData struct {
	sets.Set
	origin           string   // byBatch or byTimes
	name             string   // of the server, or a number of volumes
	missing          []string // names of the volumes without a usable snapshot in the set
	server           string   // the server that may not start without them; empty: none
	open             int      // its snapshots that are still being created
	nav              string
	formAction, back string
	crumbs           []ui.Link
	facts            []ui.Fact
}

// How a set was recognised.
const (
	byBatch = "batch"
	byTimes = "times"
)

// setFinder finds the set that an address names.
type setFinder func(ctx context.Context, req web.Request) (setPageData, error)

// batchSet finds the set of a batch, whose volumes may belong to several servers.
func (s *Handlers) batchSet(ctx context.Context, req web.Request) (setPageData, error) {
	id := req.Params["id"]
	ops, _, err := s.Ledger.List(ctx, operation.Filter{Batch: id, Limit: ledger.MaxBatch})
	if err != nil {
		return setPageData{}, fmt.Errorf("read the batch: %w", err)
	}
	if len(ops) == 0 || id == "" {
		return setPageData{}, problem.NotFound{Subject: "Batch " + id, List: "All operations", Href: "/operations"}
	}
	all, together := sets.Of(req.View, ops)
	if !together {
		return setPageData{}, problem.NotFound{Subject: "The set of batch " + id, List: "All operations", Href: "/operations"}
	}
	open := 0
	for _, op := range operation.LatestAttempts(ops) {
		if !op.State.Final() {
			open++
		}
	}
	return setPageData{
		Set: all, origin: byBatch, missing: missingFrom(req.View, all, nil), open: open, name: quantity.Plural(len(all.Pairs), "volume", "volumes") + " together", nav: "operations",
		formAction: paths.BatchHref(id) + "/restore", back: paths.BatchHref(id), facts: setFacts(req, all, len(all.Pairs)+len(all.Skipped)),
		crumbs: []ui.Link{{Text: "Operations", Href: "/operations"}, {Text: "Set", Href: paths.BatchHref(id)}, {Text: "Restore"}},
	}, nil
}

func setFacts(req web.Request, all sets.Set, of int) []ui.Fact {
	taken := req.Moment(all.To)
	return []ui.Fact{
		{Label: "You lose", Text: "Everything written to these volumes since, " + taken.Ago, Title: taken.Exact},
		{Label: "Taken", When: &taken},
		{Label: "Spread", Text: sets.SpreadSentence(all.From, all.To)},
		{Label: "Whole", Text: fmt.Sprintf("%d of %s", len(all.Pairs), quantity.Plural(of, "volume", "volumes"))},
		{Label: "Size", Text: all.Size.Text(), Title: quantity.Bytes(all.Size.GB)},
	}
}

// restore is the restore of the set, without the choices of its form.
func (d setPageData) restore() operation.Restore {
	return operation.Restore{DatacenterID: d.DatacenterID, Pairs: d.Pairs, Missing: d.missing}
}

// setPage reviews the restore of a set.
func (s *Handlers) setPage(find setFinder) func(context.Context, web.Request) (web.Page, error) {
	return func(ctx context.Context, req web.Request) (web.Page, error) {
		found, err := find(ctx, req)
		if err != nil {
			return web.Page{}, err
		}
		return setRestorePage(found, s.setForm(req, found)), nil
	}
}

func setRestorePage(found setPageData, f views.SetRestore) web.Page {
	return web.Page{
		Title: f.Title, Nav: found.nav, Static: true, Crumbs: found.crumbs,
		Body: func(sh views.PageLayout) templ.Component { return views.SetRestorePage(sh, f) },
	}
}

func (s *Handlers) setForm(req web.Request, found setPageData) views.SetRestore {
	f := views.SetRestore{
		Action: found.formAction, Back: found.back, Key: uuid.NewString(), Skipped: found.Skipped, Facts: found.facts,
		Title: "Restore " + found.name, Origin: found.origin, Spread: found.SpreadText(),
		Phrase: s.Engine.Phrase(found.restore().Requests()...), Incomplete: found.incompleteText(), Blocked: found.blocked(),
	}
	f.Safety = req.URL.Query().Get(safetyKey) != "no"
	f.Power, f.Warnings = powerOf(found.Servers(req.View)).view()
	var volumes, snapshots []string
	for _, pair := range found.Pairs {
		volumes = append(volumes, pair.VolumeID)
		snapshots = append(snapshots, pair.SnapshotID)
		f.Pairs = append(f.Pairs, setPair(req, pair))
	}
	f.Leaving, f.Running = s.ops.Leaving(req, snapshots...), resource.RunningIDs(found.Servers(req.View))
	safety := s.safetyFacts(req, volumes...)
	f.Facts, f.Warnings, f.SafetyProblem = append(f.Facts, safety.facts...), append(f.Warnings, safety.warnings...), safety.problem
	f.WithoutSafety = found.formAction + "?" + safetyKey + "=no"
	return f
}

// missingFrom names the volumes that a set lacks: those that were skipped, and those of the server without any
// snapshot in it.
func missingFrom(v *inventory.View, all sets.Set, volumeIDs []string) []string {
	var names []string
	listed := map[string]bool{} // by address, since names need not be unique
	for _, skipped := range all.Skipped {
		names, listed[skipped.Subject.Href] = append(names, skipped.Subject.Text), true
	}
	for _, id := range volumeIDs {
		vol, exists := v.Volume(id)
		paired := slices.ContainsFunc(all.Pairs, func(p operation.RestorePair) bool { return p.VolumeID == id })
		if exists && !paired && !listed[paths.VolumeHref(vol.DatacenterID, id)] {
			names = append(names, texts.DisplayName(vol.Name, id))
		}
	}
	return names
}

// incompleteText describes which volumes a set lacks, or returns "".
func (d setPageData) incompleteText() string {
	if len(d.missing) == 0 || len(d.Pairs) == 0 {
		return ""
	}
	names, verb := strings.Join(d.missing[:min(len(d.missing), maxNamed)], ", "), "have"
	if more := len(d.missing) - maxNamed; more > 0 {
		names += " and " + quantity.Count(more) + " more"
	}
	if len(d.missing) == 1 {
		verb = "has"
	}
	text := fmt.Sprintf("This set is incomplete: %s %s no usable snapshot in it.", names, verb)
	if d.server != "" {
		text += " " + d.server + " may not start after the restore."
	}
	return text
}

const maxNamed = 5

// blocked explains why a set cannot be restored now, or returns "".
func (d setPageData) blocked() string {
	if d.open == 0 {
		return ""
	}
	return quantity.Plural(d.open, "snapshot of this set is", "snapshots of this set are") + " still being created. The set can be restored when it is done."
}

func setPair(req web.Request, pair operation.RestorePair) views.SetPair {
	snap, _ := req.View.Snapshot(pair.SnapshotID)
	return views.SetPair{
		Volume:   resource.VolumeLink(req.View, pair.VolumeID, ""),
		Snapshot: ui.Link{Text: texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID)},
		Taken:    req.Moment(snap.Metadata.CreatedDate), Size: quantity.SizeOf(snap.SizeGB, ""), Since: newerText(req, snap, pair.VolumeID),
	}
}

// restoreSet records all steps of the restore of a set.
func (s *Handlers) restoreSet(find setFinder) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := forms.SentForm(c, s.Ledger)
		if err != nil {
			return err
		}
		if len(form.Earlier) > 0 {
			return form.Again(c, "")
		}
		req := s.NewRequest(c.Request().URL, web.ParamsOf(c), session.UserOf(c))
		found, err := find(c.Request().Context(), req)
		if err != nil {
			return err
		}
		f := s.setForm(req, found)
		f.Power, f.Safety = ticked(c, f.Power), c.FormValue("safety") != ""
		f.PhraseError = powerOf(found.Servers(req.View)).stopProblem(f.Power)
		if len(found.Pairs) == 0 {
			f.PhraseError = forms.MistypedText("overwritten")
		}
		if f.PhraseError != "" || len(f.Leaving) > 0 || f.Blocked != "" {
			return s.SendPage(c, forms.StatusOf(len(f.Leaving) > 0 || f.Blocked != ""), req, setRestorePage(found, f))
		}
		restore := found.restore()
		restore.Safety = s.safetyNames(req, f.Safety)
		restore.Stop, restore.Start = powerOf(found.Servers(req.View)).serverRefs(f.Power)
		restore.Running = acceptedIn(c, restore.Stop)
		again := func([]operation.Operation) error {
			f.Notice = forms.OtherContent
			return s.SendPage(c, http.StatusConflict, req, setRestorePage(found, f))
		}
		err = s.Record(c, form, "", again, operation.ConfirmedBy(c.FormValue("phrase"), restore.Requests()...)...)
		if forms.Mistyped(err) {
			f.PhraseError = forms.MistypedText("overwritten")
			return s.SendPage(c, http.StatusUnprocessableEntity, req, setRestorePage(found, f))
		}
		return err
	}
}

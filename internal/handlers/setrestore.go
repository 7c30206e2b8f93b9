package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// setPageData is a set with the page that it is restored on.
type setPageData struct {
	snapshotSet
	name             string   // of what is restored: a server, or a number of volumes
	missing          []string // names of the volumes that have no usable snapshot in it
	server           string   // that may not start without them; empty: none
	open             int      // snapshots of it that are still being created
	nav              string
	formAction, back string
	crumbs           []views.Link
	facts            []views.Fact
}

// setFinder finds the set that an address names.
type setFinder func(req pageRequest) (setPageData, error)

// batchSet is the set of a batch whose volumes need not belong to one server.
func (s *Server) batchSet(req pageRequest) (setPageData, error) {
	id := req.params["id"]
	ops, _, err := s.Ledger.List(req.ctx, operation.Filter{Batch: id, Limit: maxBatch})
	if err != nil {
		return setPageData{}, fmt.Errorf("read the batch: %w", err)
	}
	if len(ops) == 0 || id == "" {
		return setPageData{}, notFoundError{"Batch " + id, "All operations", "/operations"}
	}
	all, together := setOf(req.view, ops)
	if !together {
		return setPageData{}, notFoundError{"The set of batch " + id, "All operations", "/operations"}
	}
	open := 0
	for _, op := range operation.LatestAttempts(ops) {
		if !op.State.Final() {
			open++
		}
	}
	return setPageData{
		snapshotSet: all, missing: missingFrom(req.view, all, nil), open: open, name: views.Plural(len(all.pairs), "volume", "volumes") + " together", nav: "operations",
		formAction: batchHref(id) + "/restore", back: batchHref(id), facts: setFacts(req, all, len(all.pairs)+len(all.skipped)),
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: "Set", Href: batchHref(id)}, {Text: "Restore"}},
	}, nil
}

// setFacts tell of a set what matters before it is put back.
func setFacts(req pageRequest, all snapshotSet, of int) []views.Fact {
	taken := req.moment(all.to)
	return []views.Fact{
		{Label: "You lose", Text: "Everything written to these volumes since, " + taken.Ago, Title: taken.Exact},
		{Label: "Taken", When: &taken},
		{Label: "Spread", Text: spreadSentence(all.from, all.to)},
		{Label: "Whole", Text: fmt.Sprintf("%d of %s", len(all.pairs), views.Plural(of, "volume", "volumes"))},
		{Label: "Size", Text: views.GB(all.gb), Title: views.Bytes(all.gb)},
	}
}

// setPage reviews the restore of a set.
func (s *Server) setPage(find setFinder) func(pageRequest) (page, error) {
	return func(req pageRequest) (page, error) {
		found, err := find(req)
		if err != nil {
			return page{}, err
		}
		return setRestorePage(found, s.setForm(req, found)), nil
	}
}

func setRestorePage(found setPageData, f views.SetRestore) page {
	return page{
		title: f.Title, nav: found.nav, static: true, crumbs: found.crumbs,
		body: func(sh views.PageLayout) templ.Component { return views.SetRestorePage(sh, f) },
	}
}

func (s *Server) setForm(req pageRequest, found setPageData) views.SetRestore {
	f := views.SetRestore{
		Action: found.formAction, Back: found.back, Key: uuid.NewString(), Skipped: found.skipped, Facts: found.facts,
		Title: "Restore " + found.name, Spread: found.spreadText(),
		Phrase: found.phrase(), NotWhole: found.notWhole(), Blocked: found.blocked(),
	}
	f.Safety = req.url.Query().Get(safetyKey) != "no"
	f.Power, f.Warnings = powerOf(found.servers(req.view)).view()
	var volumes, snapshots []string
	for _, pair := range found.pairs {
		volumes = append(volumes, pair.VolumeID)
		snapshots = append(snapshots, pair.SnapshotID)
		f.Pairs = append(f.Pairs, setPair(req, pair))
	}
	f.Leaving, f.Running = s.leaving(req, snapshots...), runningIDs(found.servers(req.view))
	safety := s.safetyFacts(req, volumes...)
	f.Facts, f.Warnings, f.SafetyProblem = append(f.Facts, safety.facts...), append(f.Warnings, safety.warnings...), safety.problem
	f.WithoutSafety = found.formAction + "?" + safetyKey + "=no"
	return f
}

// missingFrom names the volumes that a set leaves out: those that were skipped, and those of the server that
// have no snapshot in it at all.
func missingFrom(v *inventory.View, all snapshotSet, volumeIDs []string) []string {
	var names []string
	for _, skipped := range all.skipped {
		names = append(names, skipped.Subject.Text)
	}
	for _, id := range volumeIDs {
		vol, exists := v.Volume(id)
		named := slices.Contains(names, displayName(vol.Name, id))
		paired := slices.ContainsFunc(all.pairs, func(p operation.RestorePair) bool { return p.VolumeID == id })
		if exists && !named && !paired {
			names = append(names, displayName(vol.Name, id))
		}
	}
	return names
}

// phrase is what one types to overwrite the volumes. That of a set that is not whole names what is left out.
func (d setPageData) phrase() string {
	switch len(d.missing) {
	case 0:
		return "overwrite " + views.Plural(len(d.pairs), "volume", "volumes")
	case 1:
		return "overwrite without " + d.missing[0]
	default:
		return "overwrite without " + views.Plural(len(d.missing), "volume", "volumes")
	}
}

// notWhole says which volumes a set leaves out, or "".
func (d setPageData) notWhole() string {
	if len(d.missing) == 0 || len(d.pairs) == 0 {
		return ""
	}
	names, verb := strings.Join(d.missing[:min(len(d.missing), maxNamed)], ", "), "have"
	if more := len(d.missing) - maxNamed; more > 0 {
		names += " and " + views.Count(more) + " more"
	}
	if len(d.missing) == 1 {
		verb = "has"
	}
	text := fmt.Sprintf("This set is not whole: %s %s no usable snapshot in it.", names, verb)
	if d.server != "" {
		text += " " + d.server + " may not start after the restore."
	}
	return text
}

// maxNamed is how many volumes a sentence names.
const maxNamed = 5

// blocked says why a set cannot be restored now, or "".
func (d setPageData) blocked() string {
	if d.open == 0 {
		return ""
	}
	return fmt.Sprintf("%s of this set still being created. The set can be restored when it is done.", isOrAre(d.open, "snapshot", "snapshots"))
}

// isOrAre is a count with its noun and verb: "1 snapshot is".
func isOrAre(n int, one, many string) string {
	if n == 1 {
		return "1 " + one + " is"
	}
	return views.Count(n) + " " + many + " are"
}

func setPair(req pageRequest, pair operation.RestorePair) views.SetPair {
	snap, _ := req.view.Snapshot(pair.SnapshotID)
	return views.SetPair{
		VolumeID: pair.VolumeID, SnapshotID: pair.SnapshotID, Volume: volumeLink(req.view, pair.VolumeID, ""),
		Snapshot: views.Link{Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)},
		Taken:    req.moment(snap.Metadata.CreatedDate), Size: views.Size(snap.SizeGB), Since: newerText(req, snap, pair.VolumeID),
	}
}

// restoreSet records all the steps of the restore of a set.
func (s *Server) restoreSet(find setFinder) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := s.sentForm(c)
		if err != nil {
			return err
		}
		if len(form.earlier) > 0 {
			return again(c, form.earlier, form.earlierHref())
		}
		req := s.newPageRequest(c.Request().Context(), c.Request().URL, paramsOf(c), userOf(c))
		found, err := find(req)
		if err != nil {
			return err
		}
		f := s.setForm(req, found)
		f.Power, f.Safety = ticked(c, f.Power), c.FormValue("safety") != ""
		f.PhraseError = powerOf(found.servers(req.view)).stopProblem(f.Power)
		if len(found.pairs) == 0 || !samePhrase(c.FormValue("phrase"), f.Phrase) {
			f.PhraseError = "That is not the phrase. Nothing was overwritten."
		}
		if f.PhraseError != "" || len(f.Leaving) > 0 || f.Blocked != "" {
			return s.setAgain(c, req, found, f, statusOf(len(f.Leaving) > 0 || f.Blocked != ""))
		}
		restore := operation.Restore{DatacenterID: found.datacenterID, Pairs: found.pairs, Safety: s.safetyNames(req, f.Safety)}
		restore.Stop, restore.Start = powerOf(found.servers(req.view)).serverRefs(f.Power)
		restore.Running = acceptedIn(c, restore.Stop)
		done, err := s.Engine.Submit(req.ctx, form.by, form.key, restore.Requests()...)
		if err != nil {
			return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
				f.Notice = otherContent
				return s.setAgain(c, req, found, f, http.StatusConflict)
			})
		}
		return recorded(c, done, resultHref(done))
	}
}

func (s *Server) setAgain(c echo.Context, req pageRequest, found setPageData, f views.SetRestore, status int) error {
	p := setRestorePage(found, f)
	return s.send(c, status, p.body(s.layout(c, p, req)))
}

package handlers

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// foundSet is a set with the page that it is restored on.
type foundSet struct {
	set
	name         string // of what is restored: a server, or a number of volumes
	nav          string
	action, back string
	crumbs       []views.Link
	facts        []views.Fact
}

// setFinder finds the set that an address names.
type setFinder func(a asked) (foundSet, error)

// batchSet is the set of a batch whose volumes need not belong to one server.
func (s *Server) batchSet(a asked) (foundSet, error) {
	id := a.params["id"]
	ops, _, err := s.Ledger.List(a.ctx, operation.Filter{Batch: id, Limit: maxBatch})
	if err != nil {
		return foundSet{}, fmt.Errorf("read the batch: %w", err)
	}
	if len(ops) == 0 || id == "" {
		return foundSet{}, gone{"Batch " + id, "All operations", "/operations"}
	}
	all, together := setOf(a.view, ops)
	if !together {
		return foundSet{}, gone{"The set of batch " + id, "All operations", "/operations"}
	}
	return foundSet{
		set: all, name: views.Plural(len(all.pairs), "volume", "volumes") + " together", nav: "operations",
		action: batchHref(id) + "/restore", back: batchHref(id), facts: setFacts(a, all, len(all.pairs)+len(all.left)),
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: "Set", Href: batchHref(id)}, {Text: "Restore"}},
	}, nil
}

// setFacts tell of a set what matters before it is put back.
func setFacts(a asked, all set, of int) []views.Fact {
	taken := a.moment(all.to)
	return []views.Fact{
		{Label: "What is lost", Text: "Everything written to these volumes since, " + taken.Ago, Title: taken.Exact},
		{Label: "Taken", When: &taken},
		{Label: "Spread", Text: spreadWords(all.from, all.to)},
		{Label: "Whole", Text: fmt.Sprintf("%d of %s", len(all.pairs), views.Plural(of, "volume", "volumes"))},
		{Label: "Size", Text: views.GB(all.gb), Title: views.Bytes(all.gb)},
	}
}

// setPage reviews the restore of a set.
func (s *Server) setPage(find setFinder) func(asked) (page, error) {
	return func(a asked) (page, error) {
		found, err := find(a)
		if err != nil {
			return page{}, err
		}
		return setRestorePage(found, s.setForm(a, found)), nil
	}
}

func setRestorePage(found foundSet, f views.SetRestore) page {
	return page{
		title: f.Title, nav: found.nav, still: true, crumbs: found.crumbs,
		body: func(sh views.Shell) templ.Component { return views.SetRestorePage(sh, f) },
	}
}

func (s *Server) setForm(a asked, found foundSet) views.SetRestore {
	f := views.SetRestore{
		Action: found.action, Back: found.back, Key: uuid.NewString(), Safety: true, Left: found.left, Facts: found.facts,
		Title: "Restore " + found.name, Spread: found.spread(),
		Phrase: "overwrite " + views.Plural(len(found.pairs), "volume", "volumes"),
	}
	f.Power, f.Warnings = powerOf(found.servers(a.view)).view()
	var volumes, snapshots []string
	for _, pair := range found.pairs {
		volumes = append(volumes, pair.VolumeID)
		snapshots = append(snapshots, pair.SnapshotID)
		f.Pairs = append(f.Pairs, setPair(a, pair))
	}
	f.Leaving, f.Running = s.leaving(a, snapshots...), runningIDs(found.servers(a.view))
	facts, short := s.safetyFacts(a, volumes...)
	f.Facts, f.Warnings = append(f.Facts, facts...), append(f.Warnings, short...)
	return f
}

func setPair(a asked, pair operation.RestorePair) views.SetPair {
	snap, _ := a.view.Snapshot(pair.SnapshotID)
	return views.SetPair{
		VolumeID: pair.VolumeID, SnapshotID: pair.SnapshotID, Volume: volumeLink(a.view, pair.VolumeID, ""),
		Snapshot: views.Link{Text: named(snap.Name, snap.ID), Href: snapshotHref(snap.ID)},
		Taken:    a.moment(snap.Metadata.CreatedDate), Size: views.GB(snap.SizeGB), Since: sinceWords(a, snap, pair.VolumeID),
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
		a := s.ask(c.Request().Context(), c.Request().URL, paramsOf(c), userOf(c))
		found, err := find(a)
		if err != nil {
			return err
		}
		f := s.setForm(a, found)
		f.Power, f.Safety = ticked(c, f.Power), c.FormValue("safety") != ""
		f.Wrong = powerOf(found.servers(a.view)).unseen(f.Power)
		if len(found.pairs) == 0 || !samePhrase(c.FormValue("phrase"), f.Phrase) {
			f.Wrong = "That is not the phrase. Nothing was overwritten."
		}
		if f.Wrong != "" || len(f.Leaving) > 0 {
			return s.setAgain(c, a, found, f, statusOf(len(f.Leaving) > 0))
		}
		restore := operation.Restore{DatacenterID: found.datacenterID, Pairs: found.pairs, Safety: s.safetyNames(a, f.Safety)}
		restore.Stop, restore.Start = powerOf(found.servers(a.view)).wanted(f.Power)
		restore.Running = acceptedIn(c, restore.Stop)
		done, err := s.Engine.Submit(a.ctx, form.by, form.key, restore.Requests()...)
		if err != nil {
			return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
				f.Notice = otherContent
				return s.setAgain(c, a, found, f, http.StatusConflict)
			})
		}
		return recorded(c, done, recordedHref(done))
	}
}

func (s *Server) setAgain(c echo.Context, a asked, found foundSet, f views.SetRestore, status int) error {
	p := setRestorePage(found, f)
	return s.send(c, status, p.body(s.shell(c, p, a)))
}

package handlers

import (
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// set is the snapshots of several volumes that were taken together.
type set struct {
	server       inventory.Server // that all of its volumes are attached to; none when they are not
	pairs        []operation.RestorePair
	from, to     time.Time // when the first and the last of them was made
	datacenterID string
	left         []views.Skipped
}

// setOf gathers what is there of the snapshots that a batch made in one data center.
func setOf(v *inventory.View, ops []operation.Operation) (s set, together bool) {
	if kindOf(ops) != operation.CreateSnapshot {
		return s, false
	}
	for _, op := range operation.Newest(ops) {
		if s.datacenterID != "" && op.DatacenterID != s.datacenterID {
			return s, false
		}
		s.datacenterID = op.DatacenterID
		s.take(v, op)
	}
	return s, len(s.pairs)+len(s.left) > 1
}

// take adds a volume to the set, or says why it is left out.
func (s *set) take(v *inventory.View, op operation.Operation) {
	vol, there := v.Volume(op.VolumeID)
	snap, made := v.Snapshot(op.SnapshotID)
	leave := func(why string) {
		s.left = append(s.left, views.Skipped{Volume: volumeLink(v, op.VolumeID, op.VolumeName), Why: why})
	}
	dc, _ := v.Datacenter(vol.DatacenterID)
	switch {
	case op.State != operation.Done || !made:
		leave("Its snapshot is not there.")
		return
	case !there:
		leave("The volume is not there any more. Make a new one from its snapshot.")
		return
	}
	if why := operation.WhyNotOnto(snap, vol.SizeGB, dc.Location); why != "" {
		leave(why)
		return
	}
	s.pairs = append(s.pairs, operation.RestorePair{SnapshotID: snap.ID, VolumeID: vol.ID})
	at := snap.Metadata.CreatedDate
	if s.from.IsZero() || at.Before(s.from) {
		s.from = at
	}
	if at.After(s.to) {
		s.to = at
	}
	if server, running := runningOn(v, vol.ID); running {
		s.server = server
	}
}

func (s set) spread() string {
	return fmt.Sprintf("Taken together, within %s.", views.Plural(int(s.to.Sub(s.from).Seconds()), "second", "seconds"))
}

// setLinks lead to the restore of a set.
func setLinks(a asked, ops []operation.Operation) []views.Link {
	s, together := setOf(a.view, ops)
	if !together || len(s.pairs) == 0 {
		return nil
	}
	return []views.Link{{Text: "Restore this set", Href: batchHref(a.params["id"]) + "/restore"}}
}

// setPage reviews the restore of a set.
func (s *Server) setPage(a asked) (page, error) {
	f, _, err := s.setForm(a)
	if err != nil {
		return page{}, err
	}
	return setRestorePage(f), nil
}

func setRestorePage(f views.SetRestore) page {
	return page{
		title: f.Title, nav: "operations", still: true,
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: "Set", Href: f.Back}, {Text: "Restore"}},
		body:   func(sh views.Shell) templ.Component { return views.SetRestorePage(sh, f) },
	}
}

func (s *Server) setForm(a asked) (views.SetRestore, set, error) {
	id := a.params["id"]
	ops, _, err := s.Ledger.List(a.ctx, operation.Filter{Batch: id, Limit: maxBatch})
	if err != nil {
		return views.SetRestore{}, set{}, fmt.Errorf("read the batch: %w", err)
	}
	if len(ops) == 0 || id == "" {
		return views.SetRestore{}, set{}, gone{"Batch " + id, "All operations", "/operations"}
	}
	all, together := setOf(a.view, ops)
	if !together {
		return views.SetRestore{}, set{}, gone{"The set of batch " + id, "All operations", "/operations"}
	}
	f := views.SetRestore{
		Action: batchHref(id) + "/restore", Back: batchHref(id), Key: uuid.NewString(), Safety: true, Left: all.left,
		Title: "Restore " + views.Plural(len(all.pairs), "volume", "volumes") + " together", Spread: all.spread(),
		Phrase: "overwrite " + views.Plural(len(all.pairs), "volume", "volumes"),
	}
	for _, pair := range all.pairs {
		f.Pairs = append(f.Pairs, setPair(a, pair))
	}
	switch {
	case all.server.ID != "" && all.server.Type == "CUBE":
		f.Warnings = append(f.Warnings, named(all.server.Name, all.server.ID)+" is a Cube, which the API cannot power off. Shut the guest down yourself first.")
	case all.server.ID != "":
		f.Server, f.Stop = named(all.server.Name, all.server.ID), true
	}
	return f, all, nil
}

func setPair(a asked, pair operation.RestorePair) views.SetPair {
	snap, _ := a.view.Snapshot(pair.SnapshotID)
	return views.SetPair{
		VolumeID: pair.VolumeID, SnapshotID: pair.SnapshotID, Volume: volumeLink(a.view, pair.VolumeID, ""),
		Snapshot: views.Link{Text: named(snap.Name, snap.ID), Href: snapshotHref(snap.ID)},
		Taken:    a.moment(snap.Metadata.CreatedDate), Size: views.GB(snap.SizeGB),
	}
}

// restoreSet records all the steps of the restore of a set.
func (s *Server) restoreSet(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	a := s.ask(c.Request().Context(), c.Request().URL, map[string]string{"id": c.Param("id")}, userOf(c))
	f, all, err := s.setForm(a)
	if err != nil {
		return err
	}
	f.Stop, f.Safety = c.FormValue("stop") != "", c.FormValue("safety") != ""
	if len(all.pairs) == 0 || !samePhrase(c.FormValue("phrase"), f.Phrase) {
		f.Wrong = "That is not the phrase. Nothing was overwritten."
		p := setRestorePage(f)
		return s.send(c, http.StatusUnprocessableEntity, p.body(s.shell(c, p, a)))
	}
	wish := operation.RestoreWish{
		Key: a.user + "/set/" + a.params["id"] + "/" + c.FormValue("key"), DatacenterID: all.datacenterID, Pairs: all.pairs,
		Safety: s.safetyNames(a, f.Safety),
	}
	if f.Server != "" && f.Stop {
		wish.Stop = &operation.ServerRef{ID: all.server.ID, Name: all.server.Name}
		wish.Start = wish.Stop
	}
	done, err := s.Engine.RestoreVolumes(a.ctx, wish, operation.Person{Name: a.user, Addr: c.RealIP()})
	if err != nil {
		return fmt.Errorf("record the restore: %w", err)
	}
	return c.Redirect(http.StatusSeeOther, recordedHref(done))
}

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
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// bulkPath is where snapshots of several volumes are reviewed.
const bulkPath = "/bulk"

// chosen are the volumes of a batch, and what cannot be among them.
type chosen struct {
	volumes []inventory.Volume
	skipped []views.Skipped
	from    string // where they were chosen, to go back to
}

// review shows what a batch would do before anything is recorded.
func (s *Server) review(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	a := s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c))
	return s.showReview(c, a, http.StatusOK, s.choose(c, a), views.BulkReview{
		Key: uuid.NewString(), Template: s.NameTemplate, Description: c.FormValue("description"),
	})
}

// reviewOfServer reviews the batch of a server's volumes. Without a server there is nothing
// to review at this address.
func (s *Server) reviewOfServer(c echo.Context) error {
	if c.QueryParam("server") == "" {
		return c.Redirect(http.StatusSeeOther, "/volumes")
	}
	return s.review(c)
}

func (s *Server) showReview(c echo.Context, a asked, status int, ch chosen, r views.BulkReview) error {
	r.Skipped, r.From, r.MaxName, r.MaxText = ch.skipped, ch.from, inventory.MaxName, inventory.MaxDescription
	total, cost, quota := 0.0, price.Sum{}, s.hddQuota(a)
	lanes := map[string]int{}
	for _, vol := range ch.volumes {
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		total += vol.SizeGB
		cost = cost.Plus(a.view.Prices.Of(dc.Location, vol.SizeGB))
		lanes[vol.DatacenterID]++
		row := volumeRow(a, vol)
		facts := factsBefore(a.view, vol, s.Board.OnVolume(vol.ID), operation.Quota{}, a.now)
		r.Volumes = append(r.Volumes, views.BulkVolume{
			VolumeRow: row, Proposal: operation.ExpandName(r.Template, vol, dc, a.now.In(s.Zone)), Warnings: facts.warnings,
		})
	}
	r.Size, r.Cost, r.Quota = views.GB(total), a.cost(cost), meterWith("HDD", quota, "These snapshots", total)
	r.Warning = shortage(quota, "these snapshots need", total)
	for _, dc := range a.view.Datacenters {
		if n := lanes[dc.ID]; n > 0 {
			r.Lanes = append(r.Lanes, views.Lane{Datacenter: datacenterLink(a.view, dc.ID, ""), Snapshots: n, Pill: statePill(dc.Metadata.State)})
		}
	}
	p := page{
		title: "Create " + views.Plural(len(r.Volumes), "snapshot", "snapshots"), nav: "volumes", still: true,
		crumbs: []views.Link{{Text: "Volumes", Href: ch.from}, {Text: "Review"}},
		body:   func(sh views.Shell) templ.Component { return views.BulkPage(sh, r) },
	}
	return s.send(c, status, p.body(s.shell(c, p, a)))
}

// choose finds the volumes that a form names: by their ids, by the list that they match, or
// by the server that they are attached to.
func (s *Server) choose(c echo.Context, a asked) chosen {
	form := c.Request().Form
	ch := chosen{from: cameFrom(form, "/volumes")}
	if server := form.Get("server"); server != "" {
		form["vol"] = append(form["vol"], volumesOn(a.view, server)...)
	}
	for _, id := range picked(form, "vol", func(address *url.URL) []string { return matchingVolumes(a, address) }) {
		s.consider(a, id, &ch)
	}
	return ch
}

// consider takes a volume into a batch, or says why it is left out.
func (s *Server) consider(a asked, id string, ch *chosen) {
	vol, known := a.view.Volume(id)
	leave := func(why string) {
		ch.skipped = append(ch.skipped, views.Skipped{Thing: volumeLink(a.view, id, vol.Name), Why: why})
	}
	switch {
	case !known:
		leave("It is not in the contract any more.")
	case blockedBy(a.view, vol) != "":
		leave(blockedBy(a.view, vol))
	case s.underway(id):
		leave("A snapshot of it is being created already.")
	case len(ch.volumes) >= maxChosen:
		leave(fmt.Sprintf("A batch has at most %s volumes.", views.Count(maxChosen)))
	default:
		ch.volumes = append(ch.volumes, vol)
	}
}

func (s *Server) underway(volumeID string) bool {
	for _, op := range s.Board.OnVolume(volumeID) {
		if !op.State.Final() && op.Kind == operation.CreateSnapshot {
			return true
		}
	}
	return false
}

func volumesOn(v *inventory.View, serverID string) []string {
	var ids []string
	for _, server := range v.Servers {
		if server.ID == serverID {
			ids = append(ids, server.VolumeIDs...)
		}
	}
	return ids
}

// createForm is a form that asks for a snapshot of each of some volumes.
type createForm struct {
	asked
	sent
	chosen
	review views.BulkReview
}

func (s *Server) createFormOf(c echo.Context) (createForm, error) {
	form, err := s.sentForm(c)
	if err != nil {
		return createForm{}, err
	}
	f := createForm{asked: s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c)), sent: form}
	f.review = views.BulkReview{Key: uuid.NewString(), Template: strings.TrimSpace(c.FormValue("name")), Description: c.FormValue("description")}
	if f.review.Template == "" {
		f.review.Template = s.NameTemplate
	}
	f.from = cameFrom(c.Request().PostForm, "/volumes")
	for _, id := range picked(c.Request().PostForm, "vol", func(address *url.URL) []string { return matchingVolumes(f.asked, address) }) {
		if vol, known := f.view.Volume(id); known && len(f.volumes) < maxChosen {
			f.volumes = append(f.volumes, vol)
		}
	}
	return f, nil
}

// createAll records a batch and shows how it goes.
func (s *Server) createAll(c echo.Context) error {
	f, err := s.createFormOf(c)
	if err != nil {
		return err
	}
	things := idsOf(f.volumes, func(vol inventory.Volume) string { return vol.ID })
	used := func(earlier []operation.Operation) error {
		return s.showResent(c, f.asked, "volumes", resent{
			action: bulkPath + "/create", verb: "Create", field: "vol", values: c.Request().PostForm,
			known: f.after(earlier).countKnown(things), missing: f.after(earlier).missingOf(things), things: things, earlier: earlier,
		})
	}
	switch {
	case f.wasSent(things...):
		return again(c, f.earlier, f.earlierHref())
	case len(f.earlier) > 0, len(f.became) > 0 && len(f.volumes) > 1:
		return used(f.became)
	}
	requests, wrong := s.createRequests(f.asked, f.volumes, f.review)
	if len(wrong) > 0 || len(requests) == 0 {
		f.review.Errors = wrong
		return s.showReview(c, f.asked, http.StatusUnprocessableEntity, f.chosen, f.review)
	}
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, requests...)
	if err != nil {
		return s.notRecorded(c, err, func(e *operation.KeyUsedError) error { return used(e.Earlier) })
	}
	return recorded(c, done, recordedHref(done))
}

// createRequests are the requests for a snapshot of each volume.
func (s *Server) createRequests(a asked, volumes []inventory.Volume, r views.BulkReview) ([]operation.Request, operation.FieldErrors) {
	requests := make([]operation.Request, 0, len(volumes))
	for _, vol := range volumes {
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		wanted, wrong := operation.CreateParams{
			Name: operation.ExpandName(r.Template, vol, dc, a.now.In(s.Zone)), Description: r.Description,
		}.Clean()
		if len(wrong) > 0 {
			return nil, wrong
		}
		requests = append(requests, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: dc.ID, VolumeID: vol.ID, Create: wanted})
	}
	return requests, nil
}

func batchHref(id string) string { return "/batches/" + url.PathEscape(id) }

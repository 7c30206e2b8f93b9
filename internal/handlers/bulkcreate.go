package handlers

import (
	"cmp"
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
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// bulkPath is where snapshots of several volumes are reviewed.
const bulkPath = "/bulk"

// volumeSelection are the volumes of a batch, and what cannot be among them.
type volumeSelection struct {
	volumes []inventory.Volume
	dropped []inventory.Volume // that stand in the review and are not selected
	skipped []views.Skipped
	back    string // where they were chosen, to go back to
}

// review shows what a batch would do before anything is recorded.
func (s *Server) review(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c))
	return s.showReview(c, req, http.StatusOK, s.selectVolumes(c, req), views.BulkReview{
		Key: uuid.NewString(), Template: cmp.Or(strings.TrimSpace(c.FormValue("name")), s.NameTemplate), Description: c.FormValue("description"),
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

func (s *Server) showReview(c echo.Context, req pageRequest, status int, ch volumeSelection, r views.BulkReview) error {
	r.Skipped, r.From, r.MaxName, r.MaxText = ch.skipped, ch.back, inventory.MaxName, inventory.MaxDescription
	total, cost, quota := 0.0, price.Sum{}, s.hddQuota(req)
	lanes := map[string]int{}
	sizes := make([]float64, 0, len(ch.volumes))
	for _, vol := range ch.volumes {
		dc, _ := req.view.Datacenter(vol.DatacenterID)
		total += vol.SizeGB
		sizes = append(sizes, vol.SizeGB)
		cost = cost.Plus(req.view.Prices.Of(dc.Location, vol.SizeGB))
		lanes[vol.DatacenterID]++
		r.Rows = append(r.Rows, s.bulkVolume(req, vol, r.Template))
	}
	for _, vol := range ch.dropped {
		row := s.bulkVolume(req, vol, r.Template)
		row.Dropped = true
		r.Rows = append(r.Rows, row)
	}
	r.Selected = len(ch.volumes)
	r.Size, r.Cost, r.Quota = views.Sum(total, countUnsized(sizes)), req.costText(cost), meterWith("HDD", quota, "These snapshots", total)
	r.Warning = shortage(quota, "these snapshots need", total)
	r.Drop = dropSuggestion(ch.volumes, quota.DropToFit(sizes))
	if unsized := countUnsized(sizes); unsized > 0 && quota.Known() {
		r.Unsized = views.Plural(unsized, "volume has", "volumes have") + " no known size and cannot be compared with the quota."
	}
	for _, dc := range req.view.Datacenters {
		if n := lanes[dc.ID]; n > 0 {
			r.Lanes = append(r.Lanes, views.Lane{Datacenter: datacenterLink(req.view, dc.ID, ""), Snapshots: n, Pill: statePill(dc.Metadata.State)})
		}
	}
	p := page{
		title: "Create " + views.Plural(r.Selected, "snapshot", "snapshots"), nav: "volumes", static: true,
		crumbs: []views.Link{{Text: "Volumes", Href: ch.back}, {Text: "Review"}},
		body:   func(sh views.PageLayout) templ.Component { return views.BulkPage(sh, r) },
	}
	return s.send(c, status, p.body(s.layout(c, p, req)))
}

func (s *Server) bulkVolume(req pageRequest, vol inventory.Volume, template string) views.BulkVolume {
	dc, _ := req.view.Datacenter(vol.DatacenterID)
	facts := createFactsOf(req.view, vol, s.Operations.OnVolume(vol.ID), operation.Quota{}, req.now)
	return views.BulkVolume{
		VolumeRow: volumeRow(req, vol), Proposal: operation.ExpandName(template, vol, dc, req.now.In(s.Zone)), Warnings: facts.warnings,
	}
}

// dropSuggestion offers to leave out the volumes that are too much for the quota; nil when that helps nothing.
func dropSuggestion(volumes []inventory.Volume, drop []int) *views.DropSuggestion {
	fit := len(volumes) - len(drop)
	if len(drop) == 0 || fit == 0 {
		return nil
	}
	ids := make([]string, 0, len(drop))
	for _, i := range drop {
		ids = append(ids, volumes[i].ID)
	}
	what, fits := "the "+views.Count(len(drop))+" largest", views.Plural(fit, "fits", "fit")
	if len(drop) == 1 {
		what = displayName(volumes[drop[0]].Name, volumes[drop[0]].ID)
	}
	return &views.DropSuggestion{IDs: strings.Join(ids, ","), Text: "Drop " + what + " and " + fits}
}

func countUnsized(sizesGB []float64) int {
	n := 0
	for _, gb := range sizesGB {
		if gb <= 0 {
			n++
		}
	}
	return n
}

// rowKey is the field that names all rows of a review, selected or not, and dropKey the one that names those
// which a button leaves out.
const (
	rowKey  = "row"
	dropKey = "drop"
)

// droppedIDs are the ids of a review's rows that are not selected, and takes from the selected ones those which
// a button leaves out.
func droppedIDs(form url.Values, field string) []string {
	drop := strings.Split(form.Get(dropKey), ",")
	form[field] = slices.DeleteFunc(slices.Clone(form[field]), func(id string) bool { return slices.Contains(drop, id) })
	return slices.DeleteFunc(slices.Clone(form[rowKey]), func(id string) bool { return slices.Contains(form[field], id) })
}

// selectVolumes finds the volumes that a form names: by their ids, by the list that they match, or
// by the server that they are attached to.
func (s *Server) selectVolumes(c echo.Context, req pageRequest) volumeSelection {
	form := c.Request().Form
	ch := volumeSelection{back: selectionOrigin(form, "/volumes"), dropped: droppedVolumes(req, droppedIDs(form, "vol"))}
	if server := form.Get("server"); server != "" {
		form["vol"] = append(form["vol"], volumesOn(req.view, server)...)
	}
	for _, id := range selectedIDs(form, "vol", func(address *url.URL) []string { return s.matchingVolumes(req, address) }) {
		s.addVolume(req, id, &ch)
	}
	return ch
}

// droppedVolumes are the volumes with some ids that can stand in a review.
func droppedVolumes(req pageRequest, ids []string) []inventory.Volume {
	var dropped []inventory.Volume
	for _, id := range ids {
		if vol, known := req.view.Volume(id); known && blockReason(req.view, vol) == "" && len(dropped) < maxSelected {
			dropped = append(dropped, vol)
		}
	}
	return dropped
}

// addVolume takes a volume into a batch, or says why it is left out.
func (s *Server) addVolume(req pageRequest, id string, ch *volumeSelection) {
	vol, known := req.view.Volume(id)
	leave := func(reason string) {
		ch.skipped = append(ch.skipped, views.Skipped{Subject: volumeLink(req.view, id, vol.Name), Reason: reason})
	}
	switch {
	case !known:
		leave("It is not in the contract any more.")
	case blockReason(req.view, vol) != "":
		leave(blockReason(req.view, vol))
	case s.createInProgress(id):
		leave("A snapshot of it is being created already.")
	case len(ch.volumes) >= maxSelected:
		leave(fmt.Sprintf("A batch has at most %s volumes.", views.Count(maxSelected)))
	default:
		ch.volumes = append(ch.volumes, vol)
	}
}

func (s *Server) createInProgress(volumeID string) bool {
	for _, op := range s.Operations.OnVolume(volumeID) {
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
	pageRequest
	sent
	volumeSelection
	review views.BulkReview
}

func (s *Server) createFormOf(c echo.Context) (createForm, error) {
	form, err := s.sentForm(c)
	if err != nil {
		return createForm{}, err
	}
	f := createForm{pageRequest: s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c)), sent: form}
	f.review = views.BulkReview{Key: uuid.NewString(), Template: strings.TrimSpace(c.FormValue("name")), Description: c.FormValue("description")}
	if f.review.Template == "" {
		f.review.Template = s.NameTemplate
	}
	f.back = selectionOrigin(c.Request().PostForm, "/volumes")
	f.dropped = droppedVolumes(f.pageRequest, droppedIDs(c.Request().PostForm, "vol"))
	for _, id := range selectedIDs(c.Request().PostForm, "vol", func(address *url.URL) []string { return s.matchingVolumes(f.pageRequest, address) }) {
		if vol, known := f.view.Volume(id); known && len(f.volumes) < maxSelected {
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
	items := idsOf(f.volumes, func(vol inventory.Volume) string { return vol.ID })
	used := func(earlier []operation.Operation) error {
		return s.showResent(c, f.pageRequest, "volumes", resent{
			action: bulkPath + "/create", verb: "Create", field: "vol", values: c.Request().PostForm,
			known: f.after(earlier).countKnown(items), missing: f.after(earlier).missingOf(items), items: items, earlier: earlier,
		})
	}
	switch {
	case f.wasSent(items...):
		return again(c, f.earlier, f.earlierHref())
	case len(f.earlier) > 0, len(f.became) > 0 && len(f.volumes) > 1:
		return used(f.became)
	}
	requests, wrong := s.createRequests(f.pageRequest, f.volumes, f.review)
	if len(wrong) > 0 || len(requests) == 0 {
		f.review.Errors = wrong
		return s.showReview(c, f.pageRequest, http.StatusUnprocessableEntity, f.volumeSelection, f.review)
	}
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, requests...)
	if err != nil {
		return s.notRecorded(c, err, func(e *operation.KeyUsedError) error { return used(e.Earlier) })
	}
	return recorded(c, done, resultHref(done))
}

// createRequests are the requests for a snapshot of each volume.
func (s *Server) createRequests(req pageRequest, volumes []inventory.Volume, r views.BulkReview) ([]operation.Request, operation.FieldErrors) {
	requests := make([]operation.Request, 0, len(volumes))
	for _, vol := range volumes {
		dc, _ := req.view.Datacenter(vol.DatacenterID)
		wanted, wrong := operation.CreateParams{
			Name: operation.ExpandName(r.Template, vol, dc, req.now.In(s.Zone)), Description: r.Description,
		}.Clean()
		if len(wrong) > 0 {
			return nil, wrong
		}
		requests = append(requests, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: dc.ID, VolumeID: vol.ID, Params: wanted})
	}
	return requests, nil
}

func batchHref(id string) string { return "/batches/" + url.PathEscape(id) }

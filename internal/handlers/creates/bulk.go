package creates

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// volumeSelection holds the volumes of a batch, and those that cannot be part of it.
type volumeSelection struct {
	volumes []inventory.Volume
	dropped []inventory.Volume // in the review but not selected
	skipped []views.Skipped
	back    string // address of the list that they were chosen in
}

// review shows what a batch would do before it is recorded.
func (s *Handlers) review(c echo.Context) error {
	return s.reviewOf(c, c.Request().PostForm)
}

// reviewOfServer reviews the batch of a server's volumes, or leads to the list of volumes if the address names no
// server.
func (s *Handlers) reviewOfServer(c echo.Context) error {
	server := c.QueryParam("server")
	if server == "" {
		return c.Redirect(http.StatusSeeOther, "/volumes")
	}
	return s.reviewOf(c, url.Values{"server": {server}})
}

// reviewOf shows the batch that the given fields request.
func (s *Handlers) reviewOf(c echo.Context, fields url.Values) error {
	req := s.NewRequest(c.Request().URL, nil, session.UserOf(c))
	return s.showReview(c, req, http.StatusOK, s.selectVolumes(req, fields), views.BulkReview{
		Key: uuid.NewString(), Template: cmp.Or(strings.TrimSpace(fields.Get("name")), s.NameTemplate), Description: fields.Get("description"),
	})
}

func (s *Handlers) showReview(c echo.Context, req web.Request, status int, ch volumeSelection, r views.BulkReview) error {
	r.Skipped, r.From, r.MaxName, r.MaxText = ch.skipped, ch.back, inventory.MaxName, inventory.MaxDescription
	total, cost, quota := quantity.Total{}, price.Sum{}, quotas.HDD(s.Base, req)
	lanes := map[string]int{}
	sizes := make([]float64, 0, len(ch.volumes))
	for _, vol := range ch.volumes {
		dc, _ := req.View.Datacenter(vol.DatacenterID)
		total.Add(vol.SizeGB)
		sizes = append(sizes, vol.SizeGB)
		cost = cost.Plus(req.View.Prices.Of(dc.Location, vol.SizeGB))
		lanes[vol.DatacenterID]++
		r.Rows = append(r.Rows, s.bulkVolume(req, vol, r.Template))
	}
	for _, vol := range ch.dropped {
		row := s.bulkVolume(req, vol, r.Template)
		row.Dropped = true
		r.Rows = append(r.Rows, row)
	}
	r.Selected = len(ch.volumes)
	r.Size, r.Cost, r.Quota = total.Text(), money.Cost(req.View.Prices, cost), quotas.MeterWith(quota, "These snapshots", total.GB)
	r.Warning = quotas.Shortage(quota, "these snapshots need", total.GB)
	r.Drop = dropSuggestion(ch.volumes, quota.DropToFit(sizes))
	if total.Unsized > 0 && quota.Known() {
		r.Unsized = quantity.Plural(total.Unsized, "volume has", "volumes have") + " no known size and cannot be compared with the quota."
	}
	for _, dc := range req.View.Datacenters {
		if n := lanes[dc.ID]; n > 0 {
			r.Lanes = append(r.Lanes, views.Lane{Datacenter: resource.DatacenterLink(req.View, dc.ID, ""), Snapshots: n, Pill: texts.UnusualPill(texts.StatePill(dc.Metadata.State))})
		}
	}
	return s.SendPage(c, status, req, web.Page{
		Title: "Create " + quantity.Plural(r.Selected, "snapshot", "snapshots"), Nav: "volumes", Static: true,
		Crumbs: []ui.Link{{Text: "Volumes", Href: ch.back}, {Text: "Review"}},
		Body:   func(sh views.PageLayout) templ.Component { return views.BulkPage(sh, r) },
	})
}

func (s *Handlers) bulkVolume(req web.Request, vol inventory.Volume, template string) views.BulkVolume {
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	facts := createform.FactsOf(req.View, vol, s.Operations.OnVolume(vol.ID), operation.Quota{}, req.Now)
	return views.BulkVolume{
		VolumeRow: volumelist.VolumeRow(req, vol), Proposal: operation.ExpandName(template, vol, dc, req.Now.In(s.Zone)), Warnings: facts.Warnings,
	}
}

// dropSuggestion offers to leave out the volumes that exceed the quota; nil when that would not help.
func dropSuggestion(volumes []inventory.Volume, drop []int) *views.DropSuggestion {
	fit := len(volumes) - len(drop)
	if len(drop) == 0 || fit == 0 {
		return nil
	}
	ids := selection.IDsOf(drop, func(i int) string { return volumes[i].ID })
	what, fits := "the "+quantity.Count(len(drop))+" largest", quantity.Plural(fit, "fits", "fit")
	if len(drop) == 1 {
		what = texts.DisplayName(volumes[drop[0]].Name, volumes[drop[0]].ID)
	}
	return &views.DropSuggestion{IDs: strings.Join(ids, ","), Text: "Drop " + what + " and " + fits}
}

// selectVolumes finds the volumes that a form names by ID, by the list that they match or by their server.
func (s *Handlers) selectVolumes(req web.Request, form url.Values) volumeSelection {
	ch := volumeSelection{back: selection.Origin(form, "/volumes"), dropped: droppedVolumes(req, selection.Dropped(form, "vol"))}
	if server := form.Get("server"); server != "" {
		form["vol"] = append(form["vol"], volumesOn(req.View, server)...)
	}
	for _, id := range selection.IDs(form, "vol", func(address *url.URL) []string { return s.volumeList.Matching(req, address) }) {
		s.addVolume(req, id, &ch)
	}
	return ch
}

// droppedVolumes returns the volumes with the given IDs that could be part of the batch.
func droppedVolumes(req web.Request, ids []string) []inventory.Volume {
	var dropped []inventory.Volume
	for _, id := range ids {
		if vol, known := req.View.Volume(id); known && operation.CreateProblem(vol).None() && len(dropped) < selection.MaxSelected {
			dropped = append(dropped, vol)
		}
	}
	return dropped
}

// addVolume adds a volume to a batch, or leaves it out with a reason.
func (s *Handlers) addVolume(req web.Request, id string, ch *volumeSelection) {
	vol, known := req.View.Volume(id)
	leave := func(why operation.Obstacle) {
		ch.skipped = append(ch.skipped, resource.Skipped(resource.VolumeLink(req.View, id, vol.Name), why))
	}
	switch {
	case !known:
		leave(operation.Gone())
	case !operation.CreateProblem(vol).None():
		leave(operation.CreateProblem(vol))
	case ledger.CreateInProgress(s.Operations, id):
		leave(operation.Obstacle{Code: operation.ObstacleBeingCreated, Text: "A snapshot of it is being created already."})
	case len(ch.volumes) >= selection.MaxSelected:
		leave(operation.BatchFull(selection.MaxSelected, "volumes"))
	default:
		ch.volumes = append(ch.volumes, vol)
	}
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

type createForm struct {
	web.Request
	forms.Sent
	volumeSelection
	review views.BulkReview
}

func (s *Handlers) createFormOf(c echo.Context) (createForm, error) {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return createForm{}, err
	}
	f := createForm{Request: s.NewRequest(c.Request().URL, nil, session.UserOf(c)), Sent: form}
	f.review = views.BulkReview{Key: uuid.NewString(), Template: cmp.Or(strings.TrimSpace(c.FormValue("name")), s.NameTemplate), Description: c.FormValue("description")}
	f.back = selection.Origin(c.Request().PostForm, "/volumes")
	f.dropped = droppedVolumes(f.Request, selection.Dropped(c.Request().PostForm, "vol"))
	for _, id := range selection.IDs(c.Request().PostForm, "vol", func(address *url.URL) []string { return s.volumeList.Matching(f.Request, address) }) {
		vol, known := f.View.Volume(id)
		switch why := operation.CreateProblem(vol); {
		case known && !why.None():
			f.skipped = append(f.skipped, resource.Skipped(resource.VolumeLink(f.View, id, vol.Name), why))
		case known && len(f.volumes) < selection.MaxSelected:
			f.volumes = append(f.volumes, vol)
		}
	}
	return f, nil
}

func (s *Handlers) createAll(c echo.Context) error {
	f, err := s.createFormOf(c)
	if err != nil {
		return err
	}
	items := selection.IDsOf(f.volumes, func(vol inventory.Volume) string { return vol.ID })
	used := func(earlier []operation.Operation) error {
		return forms.ShowResent(s.Base, c, f.Request, "volumes", forms.Resent{
			Action: paths.BulkPath + "/create", Verb: "Create", Field: "vol", Values: c.Request().PostForm,
			Recorded: f.After(earlier).CountRecorded(items), Missing: f.After(earlier).MissingOf(items), Items: items, Earlier: earlier,
		})
	}
	switch {
	case f.WasSent(items...):
		return f.Again(c, "")
	case len(f.Earlier) > 0, len(f.Became) > 0 && len(f.volumes) > 1:
		return used(f.Became)
	}
	if len(f.skipped) > 0 { // since the review was shown
		return s.showReview(c, f.Request, http.StatusConflict, f.volumeSelection, f.review)
	}
	requests, wrong := s.createRequests(f.Request, f.volumes, f.review)
	if len(wrong) > 0 || len(requests) == 0 {
		f.review.Errors = wrong
		return s.showReview(c, f.Request, http.StatusUnprocessableEntity, f.volumeSelection, f.review)
	}
	return s.Record(c, f.Sent, "", used, requests...)
}

func (s *Handlers) createRequests(req web.Request, volumes []inventory.Volume, r views.BulkReview) ([]operation.Request, operation.FieldErrors) {
	requests := make([]operation.Request, 0, len(volumes))
	for _, vol := range volumes {
		dc, _ := req.View.Datacenter(vol.DatacenterID)
		wanted, wrong := operation.CreateParams{
			Name: operation.ExpandName(r.Template, vol, dc, req.Now.In(s.Zone)), Description: r.Description,
		}.Clean()
		if len(wrong) > 0 {
			return nil, wrong
		}
		requests = append(requests, operation.Request{Kind: operation.CreateSnapshot, DatacenterID: dc.ID, VolumeID: vol.ID, Params: wanted})
	}
	return requests, nil
}

package handlers

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// createPage is the create form as a page of its own.
func (s *Server) createPage(req pageRequest) (page, error) {
	vol, dc, err := findVolume(req)
	if err != nil {
		return page{}, err
	}
	return s.formPage(req, vol, dc, s.newCreateForm(req, vol, dc)), nil
}

func (s *Server) formPage(req pageRequest, vol inventory.Volume, dc inventory.Datacenter, form views.CreateForm) page {
	crumbs := crumbsOf(req, &dc, &vol)
	crumbs[len(crumbs)-1].Href = volumeHref(dc.ID, vol.ID)
	return page{
		title: "Create snapshot of " + displayName(vol.Name, vol.ID), nav: "volumes", static: true,
		crumbs:    append(crumbs, views.Link{Text: "Create snapshot"}),
		body:      func(sh views.PageLayout) templ.Component { return views.CreatePage(sh, form) },
		fragments: []fragment{{id: "consequences", html: views.Consequences(form)}},
	}
}

// newCreateForm is the form as it is offered first.
func (s *Server) newCreateForm(req pageRequest, vol inventory.Volume, dc inventory.Datacenter) views.CreateForm {
	quota := s.hddQuota(req)
	facts := createFactsOf(req.view, vol, s.Operations.OnVolume(vol.ID), quota, req.now)
	return views.CreateForm{
		Action:          volumeHref(dc.ID, vol.ID) + "/snapshots",
		Back:            volumeHref(dc.ID, vol.ID),
		Key:             uuid.NewString(),
		Volume:          displayName(vol.Name, vol.ID),
		Values:          views.CreateValues{Name: operation.ExpandName(s.NameTemplate, vol, dc, req.now.In(s.Zone))},
		Licences:        licenceOptions(vol, ""),
		Size:            views.Size(vol.SizeGB),
		Cost:            req.costText(req.view.Prices.Of(dc.Location, vol.SizeGB)),
		Quota:           meterWith("HDD", quota, "This snapshot", vol.SizeGB),
		TypicalDuration: s.typicalDurationFor(operation.CreateSnapshot, dc.Location, vol.SizeGB),
		Datacenter:      displayName(dc.Name, dc.ID) + ", " + dc.Location,
		State:           statePill(dc.Metadata.State),
		Consistency:     facts.consistency,
		Warnings:        facts.warnings,
		Blocked:         facts.blocked,
		MaxName:         inventory.MaxName,
		MaxText:         inventory.MaxDescription,
	}
}

func licenceOptions(vol inventory.Volume, selected string) []views.Option {
	as := "As the volume"
	if vol.LicenceType != "" {
		as += " (" + vol.LicenceType + ")"
	}
	options := []views.Option{{Text: as, Selected: selected == ""}}
	for _, licence := range operation.LicenceTypes() {
		options = append(options, views.Option{Value: licence, Text: licence, Selected: licence == selected})
	}
	return options
}

// create records that a snapshot is wanted, and shows how it goes. What is wrong with the
// fields, and what IONOS Cloud refuses at once, comes back in the form.
func (s *Server) create(c echo.Context) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, map[string]string{"dc": c.Param("dc"), "vol": c.Param("vol")}, userOf(c))
	vol, dc, err := findVolume(req)
	if err != nil && len(form.earlier) > 0 {
		return again(c, form.earlier, form.earlierHref())
	}
	if err != nil {
		return err
	}
	wanted, wrong := createParams(c).Clean()
	if wanted.Name == "" {
		wanted.Name = operation.ExpandName(s.NameTemplate, vol, dc, req.now.In(s.Zone))
	}
	if blocked := blockReason(req.view, vol); len(form.earlier) == 0 && (len(wrong) > 0 || blocked != "") {
		return s.redisplayForm(c, req, vol, dc, wanted, wrong, nil)
	}
	done, err := s.Engine.Submit(req.ctx, form.by, form.key, operation.Request{
		Kind: operation.CreateSnapshot, DatacenterID: dc.ID, VolumeID: vol.ID, Params: wanted,
	})
	if err != nil {
		return fmt.Errorf("record the operation: %w", err)
	}
	if op := s.awaitResponse(req.ctx, done.First()); op.State == operation.Failed {
		return s.redisplayForm(c, s.newPageRequest(req.ctx, req.url, req.params, req.user), vol, dc, wanted, refusedFields(op), &op)
	}
	return recorded(c, done, volumeHref(dc.ID, vol.ID))
}

// createParams reads the fields of the form.
func createParams(c echo.Context) operation.CreateParams {
	protect, err := strconv.ParseBool(c.FormValue("secAuthProtection"))
	return operation.CreateParams{
		Name:              c.FormValue("name"),
		Description:       c.FormValue("description"),
		LicenceType:       c.FormValue("licenceType"),
		SecAuthProtection: err == nil && protect || c.FormValue("secAuthProtection") == "on",
	}
}

// refusedFields are the messages of IONOS Cloud that name a field of the form, without its path.
func refusedFields(op operation.Operation) operation.FieldErrors {
	errs := operation.FieldErrors{}
	if op.Failure == nil {
		return errs
	}
	for _, m := range op.Failure.Messages {
		if field := operation.FieldOf(m); field != "" {
			_, text, _ := strings.Cut(operation.Sentence(m), ": ")
			errs[field] = cmp.Or(text, operation.Sentence(m))
		}
	}
	return errs
}

// redisplayForm shows the form with what was typed and what is wrong with it.
func (s *Server) redisplayForm(
	c echo.Context, req pageRequest, vol inventory.Volume, dc inventory.Datacenter,
	wanted operation.CreateParams, wrong operation.FieldErrors, refused *operation.Operation,
) error {
	form := s.newCreateForm(req, vol, dc)
	form.Values = views.CreateValues{Name: wanted.Name, Description: wanted.Description, Licence: wanted.LicenceType, Protect: wanted.SecAuthProtection}
	form.Licences = licenceOptions(vol, wanted.LicenceType)
	form.Errors = maps.Clone(map[string]string(wrong))
	status := http.StatusUnprocessableEntity
	if refused != nil {
		form.Problem = failureView(*refused)
		if refused.Failure != nil && refused.Failure.Kind != "invalid" {
			status = http.StatusBadGateway
		}
	}
	p := s.formPage(req, vol, dc, form)
	return s.send(c, status, p.body(s.layout(c, p, req)))
}

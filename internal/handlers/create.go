package handlers

import (
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
func (s *Server) createPage(a asked) (page, error) {
	vol, dc, err := findVolume(a)
	if err != nil {
		return page{}, err
	}
	return s.formPage(a, vol, dc, s.blankForm(a, vol, dc)), nil
}

func (s *Server) formPage(a asked, vol inventory.Volume, dc inventory.Datacenter, form views.CreateForm) page {
	crumbs := crumbsOf(a, &dc, &vol)
	crumbs[len(crumbs)-1].Href = volumeHref(dc.ID, vol.ID)
	return page{
		title: "Create snapshot of " + named(vol.Name, vol.ID), nav: "volumes", still: true,
		crumbs:    append(crumbs, views.Link{Text: "Create snapshot"}),
		body:      func(sh views.Shell) templ.Component { return views.CreatePage(sh, form) },
		fragments: []fragment{{id: "consequences", html: views.Consequences(form)}},
	}
}

// blankForm is the form as it is offered first.
func (s *Server) blankForm(a asked, vol inventory.Volume, dc inventory.Datacenter) views.CreateForm {
	quota := s.hddQuota(a)
	facts := factsBefore(a.view, vol, s.Board.OnVolume(vol.ID), quota, a.now)
	return views.CreateForm{
		Action:      volumeHref(dc.ID, vol.ID) + "/snapshots",
		Back:        volumeHref(dc.ID, vol.ID),
		Key:         uuid.NewString(),
		Volume:      named(vol.Name, vol.ID),
		Values:      views.CreateValues{Name: operation.ExpandName(s.NameTemplate, vol, dc, a.now.In(s.Zone))},
		Licences:    licenceOptions(vol, ""),
		Size:        views.GB(vol.SizeGB),
		Cost:        a.cost(a.view.Prices.Of(dc.Location, vol.SizeGB)),
		Quota:       meterWith("HDD", quota, "This snapshot", vol.SizeGB),
		Usual:       s.usually(operation.CreateSnapshot, dc.Location, vol.SizeGB),
		Datacenter:  named(dc.Name, dc.ID) + ", " + dc.Location,
		State:       statePill(dc.Metadata.State),
		Consistency: facts.consistency,
		Warnings:    facts.warnings,
		Blocked:     facts.blocked,
		MaxName:     inventory.MaxName,
		MaxText:     inventory.MaxDescription,
	}
}

func licenceOptions(vol inventory.Volume, chosen string) []views.Option {
	as := "As the volume"
	if vol.LicenceType != "" {
		as += " (" + vol.LicenceType + ")"
	}
	options := []views.Option{{Text: as, Chosen: chosen == ""}}
	for _, licence := range operation.LicenceTypes() {
		options = append(options, views.Option{Value: licence, Text: licence, Chosen: licence == chosen})
	}
	return options
}

// create records that a snapshot is wanted, and shows how it goes. What is wrong with the
// fields, and what the cloud refuses at once, comes back in the form.
func (s *Server) create(c echo.Context) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	a := s.ask(c.Request().Context(), c.Request().URL, map[string]string{"dc": c.Param("dc"), "vol": c.Param("vol")}, userOf(c))
	vol, dc, err := findVolume(a)
	if err != nil && len(form.earlier) > 0 {
		return again(c, form.earlier, form.earlierHref())
	}
	if err != nil {
		return err
	}
	wanted, wrong := wantedIn(c).Clean()
	if wanted.Name == "" {
		wanted.Name = operation.ExpandName(s.NameTemplate, vol, dc, a.now.In(s.Zone))
	}
	if blocked := blockedBy(a.view, vol); len(form.earlier) == 0 && (len(wrong) > 0 || blocked != "") {
		return s.formAgain(c, a, vol, dc, wanted, wrong, nil)
	}
	done, err := s.Engine.Submit(a.ctx, form.by, form.key, operation.Request{
		Kind: operation.CreateSnapshot, DatacenterID: dc.ID, VolumeID: vol.ID, Create: wanted,
	})
	if err != nil {
		return fmt.Errorf("record the operation: %w", err)
	}
	if op := s.firstAnswer(a.ctx, done.First()); op.State == operation.Failed {
		return s.formAgain(c, s.ask(a.ctx, a.url, a.params, a.user), vol, dc, wanted, refusedFields(op), &op)
	}
	return recorded(c, done, volumeHref(dc.ID, vol.ID))
}

// wantedIn reads the fields of the form.
func wantedIn(c echo.Context) operation.CreateParams {
	protect, err := strconv.ParseBool(c.FormValue("secAuthProtection"))
	return operation.CreateParams{
		Name:              c.FormValue("name"),
		Description:       c.FormValue("description"),
		LicenceType:       c.FormValue("licenceType"),
		SecAuthProtection: err == nil && protect || c.FormValue("secAuthProtection") == "on",
	}
}

// refusedFields are the cloud's messages that name a field of the form.
func refusedFields(op operation.Operation) operation.FieldErrors {
	errs := operation.FieldErrors{}
	if op.Failure == nil {
		return errs
	}
	for _, m := range op.Failure.Messages {
		if field := operation.FieldOf(m); field != "" {
			errs[field] = strings.TrimSpace("The cloud says: " + m.Text)
		}
	}
	return errs
}

// formAgain shows the form with what was typed and what is wrong with it.
func (s *Server) formAgain(
	c echo.Context, a asked, vol inventory.Volume, dc inventory.Datacenter,
	wanted operation.CreateParams, wrong operation.FieldErrors, refused *operation.Operation,
) error {
	form := s.blankForm(a, vol, dc)
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
	p := s.formPage(a, vol, dc, form)
	return s.send(c, status, p.body(s.shell(c, p, a)))
}

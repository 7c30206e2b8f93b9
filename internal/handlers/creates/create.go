package creates

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/createform"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) createPage(_ context.Context, req web.Request) (web.Page, error) {
	vol, dc, err := resource.FindVolume(req)
	if err != nil {
		return web.Page{}, err
	}
	form := s.forms.Form(req, vol, dc)
	form.From = listOf(req.URL.Query())
	form.Back = cmp.Or(form.From, form.Back)
	return s.formPage(vol, dc, form), nil
}

func (s *Handlers) formPage(vol inventory.Volume, dc inventory.Datacenter, form views.CreateForm) web.Page {
	crumbs := resource.Crumbs(&dc, &vol)
	crumbs[len(crumbs)-1].Href = paths.VolumeHref(dc.ID, vol.ID)
	return web.Page{
		Title: "Create snapshot of " + texts.DisplayName(vol.Name, vol.ID), Nav: "volumes", Static: true,
		Crumbs:    append(crumbs, ui.Link{Text: "Create snapshot"}),
		Body:      func(sh views.PageLayout) templ.Component { return views.CreatePage(sh, form) },
		Fragments: []web.Fragment{{ID: "create", HTML: views.CreateDialog(form)}},
	}
}

// create records the request for a snapshot and shows its progress; invalid fields and an immediate refusal by IONOS
// Cloud come back in the form.
func (s *Handlers) create(c echo.Context) error {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return err
	}
	req := s.NewRequest(c.Request().URL, map[string]string{"dc": c.Param("dc"), "vol": c.Param("vol")}, session.UserOf(c))
	vol, dc, err := resource.FindVolume(req)
	if err != nil && len(form.Earlier) > 0 {
		return form.Again(c, "")
	}
	if err != nil {
		return err
	}
	wanted, wrong := createParams(c).Clean()
	if wanted.Name == "" {
		wanted.Name = operation.ExpandName(s.NameTemplate, vol, dc, req.Now.In(s.Zone))
	}
	if blocked := operation.CreateProblem(vol); len(form.Earlier) == 0 && (len(wrong) > 0 || !blocked.None()) {
		return s.redisplayForm(c, req, vol, dc, wanted, wrong, nil)
	}
	done, err := s.Engine.Submit(c.Request().Context(), form.By, form.Key, operation.Request{
		Kind: operation.CreateSnapshot, DatacenterID: dc.ID, VolumeID: vol.ID, Params: wanted,
	})
	if err != nil {
		return fmt.Errorf("record the operation: %w", err)
	}
	if op := s.AwaitResponse(c.Request().Context(), done.First()); op.State == operation.Failed {
		return s.redisplayForm(c, s.NewRequest(req.URL, req.Params, req.User), vol, dc, wanted, texts.RefusedFields(op), &op)
	}
	return forms.Recorded(c, done, afterCreate(c.Request().PostForm, dc.ID, vol.ID))
}

// afterCreate returns the page to show after the request: the volume's row in the list that the user came from, or
// the volume's own page.
func afterCreate(form url.Values, datacenterID, volumeID string) string {
	if list := listOf(form); list != "" {
		return list + "#row-" + url.PathEscape(volumeID)
	}
	return paths.VolumeHref(datacenterID, volumeID)
}

// listOf returns the list that the user came from; empty for none.
func listOf(form url.Values) string { return selection.Origin(form, "") }

func createParams(c echo.Context) operation.CreateParams {
	protect, err := strconv.ParseBool(c.FormValue("secAuthProtection"))
	return operation.CreateParams{
		Name:              c.FormValue("name"),
		Description:       c.FormValue("description"),
		LicenceType:       c.FormValue("licenceType"),
		SecAuthProtection: err == nil && protect || c.FormValue("secAuthProtection") == "on",
	}
}

func (s *Handlers) redisplayForm(
	c echo.Context, req web.Request, vol inventory.Volume, dc inventory.Datacenter,
	wanted operation.CreateParams, wrong operation.FieldErrors, refused *operation.Operation,
) error {
	form := s.forms.Form(req, vol, dc)
	form.From = listOf(c.Request().PostForm)
	form.Back = cmp.Or(form.From, form.Back)
	form.Values = views.CreateValues{Name: wanted.Name, Description: wanted.Description, Licence: wanted.LicenceType, Protect: wanted.SecAuthProtection}
	form.Licences = createform.LicenceOptions(vol, wanted.LicenceType)
	form.Errors = maps.Clone(map[string]string(wrong))
	status := http.StatusUnprocessableEntity
	if refused != nil {
		form.Problem = texts.FailureView(*refused)
		if refused.Failure != nil && refused.Failure.Kind != "invalid" {
			status = http.StatusBadGateway
		}
	}
	return s.SendPage(c, status, req, s.formPage(vol, dc, form))
}

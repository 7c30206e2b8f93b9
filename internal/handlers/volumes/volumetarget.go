package volumes

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/target"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The ways in which a form changes the target of a volume.
const (
	targetSet     = "set"
	targetExclude = "exclude"
	targetReset   = "reset"
)

// targetChange reads the changes of targets from a form, or returns the field that is wrong and why.
func targetChange(form url.Values) (changes []operation.LabelChange, field, problem string) {
	switch form.Get("do") {
	case targetSet:
		age, err := target.Parse(form.Get("target"))
		if err != nil {
			return nil, "target", "Write the target as hours, days or weeks, such as 24h, 7d or 2w: at least 1h."
		}
		return coverage.SetTarget(age), "", ""
	case targetExclude:
		reason, problem := coverage.CleanReason(form.Get("reason"))
		if problem != "" {
			return nil, "reason", problem
		}
		return coverage.Exclude(reason), "", ""
	case targetReset:
		return coverage.ResetTarget(), "", ""
	default:
		return nil, "do", "Select what to change."
	}
}

func (s *Handlers) targetForm(ctx context.Context, req web.Request, vol inventory.Volume, typed views.TargetForm) views.TargetForm {
	v, _ := req.Report().Of(vol.ID)
	f := typed
	f.Action, f.Now, f.From = paths.VolumeHref(vol.DatacenterID, vol.ID)+"/target", targetText(v.Target), s.targetOrigin(v.Target)
	f.Own, f.Contract = v.Target.Own, ui.Age(req.Report().Target)
	f.Key = s.volumeFormKey(ctx, vol.ID)
	if f.Target == "" && v.Target.Own && !v.Target.Excluded {
		f.Target = target.Format(v.Target.Age)
	}
	return f
}

// volumeFormKey returns the key of the forms on a volume's page, which stays the same until a new request.
func (s *Handlers) volumeFormKey(ctx context.Context, volumeID string) string {
	latest, _, err := s.Ledger.List(ctx, operation.Filter{VolumeID: volumeID, Limit: 1})
	if err != nil || len(latest) == 0 {
		return "target-" + volumeID
	}
	return "target-" + latest[0].ID
}

func targetText(t coverage.Target) string {
	if t.Excluded {
		if t.Reason == "" {
			return "Excluded"
		}
		return "Excluded: " + t.Reason
	}
	return ui.Age(t.Age)
}

func (s *Handlers) targetOrigin(t coverage.Target) string {
	switch {
	case t.Own:
		return "set for this volume"
	case t.Unread != "":
		return "like the contract, because the label " + inventory.LabelTarget + "=" + t.Unread + " is not a target age"
	case s.TargetFixed:
		return "like the contract, set by SNAPDECK_TARGET"
	default:
		return "like the contract"
	}
}

// changeTarget gives a volume its own target, excludes it, or restores the contract's target.
func (s *Handlers) changeTarget(c echo.Context) error {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return err
	}
	req := s.NewRequest(c.Request().URL, map[string]string{"dc": c.Param("dc"), "vol": c.Param("vol")}, session.UserOf(c))
	home := paths.VolumeHref(c.Param("dc"), c.Param("vol"))
	if len(form.Earlier) > 0 {
		return form.Again(c, home)
	}
	vol, _, err := resource.FindVolume(req)
	if err != nil {
		return err
	}
	values := c.Request().PostForm
	changes, field, problem := targetChange(values)
	if problem != "" {
		return s.redisplayVolume(c, req, views.TargetForm{Do: values.Get("do"), Target: values.Get("target"), Reason: values.Get("reason"), Field: field, Problem: problem}, http.StatusUnprocessableEntity)
	}
	again := func([]operation.Operation) error {
		return s.redisplayVolume(c, req, views.TargetForm{Field: "form-used", Problem: forms.OtherContent}, http.StatusConflict)
	}
	return s.Record(c, form, home, again, operation.LabellingVolume(vol.DatacenterID, vol.ID, changes))
}

// redisplayVolume shows a volume with the reason why nothing was changed.
func (s *Handlers) redisplayVolume(c echo.Context, req web.Request, typed views.TargetForm, status int) error {
	home, err := url.Parse(paths.VolumeHref(req.Params["dc"], req.Params["vol"]))
	if err != nil {
		return fmt.Errorf("address of the volume: %w", err)
	}
	req.URL = home // links lead to the page, not to the form's address
	p, err := s.volumePage(c.Request().Context(), req, typed)
	if err != nil {
		return err
	}
	return s.SendPage(c, status, req, p)
}

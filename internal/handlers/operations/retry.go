package operations

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) retryPage(ctx context.Context, req web.Request) (web.Page, error) {
	plan, err := s.retryPlan(ctx, req)
	if err != nil {
		return web.Page{}, err
	}
	return retryFormPage(plan.Of, s.retryForm(req, plan)), nil
}

func (s *Handlers) retryPlan(ctx context.Context, req web.Request) (operation.RetryPlan, error) {
	id := req.Params["id"]
	plan, err := s.Engine.PlanRetry(ctx, id)
	switch {
	case errors.Is(err, operation.ErrNoOperation):
		return plan, noOperation(id)
	case errors.Is(err, operation.ErrTooLate):
		return plan, problem.TooLate{OperationID: id}
	case err != nil:
		return plan, fmt.Errorf("plan to try the operation again: %w", err)
	case plan.Of.HowToRetry() == operation.RetryAsNew:
		return plan, problem.Elsewhere{Href: paths.AgainHref(plan.Of)}
	}
	return plan, nil
}

func retryFormPage(op operation.Operation, f views.RetryForm) web.Page {
	return web.Page{
		Title: f.Title, Nav: "operations", Static: true,
		Crumbs: []ui.Link{{Text: "Operations", Href: "/operations"}, {Text: texts.TargetName(op), Href: paths.OperationHref(op.ID)}, {Text: "Retry"}},
		Body:   func(sh views.PageLayout) templ.Component { return views.RetryPage(sh, f) },
	}
}

// retryForm lists the steps that will run, and asks for a phrase if they are destructive.
func (s *Handlers) retryForm(req web.Request, plan operation.RetryPlan) views.RetryForm {
	f := views.RetryForm{
		Title: "Retry: " + texts.KindLabel(plan.Of.Kind) + " " + texts.TargetName(plan.Of), Key: uuid.NewString(),
		Action: paths.OperationHref(plan.Of.ID) + "/again", Back: forms.TogetherHref(plan.Of), Danger: plan.Destroys,
	}
	var snapshots []string
	for i, step := range plan.Steps {
		f.Steps = append(f.Steps, views.RetryStep{Title: texts.StepTitle(step.Of), Repeated: step.Repeated})
		r := plan.Requests[i]
		if r.Kind != operation.RestoreVolume {
			continue
		}
		snapshots = append(snapshots, r.SnapshotID)
		f.Warnings = append(f.Warnings, s.retryWarnings(req, plan, r)...)
		f.Running = append(f.Running, resource.RunningIDs(req.View.ServersOn(r.VolumeID))...)
	}
	f.Running = slices.Compact(slices.Sorted(slices.Values(f.Running)))
	f.Leaving = s.ops.Leaving(req, snapshots...)
	f.Phrase = plan.Phrase
	if plan.Destroys && s.UndoWindow > 0 {
		f.Undo = texts.UndoText(s.UndoWindow)
	}
	return f
}

// retryWarnings returns what the user should know about an overwritten volume: what runs on it, and what no longer
// fits.
func (s *Handlers) retryWarnings(req web.Request, plan operation.RetryPlan, r operation.Request) []string {
	var warnings []string
	for _, server := range req.View.ServersOn(r.VolumeID) {
		if server.Running() && !slices.ContainsFunc(plan.Requests, func(r operation.Request) bool {
			return r.Kind == operation.StopServer && r.Task.Server != nil && r.Task.Server.ID == server.ID
		}) {
			warnings = append(warnings, texts.DisplayName(server.Name, server.ID)+" is running, and these steps do not power it off. Its volume is overwritten while it runs.")
		}
	}
	vol, exists := req.View.Volume(r.VolumeID)
	dc, _ := req.View.Datacenter(vol.DatacenterID)
	snap, found := req.View.Snapshot(r.SnapshotID)
	switch {
	case !exists:
		warnings = append(warnings, "The volume is no longer in the contract.")
	case !found:
		warnings = append(warnings, "The snapshot is no longer in the contract.")
	default:
		if reason := sets.RestoreProblem(req.View, snap, vol, dc).Text; reason != "" {
			warnings = append(warnings, reason)
		}
	}
	return warnings
}

func (s *Handlers) retryConfirmed(c echo.Context) error {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return err
	}
	if len(form.Earlier) > 0 {
		return form.Again(c, "")
	}
	req := s.NewRequest(c.Request().URL, map[string]string{"id": c.Param("id")}, session.UserOf(c))
	plan, err := s.retryPlan(c.Request().Context(), req)
	if err != nil {
		return err
	}
	f := s.retryForm(req, plan)
	if len(f.Leaving) > 0 {
		return s.SendPage(c, http.StatusConflict, req, retryFormPage(plan.Of, f))
	}
	plan.Requests = operation.ConfirmedBy(c.FormValue("phrase"), plan.Requests...)
	acceptRunning(plan, c.Request().PostForm["running"])
	done, err := s.Engine.RetryConfirmed(c.Request().Context(), plan, form.Key, form.By)
	if forms.Mistyped(err) {
		f.Wrong = forms.MistypedText("recorded")
		return s.SendPage(c, http.StatusUnprocessableEntity, req, retryFormPage(plan.Of, f))
	}
	if err != nil {
		return s.NotRecorded(c, err, func([]operation.Operation) error {
			f.Notice = forms.OtherContent
			return s.SendPage(c, http.StatusConflict, req, retryFormPage(plan.Of, f))
		})
	}
	return forms.Recorded(c, done, "")
}

// acceptRunning notes the servers that the user was shown as running, except those that are powered off.
func acceptRunning(plan operation.RetryPlan, running []string) {
	for _, r := range plan.Requests {
		if r.Kind == operation.StopServer && r.Task.Server != nil {
			running = slices.DeleteFunc(slices.Clone(running), func(id string) bool { return id == r.Task.Server.ID })
		}
	}
	for i, r := range plan.Requests {
		if r.Kind != operation.RestoreVolume {
			continue
		}
		consent := operation.Consent{}
		if r.Task.Consent != nil {
			consent = *r.Task.Consent
		}
		consent.Running = running
		plan.Requests[i].Task.Consent = &consent
	}
}

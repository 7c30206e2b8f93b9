package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// againHref is the form in which a person confirms to try again what destroys.
func againHref(op operation.Operation) string {
	if op.Kind == operation.DeleteSnapshot {
		return snapshotHref(op.SnapshotID) + "/delete"
	}
	return operationHref(op.ID) + "/again"
}

// retryPage reviews what trying an operation again would do.
func (s *Server) retryPage(req pageRequest) (page, error) {
	plan, err := s.retryPlan(req)
	if err != nil {
		return page{}, err
	}
	return retryFormPage(plan.Of, s.retryForm(req, plan)), nil
}

// tooLate says that an operation cannot be tried again.
type tooLate struct{ operationID string }

// Error says which one.
func (t tooLate) Error() string { return "operation " + t.operationID + " cannot be tried again" }

// elsewhere says that another page answers.
type elsewhere struct{ href string }

// Error says which one.
func (e elsewhere) Error() string { return "answered by " + e.href }

func (s *Server) retryPlan(req pageRequest) (operation.RetryPlan, error) {
	id := req.params["id"]
	plan, err := s.Engine.PlanRetry(req.ctx, id)
	switch {
	case errors.Is(err, operation.ErrNoOperation):
		return plan, noOperation(id)
	case errors.Is(err, operation.ErrTooLate):
		return plan, tooLate{id}
	case err != nil:
		return plan, fmt.Errorf("plan to try the operation again: %w", err)
	case plan.Of.Kind == operation.DeleteSnapshot:
		return plan, elsewhere{againHref(plan.Of)}
	}
	return plan, nil
}

func retryFormPage(op operation.Operation, f views.RetryForm) page {
	return page{
		title: f.Title, nav: "operations", static: true,
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: targetName(op), Href: operationHref(op.ID)}, {Text: "Try again"}},
		body:   func(sh views.PageLayout) templ.Component { return views.RetryPage(sh, f) },
	}
}

// retryForm lists the steps that will run, and asks for the phrase when they destroy something.
func (s *Server) retryForm(req pageRequest, plan operation.RetryPlan) views.RetryForm {
	f := views.RetryForm{
		Title: "Try again: " + kindLabel(plan.Of.Kind) + " " + targetName(plan.Of), Key: uuid.NewString(),
		Action: operationHref(plan.Of.ID) + "/again", Back: togetherHref(plan.Of), Danger: plan.Destroys,
	}
	var overwritten, snapshots []string
	for i, step := range plan.Steps {
		f.Steps = append(f.Steps, views.RetryStep{Title: stepTitle(step.Of), Repeated: step.Repeated})
		r := plan.Requests[i]
		if r.Kind != operation.RestoreVolume {
			continue
		}
		overwritten, snapshots = append(overwritten, r.VolumeID), append(snapshots, r.SnapshotID)
		f.Warnings = append(f.Warnings, s.retryWarnings(req, plan, r)...)
		f.Running = append(f.Running, runningIDs(req.view.ServersOn(r.VolumeID))...)
	}
	f.Running = slices.Compact(slices.Sorted(slices.Values(f.Running)))
	f.Leaving = s.leaving(req, snapshots...)
	f.Phrase = retryPhrase(plan, overwritten)
	if plan.Destroys && s.UndoWindow > 0 {
		f.Undo = undoText(s.UndoWindow)
	}
	return f
}

// retryPhrase is what is typed to confirm, or "".
func retryPhrase(plan operation.RetryPlan, overwritten []string) string {
	switch {
	case !plan.Destroys:
		return ""
	case len(overwritten) > 1:
		return "overwrite " + views.Plural(len(overwritten), "volume", "volumes")
	}
	for _, step := range plan.Steps {
		if step.Of.Kind == operation.RestoreVolume {
			return "overwrite " + targetName(step.Of)
		}
	}
	return "try again"
}

// retryWarnings say what else is to be known of a volume that is overwritten: what runs on it, and what
// no longer fits.
func (s *Server) retryWarnings(req pageRequest, plan operation.RetryPlan, r operation.Request) []string {
	var warnings []string
	for _, server := range req.view.ServersOn(r.VolumeID) {
		if server.Running() && !slices.ContainsFunc(plan.Requests, func(r operation.Request) bool {
			return r.Kind == operation.StopServer && r.Task.Server != nil && r.Task.Server.ID == server.ID
		}) {
			warnings = append(warnings, displayName(server.Name, server.ID)+" is running, and these steps do not power it off. Its volume is overwritten while it runs.")
		}
	}
	vol, exists := req.view.Volume(r.VolumeID)
	dc, _ := req.view.Datacenter(vol.DatacenterID)
	snap, found := req.view.Snapshot(r.SnapshotID)
	switch {
	case !exists:
		warnings = append(warnings, "The volume is not in the contract any more.")
	case !found:
		warnings = append(warnings, "The snapshot is not in the contract any more.")
	default:
		if reason := restoreProblem(req.view, snap, vol, dc); reason != "" {
			warnings = append(warnings, reason)
		}
	}
	return warnings
}

// retryConfirmed records the steps that a person confirmed.
func (s *Server) retryConfirmed(c echo.Context) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	if len(form.earlier) > 0 {
		return again(c, form.earlier, form.earlierHref())
	}
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, map[string]string{"id": c.Param("id")}, userOf(c))
	plan, err := s.retryPlan(req)
	if err != nil {
		return err
	}
	f := s.retryForm(req, plan)
	if f.Phrase != "" && !samePhrase(c.FormValue("phrase"), f.Phrase) {
		f.Wrong = "That is not the phrase. Nothing was recorded."
	}
	if f.Wrong != "" || len(f.Leaving) > 0 {
		return s.retryAgain(c, req, plan.Of, f, statusOf(len(f.Leaving) > 0))
	}
	acceptRunning(plan, c.Request().PostForm["running"])
	done, err := s.Engine.RetryConfirmed(req.ctx, plan, form.key, form.by)
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error {
			f.Notice = otherContent
			return s.retryAgain(c, req, plan.Of, f, http.StatusConflict)
		})
	}
	return recorded(c, done, resultHref(done))
}

// acceptRunning notes which servers a person was shown as running, without those that are powered off.
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

func (s *Server) retryAgain(c echo.Context, req pageRequest, op operation.Operation, f views.RetryForm, status int) error {
	p := retryFormPage(op, f)
	return s.send(c, status, p.body(s.layout(c, p, req)))
}

package operations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// maxCandidates limits the snapshots that are offered as the result of an operation.
const maxCandidates = 10

// operation shows one operation with everything known about it and the possible actions.
func (s *Page) operation(ctx context.Context, req web.Request) (web.Page, error) {
	op, err := s.Ledger.Operation(ctx, req.Params["id"])
	if errors.Is(err, operation.ErrNoOperation) {
		return web.Page{}, s.noOperationPage(ctx, req.Params["id"])
	}
	if err != nil {
		return web.Page{}, fmt.Errorf("read the operation: %w", err)
	}
	return s.operationPage(ctx, req, op, forms.Refusal{})
}

// noOperationPage distinguishes an archived operation from one that never existed.
func (s *Page) noOperationPage(ctx context.Context, id string) error {
	is, err := s.Ledger.Archived(ctx, id)
	switch {
	case err != nil:
		return fmt.Errorf("look for the operation: %w", err)
	case is:
		return problem.Archived{ID: id}
	default:
		return noOperation(id)
	}
}

func noOperation(id string) error {
	return problem.NotFound{Subject: "Operation " + id, List: "All operations", Href: "/operations"}
}

func (s *Page) operationPage(ctx context.Context, req web.Request, op operation.Operation, why forms.Refusal) (web.Page, error) {
	p := views.OperationPage{Operation: s.ops.View(req, op), Notice: why.Text, Error: why.Code, Facts: operationFacts(req, op)}
	p.Operation.OnOwnPage = true
	if s.Engine.CanBeResolved(op) {
		p.Resolve = s.resolveView(req, op)
	}
	p.Twice = s.list.TwiceOf(ctx, req, func(t operation.CreatedTwice) bool { return t.Operation.ID == op.ID })
	retries, _, err := s.Ledger.List(ctx, operation.Filter{RetryOf: op.ID})
	if err != nil {
		return web.Page{}, fmt.Errorf("read what tried the operation again: %w", err)
	}
	for _, other := range retries {
		p.Retries = append(p.Retries, ui.Link{Text: texts.StateLabel(other.Kind, other.State) + ", " + ui.Ago(req.Now.Sub(other.CreatedAt)), Href: paths.OperationHref(other.ID)})
	}
	return web.Page{
		Title: p.Operation.Name + " · Operations", Nav: "operations",
		Crumbs: []ui.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Operation.Name}},
		Body:   func(sh views.PageLayout) templ.Component { return views.OperationView(sh, p) },
		Fragments: []web.Fragment{
			{ID: "state", HTML: ui.HeadingState(p.Operation.Pill)},
			{ID: "operation", HTML: views.OperationStatus(p)},
			{ID: "twice", HTML: views.CreatedTwice(p.Twice)},
			{ID: "history", HTML: views.OperationHistory(p.Operation)},
			{ID: "facts", HTML: views.OperationFacts(p)},
		},
	}, nil
}

// operationFacts returns the request and the response of IONOS Cloud.
func operationFacts(req web.Request, op operation.Operation) []ui.Fact {
	requested := req.Moment(op.CreatedAt)
	volume, dc := resource.VolumeLink(req.View, op.VolumeID, op.VolumeName), resource.DatacenterLink(req.View, op.DatacenterID, op.DatacenterName)
	facts := []ui.Fact{
		{Label: "What", Text: texts.KindLabel(op.Kind)},
		{Label: "Name of the snapshot", Text: op.Params.Name, Copy: true},
		{Label: "Description", Text: op.Params.Description},
		{Label: "Volume", Text: volume.Text, Href: volume.Href},
		{Label: "Volume id", Text: op.VolumeID, Copy: true},
		{Label: "Data center", Text: dc.Text, Href: dc.Href},
		{Label: "Size", Text: quantity.Size(op.SizeGB), Title: quantity.Bytes(op.SizeGB)},
		{Label: "Requested by", Text: op.Actor + " from " + op.ActorAddr},
		{Label: "Requested", When: &requested},
		{Label: "Calls sent", Text: strconv.Itoa(op.Sends)},
		{Label: "Request id", Text: op.RequestID, Copy: true},
		{Label: "Snapshot id", Text: op.SnapshotID, Copy: true},
		{Label: "Operation id", Text: op.ID, Copy: true},
	}
	facts = slices.DeleteFunc(facts, func(f ui.Fact) bool { return f.Text == "" && f.When == nil })
	if op.Params.LicenceType != "" {
		facts = append(facts, ui.Fact{Label: "Licence type", Text: op.Params.LicenceType})
	}
	if op.Batch != "" {
		facts = append(facts, ui.Fact{Label: "Batch", Text: "requested together with others", Href: paths.BatchHref(op.Batch)})
	}
	if op.RetryOf != "" {
		facts = append(facts, ui.Fact{Label: "Tries again", Text: "an earlier operation", Href: paths.OperationHref(op.RetryOf)})
	}
	return facts
}

// resolveView returns the evidence for an operation with an unknown outcome.
func (s *Page) resolveView(req web.Request, op operation.Operation) *views.ResolveForm {
	v := &views.ResolveForm{
		Action: paths.OperationHref(op.ID) + "/resolve", Creates: op.Kind.Spec().Creates == operation.TargetSnapshot, Stuck: op.State != operation.Unknown,
	}
	if !v.Creates {
		return v
	}
	for i, snap := range operation.Candidates(op, req.View) {
		if i == maxCandidates {
			break
		}
		v.Candidates = append(v.Candidates, s.list.Row(req, snap))
	}
	return v
}

type userAction func(c echo.Context, id string, by operation.Actor) (to string, err error)

// onOperation carries out a user's action on an operation, and shows the result.
func (s *Handlers) onOperation(do userAction) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := c.Param("id")
		to, err := do(c, id, session.ActorOf(c))
		var consent *operation.ConsentError
		var open *operation.OpenError
		switch {
		case errors.As(err, &consent):
			return c.Redirect(http.StatusSeeOther, paths.AgainHref(consent.Operation))
		case errors.As(err, &open):
			return s.OpenAlready(c, open.Operation)
		case errors.Is(err, operation.ErrNoOperation):
			return noOperation(id)
		case errors.Is(err, operation.ErrTooLate), errors.Is(err, operation.ErrStale):
			return s.ShowAgain(c, id, forms.Refusal{Code: "late", Text: "The operation has changed since this page was loaded, so nothing was done. This is its current state."})
		case errors.Is(err, operation.ErrNoOrphan):
			return s.ShowAgain(c, id, forms.Refusal{Code: "nothing-left", Text: "There is nothing to delete: the operation left no snapshot behind."})
		case errors.Is(err, operation.ErrNotSource):
			return s.ShowAgain(c, id, forms.Refusal{Code: "not-source", Text: "This snapshot cannot be selected: it is not in the contract, is not a good copy, or was created by another operation. Nothing was changed."})
		case err != nil:
			return fmt.Errorf("change the operation: %w", err)
		}
		return c.Redirect(http.StatusSeeOther, to)
	}
}

// returnPath returns the page to return to that the form names, or ""; a dot stands for the form's own page.
func returnPath(c echo.Context) string {
	back := c.FormValue("back")
	if back != "." {
		return safeReturnPath(back)
	}
	from, err := url.Parse(c.Request().Referer())
	if err != nil || from.Path == "" {
		return "" // the browser does not send the form's page
	}
	from, _ = notice.Without(from)
	return safeReturnPath(from.RequestURI())
}

func safeReturnPath(path string) string {
	if path == "" {
		return ""
	}
	return paths.Local(path)
}

// ShowAgain shows an operation with the reason why nothing was done.
func (s *Page) ShowAgain(c echo.Context, id string, why forms.Refusal) error {
	req := s.NewRequest(c.Request().URL, map[string]string{"id": id}, session.UserOf(c))
	op, err := s.Ledger.Operation(c.Request().Context(), id)
	if err != nil {
		return fmt.Errorf("read the operation: %w", err)
	}
	p, err := s.operationPage(c.Request().Context(), req, op, why)
	if err != nil {
		return err
	}
	sh := s.Layout(c, p, req)
	sh.Path = paths.OperationHref(id)
	return s.Send(c, http.StatusConflict, p.Body(sh))
}

// comeBack returns the page to return to that the form names, or the operation's own.
func comeBack(c echo.Context, id string) string {
	return cmp.Or(returnPath(c), paths.OperationHref(id))
}

// cancelOperation cancels an operation that has not started, and confirms it on the page that the user came from.
func (s *Handlers) cancelOperation(c echo.Context, id string, by operation.Actor) (string, error) {
	_, err := s.Engine.Cancel(c.Request().Context(), id, by)
	return notice.With(comeBack(c, id), notice.Undone, id), err
}

// change returns a user's action that the engine carries out, and that returns to the page that the user came from.
func (s *Handlers) change(do func(web.Engine, context.Context, string, operation.Actor) (operation.Operation, error)) userAction {
	return func(c echo.Context, id string, by operation.Actor) (string, error) {
		_, err := do(s.Engine, c.Request().Context(), id, by)
		return comeBack(c, id), err
	}
}

// resolveOperation records the outcome of an unresolved operation according to the user.
func (s *Handlers) resolveOperation(c echo.Context, id string, by operation.Actor) (string, error) {
	r := operation.Resolution{SnapshotID: c.FormValue("snapshot"), Done: c.FormValue("done") != ""}
	_, err := s.Engine.Resolve(c.Request().Context(), id, r, by)
	return comeBack(c, id), err
}

// retryOperation retries a failed operation once, after a review if it is destructive.
func (s *Handlers) retryOperation(c echo.Context, id string, by operation.Actor) (string, error) {
	done, err := s.Engine.Retry(c.Request().Context(), id, by)
	if err != nil {
		return "", err
	}
	to := paths.OperationHref(done.First().ID)
	if len(done.Ops) > 1 {
		to = forms.ResultHref(done)
	}
	return forms.EarlierOf(done, cmp.Or(returnPath(c), to)), nil
}

// deleteOrphan deletes, once, the snapshot that a failed operation left behind.
func (s *Handlers) deleteOrphan(c echo.Context, id string, by operation.Actor) (string, error) {
	done, err := s.Engine.DeleteOrphan(c.Request().Context(), id, operation.Key{Form: "leftover/" + id}, by)
	if err != nil {
		return "", err
	}
	return forms.EarlierOf(done, cmp.Or(returnPath(c), paths.OperationHref(done.First().ID))), nil
}

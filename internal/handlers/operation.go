package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// maxCandidates is how many snapshots are offered as what an operation may have made.
const maxCandidates = 10

// operation is the page of one operation: all that is known of it, and what can be done.
func (s *Server) operation(req pageRequest) (page, error) {
	op, err := s.Ledger.Operation(req.ctx, req.params["id"])
	if errors.Is(err, operation.ErrNoOperation) {
		return page{}, s.noOperationPage(req, req.params["id"])
	}
	if err != nil {
		return page{}, fmt.Errorf("read the operation: %w", err)
	}
	return s.operationPage(req, op, refusal{})
}

// noOperationPage tells an operation that was archived from one that never was.
func (s *Server) noOperationPage(req pageRequest, id string) error {
	is, err := s.Ledger.Archived(req.ctx, id)
	switch {
	case err != nil:
		return fmt.Errorf("look for the operation: %w", err)
	case is:
		return archived{id}
	default:
		return noOperation(id)
	}
}

func noOperation(id string) error {
	return notFoundError{"Operation " + id, "All operations", "/operations"}
}

func (s *Server) operationPage(req pageRequest, op operation.Operation, why refusal) (page, error) {
	p := views.OperationPage{Operation: s.operationView(req, op), Notice: why.text, Error: why.code, Facts: operationFacts(req, op)}
	p.Operation.OnOwnPage = true
	if s.Engine.CanBeResolved(op) {
		p.Resolve = s.resolveView(req, op)
	}
	p.Twice = s.twiceOf(req, func(t operation.CreatedTwice) bool { return t.Operation.ID == op.ID })
	retries, _, err := s.Ledger.List(req.ctx, operation.Filter{RetryOf: op.ID})
	if err != nil {
		return page{}, fmt.Errorf("read what tried the operation again: %w", err)
	}
	for _, other := range retries {
		p.Retries = append(p.Retries, views.Link{Text: stateLabel(other.Kind, other.State) + ", " + views.Ago(req.now.Sub(other.CreatedAt)), Href: operationHref(other.ID)})
	}
	return page{
		title: p.Operation.Name + " · Operations", nav: "operations",
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Operation.Name}},
		body:   func(sh views.PageLayout) templ.Component { return views.OperationView(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.HeadingState(p.Operation.Pill)},
			{id: "operation", html: views.OperationStatus(p)},
			{id: "twice", html: views.CreatedTwice(p.Twice)},
			{id: "history", html: views.OperationHistory(p.Operation)},
			{id: "facts", html: views.OperationFacts(p)},
		},
	}, nil
}

// operationFacts are what was asked for and what IONOS Cloud said.
func operationFacts(req pageRequest, op operation.Operation) []views.Fact {
	requested := req.moment(op.CreatedAt)
	volume, dc := volumeLink(req.view, op.VolumeID, op.VolumeName), datacenterLink(req.view, op.DatacenterID, op.DatacenterName)
	facts := []views.Fact{
		{Label: "What", Text: kindLabel(op.Kind)},
		{Label: "Name of the snapshot", Text: op.Params.Name, Copy: true},
		{Label: "Description", Text: op.Params.Description},
		{Label: "Volume", Text: volume.Text, Href: volume.Href},
		{Label: "Volume id", Text: op.VolumeID, Copy: true},
		{Label: "Data center", Text: dc.Text, Href: dc.Href},
		{Label: "Size", Text: views.Size(op.SizeGB), Title: views.Bytes(op.SizeGB)},
		{Label: "Asked for by", Text: op.Actor + " from " + op.ActorAddr},
		{Label: "Asked for", When: &requested},
		{Label: "Calls sent", Text: strconv.Itoa(op.Sends)},
		{Label: "Request id", Text: op.RequestID, Copy: true},
		{Label: "Snapshot id", Text: op.SnapshotID, Copy: true},
		{Label: "Operation id", Text: op.ID, Copy: true},
	}
	if op.Params.LicenceType != "" {
		facts = append(facts, views.Fact{Label: "Licence type", Text: op.Params.LicenceType})
	}
	if op.Batch != "" {
		facts = append(facts, views.Fact{Label: "Batch", Text: "asked for together with others", Href: batchHref(op.Batch)})
	}
	if op.RetryOf != "" {
		facts = append(facts, views.Fact{Label: "Tries again", Text: "an earlier operation", Href: operationHref(op.RetryOf)})
	}
	return facts
}

// resolveView lays out what is known of an operation whose outcome is unknown.
func (s *Server) resolveView(req pageRequest, op operation.Operation) *views.ResolveForm {
	v := &views.ResolveForm{
		Action: operationHref(op.ID) + "/resolve", Creates: op.Kind == operation.CreateSnapshot, Stuck: op.State != operation.Unknown,
	}
	if !v.Creates {
		return v
	}
	for i, snap := range operation.Candidates(op, req.view) {
		if i == maxCandidates {
			break
		}
		v.Candidates = append(v.Candidates, s.snapshotRow(req, snap))
	}
	return v
}

// typicalDurationText tell how long IONOS Cloud usually takes, and whether this one takes longer.
func (s *Server) typicalDurationText(req pageRequest, op operation.Operation) (text string, late bool) {
	if op.State != operation.Accepted && op.State != operation.Provisioning {
		return "", false
	}
	typical, known := operation.TypicalDuration(s.Operations.All(), op)
	if !known {
		return "", false
	}
	text = typicalText(typical, op)
	if typical.Exceeded(req.now.Sub(op.AcceptedAt())) {
		return "Longer than usual. " + text, true
	}
	return text, false
}

func typicalText(typical operation.DurationRange, op operation.Operation) string {
	return fmt.Sprintf("Usually %s for about %s in %s.", durationRangeText(typical), views.Size(op.SizeGB), op.Location)
}

// typicalDurationFor tells how long IONOS Cloud usually takes for an operation that is not asked for yet, or "".
func (s *Server) typicalDurationFor(kind operation.Kind, location string, sizeGB float64) string {
	like := operation.Operation{Kind: kind, Location: location, SizeGB: sizeGB}
	typical, known := operation.TypicalDuration(s.Operations.All(), like)
	if !known {
		return ""
	}
	return typicalText(typical, like)
}

func durationRangeText(s operation.DurationRange) string {
	low, high := roundedDuration(s.Low), roundedDuration(s.High)
	if low == high {
		return high
	}
	return low + " to " + high
}

func roundedDuration(d time.Duration) string {
	if d < 90*time.Second {
		return fmt.Sprintf("%.0f s", max(1, d.Seconds()))
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

// userAction is something that a person does to an operation. It returns where that shows.
type userAction func(c echo.Context, id string, by operation.Actor) (to string, err error)

// onOperation carries out what a person does to an operation, and shows what came of it.
func (s *Server) onOperation(do userAction) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := parseForm(c.Request()); err != nil {
			return err
		}
		id := c.Param("id")
		to, err := do(c, id, actorOf(c))
		var consent *operation.ConsentError
		var open *operation.OpenError
		switch {
		case errors.As(err, &consent):
			return c.Redirect(http.StatusSeeOther, againHref(consent.Operation))
		case errors.As(err, &open):
			return s.openAlready(c, open.Operation)
		case errors.Is(err, operation.ErrNoOperation):
			return noOperation(id)
		case errors.Is(err, operation.ErrTooLate), errors.Is(err, operation.ErrStale):
			return s.redisplayOperation(c, id, refusal{"late", "It was too late for that: the operation has moved on. This is how it stands now."})
		case errors.Is(err, operation.ErrNoOrphan):
			return s.redisplayOperation(c, id, refusal{"nothing-left", "There is nothing to delete: the operation left no snapshot behind."})
		case errors.Is(err, operation.ErrNotSource):
			return s.redisplayOperation(c, id, refusal{"not-source", "That snapshot cannot be the one: it is not in the contract, it is no good copy, or another operation made it. Nothing was changed."})
		case err != nil:
			return fmt.Errorf("change the operation: %w", err)
		}
		return c.Redirect(http.StatusSeeOther, to)
	}
}

// returnPath is the page of ours that the form names as the one to return to, or "". A dot is the
// page that the form is on.
func returnPath(c echo.Context) string {
	back := c.FormValue("back")
	if back != "." {
		return safeReturnPath(back)
	}
	from, err := url.Parse(c.Request().Referer())
	if err != nil {
		return ""
	}
	from, _ = withoutNotice(from)
	return safeReturnPath(from.RequestURI())
}

func safeReturnPath(path string) string {
	if path == "" {
		return ""
	}
	return localPath(path)
}

// refusal is why nothing was done: a code and a sentence.
type refusal struct{ code, text string }

// redisplayOperation shows an operation as it stands, and why nothing was done.
func (s *Server) redisplayOperation(c echo.Context, id string, why refusal) error {
	req := s.newPageRequest(c.Request().Context(), c.Request().URL, map[string]string{"id": id}, userOf(c))
	op, err := s.Ledger.Operation(req.ctx, id)
	if err != nil {
		return fmt.Errorf("read the operation: %w", err)
	}
	p, err := s.operationPage(req, op, why)
	if err != nil {
		return err
	}
	sh := s.layout(c, p, req)
	sh.Path, sh.Stream = operationHref(id), ""
	return s.send(c, http.StatusConflict, p.body(sh))
}

// comeBack is the page that a form names as the one to return to, or else the operation's.
func comeBack(c echo.Context, id string) string { return cmp.Or(returnPath(c), operationHref(id)) }

// cancelOperation cancels what has not begun, and says where it was clicked that nothing came of it.
func (s *Server) cancelOperation(c echo.Context, id string, by operation.Actor) (string, error) {
	_, err := s.Engine.Cancel(c.Request().Context(), id, by)
	return withNotice(comeBack(c, id), noticeUndone, id), err
}

func (s *Server) moveToFront(c echo.Context, id string, by operation.Actor) (string, error) {
	_, err := s.Engine.MoveToFront(c.Request().Context(), id, by)
	return comeBack(c, id), err
}

// resolveOperation settles what nobody can prove, as a person knows it.
func (s *Server) resolveOperation(c echo.Context, id string, by operation.Actor) (string, error) {
	r := operation.Resolution{SnapshotID: c.FormValue("snapshot"), Done: c.FormValue("done") != ""}
	_, err := s.Engine.Resolve(c.Request().Context(), id, r, by)
	return comeBack(c, id), err
}

// startNow lets what is planned be done at once.
func (s *Server) startNow(c echo.Context, id string, by operation.Actor) (string, error) {
	_, err := s.Engine.StartNow(c.Request().Context(), id, by)
	return comeBack(c, id), err
}

// sendAgain lets a call whose answer was lost be made again, though the first may still arrive.
func (s *Server) sendAgain(c echo.Context, id string, by operation.Actor) (string, error) {
	_, err := s.Engine.SendAgain(c.Request().Context(), id, by)
	return comeBack(c, id), err
}

// retryOperation tries a failed operation again, once. What destroys leads to its form.
func (s *Server) retryOperation(c echo.Context, id string, by operation.Actor) (string, error) {
	done, err := s.Engine.Retry(c.Request().Context(), id, by)
	if err != nil {
		return "", err
	}
	to := operationHref(done.First().ID)
	if len(done.Ops) > 1 {
		to = resultHref(done)
	}
	return earlierOf(done, cmp.Or(returnPath(c), to)), nil
}

// deleteOrphan deletes what a failed operation left behind, once.
func (s *Server) deleteOrphan(c echo.Context, id string, by operation.Actor) (string, error) {
	done, err := s.Engine.DeleteOrphan(c.Request().Context(), id, operation.Key{Form: "leftover/" + id}, by)
	if err != nil {
		return "", err
	}
	return earlierOf(done, cmp.Or(returnPath(c), operationHref(done.First().ID))), nil
}

func operationHref(id string) string { return "/operations/" + url.PathEscape(id) }

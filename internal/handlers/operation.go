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

// candidatesShown is how many snapshots are offered as what an operation may have made.
const candidatesShown = 10

// operation is the page of one operation: all that is known of it, and what can be done.
func (s *Server) operation(a asked) (page, error) {
	op, err := s.Ledger.Operation(a.ctx, a.params["id"])
	if errors.Is(err, operation.ErrNoOperation) {
		return page{}, s.noOperationPage(a, a.params["id"])
	}
	if err != nil {
		return page{}, fmt.Errorf("read the operation: %w", err)
	}
	return s.operationPage(a, op, refusal{})
}

// noOperationPage tells an operation that was archived from one that never was.
func (s *Server) noOperationPage(a asked, id string) error {
	is, err := s.Ledger.Archived(a.ctx, id)
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
	return gone{"Operation " + id, "All operations", "/operations"}
}

func (s *Server) operationPage(a asked, op operation.Operation, why refusal) (page, error) {
	p := views.OperationPage{Operation: s.operationView(a, op), Notice: why.text, Error: why.code, Facts: operationFacts(a, op)}
	p.Operation.Alone = true
	if s.Engine.CanBeResolved(op) {
		p.Settle = s.settleView(a, op)
	}
	p.Twice = s.twiceOf(a, func(t operation.CreatedTwice) bool { return t.Operation.ID == op.ID })
	retries, _, err := s.Ledger.List(a.ctx, operation.Filter{RetryOf: op.ID})
	if err != nil {
		return page{}, fmt.Errorf("read what tried the operation again: %w", err)
	}
	for _, other := range retries {
		p.Retries = append(p.Retries, views.Link{Text: operationWord(other.Kind, other.State) + ", " + views.Ago(a.now.Sub(other.CreatedAt)), Href: operationHref(other.ID)})
	}
	return page{
		title: p.Operation.Name + " · Operations", nav: "operations",
		crumbs: []views.Link{{Text: "Operations", Href: "/operations"}, {Text: p.Operation.Name}},
		body:   func(sh views.Shell) templ.Component { return views.OperationView(sh, p) },
		fragments: []fragment{
			{id: "state", html: views.StateOf(p.Operation.Pill)},
			{id: "operation", html: views.OperationNow(p)},
			{id: "twice", html: views.CreatedTwice(p.Twice)},
			{id: "history", html: views.OperationHistory(p.Operation)},
			{id: "facts", html: views.OperationFacts(p)},
		},
	}, nil
}

// operationFacts are what was asked for and what the cloud said.
func operationFacts(a asked, op operation.Operation) []views.Fact {
	asked := a.moment(op.CreatedAt)
	volume, dc := volumeLink(a.view, op.VolumeID, op.VolumeName), datacenterLink(a.view, op.DatacenterID, op.DatacenterName)
	facts := []views.Fact{
		{Label: "What", Text: whatWord(op.Kind)},
		{Label: "Name of the snapshot", Text: op.Create.Name, Copy: true},
		{Label: "Description", Text: op.Create.Description},
		{Label: "Volume", Text: volume.Text, Href: volume.Href},
		{Label: "Volume id", Text: op.VolumeID, Copy: true},
		{Label: "Data center", Text: dc.Text, Href: dc.Href},
		{Label: "Size", Text: views.GB(op.SizeGB), Title: views.Bytes(op.SizeGB)},
		{Label: "Asked for by", Text: op.Actor + " from " + op.ActorAddr},
		{Label: "Asked for", When: &asked},
		{Label: "Calls sent", Text: strconv.Itoa(op.Sends)},
		{Label: "Request id", Text: op.RequestID, Copy: true},
		{Label: "Snapshot id", Text: op.SnapshotID, Copy: true},
		{Label: "Operation id", Text: op.ID, Copy: true},
	}
	if op.Create.LicenceType != "" {
		facts = append(facts, views.Fact{Label: "Licence type", Text: op.Create.LicenceType})
	}
	if op.Batch != "" {
		facts = append(facts, views.Fact{Label: "Batch", Text: "asked for together with others", Href: batchHref(op.Batch)})
	}
	if op.RetryOf != "" {
		facts = append(facts, views.Fact{Label: "Tries again", Text: "an earlier operation", Href: operationHref(op.RetryOf)})
	}
	return facts
}

// settleView lays out what is known of an operation whose outcome is unknown.
func (s *Server) settleView(a asked, op operation.Operation) *views.Settle {
	v := &views.Settle{
		Action: operationHref(op.ID) + "/resolve", Creates: op.Kind == operation.CreateSnapshot, Stuck: op.State != operation.Unknown,
	}
	if !v.Creates {
		return v
	}
	for i, snap := range operation.Candidates(op, a.view) {
		if i == candidatesShown {
			break
		}
		v.Candidates = append(v.Candidates, s.snapshotRow(a, snap))
	}
	return v
}

// usualWords tell how long the cloud usually takes, and whether this one takes longer.
func (s *Server) usualWords(a asked, op operation.Operation) (text string, late bool) {
	if op.State != operation.Accepted && op.State != operation.Provisioning {
		return "", false
	}
	usual, known := operation.Usual(s.Board.All(), op)
	if !known {
		return "", false
	}
	text = usualText(usual, op)
	if usual.Longer(a.now.Sub(op.AcceptedAt())) {
		return "Longer than usual. " + text, true
	}
	return text, false
}

func usualText(usual operation.Span, op operation.Operation) string {
	return fmt.Sprintf("Usually %s for about %s in %s.", spanWords(usual), views.GB(op.SizeGB), op.Location)
}

// usually tells how long the cloud usually takes for an operation that is not asked for yet, or "".
func (s *Server) usually(kind operation.Kind, location string, sizeGB float64) string {
	like := operation.Operation{Kind: kind, Location: location, SizeGB: sizeGB}
	usual, known := operation.Usual(s.Board.All(), like)
	if !known {
		return ""
	}
	return usualText(usual, like)
}

func spanWords(s operation.Span) string {
	low, high := roughly(s.Low), roughly(s.High)
	if low == high {
		return high
	}
	return low + " to " + high
}

func roughly(d time.Duration) string {
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
			return s.operationAgain(c, id, refusal{"late", "It was too late for that: the operation has moved on. This is how it stands now."})
		case errors.Is(err, operation.ErrNotLeftBehind):
			return s.operationAgain(c, id, refusal{"nothing-left", "There is nothing to delete: the operation left no snapshot behind."})
		case errors.Is(err, operation.ErrNotSource):
			return s.operationAgain(c, id, refusal{"not-source", "That snapshot cannot be the one: it is not in the contract, it is no good copy, or another operation made it. Nothing was changed."})
		case err != nil:
			return fmt.Errorf("change the operation: %w", err)
		}
		return c.Redirect(http.StatusSeeOther, to)
	}
}

// backOf is the page of ours that the form names as the one to return to, or "". A dot is the
// page that the form is on.
func backOf(c echo.Context) string {
	back := c.FormValue("back")
	if back != "." {
		return backTo(back)
	}
	from, err := url.Parse(c.Request().Referer())
	if err != nil {
		return ""
	}
	from, _ = withoutNotice(from)
	return backTo(from.RequestURI())
}

func backTo(path string) string {
	if path == "" {
		return ""
	}
	return localPath(path)
}

// refusal is why nothing was done: a code and a sentence.
type refusal struct{ code, text string }

// operationAgain shows an operation as it stands, and why nothing was done.
func (s *Server) operationAgain(c echo.Context, id string, why refusal) error {
	a := s.ask(c.Request().Context(), c.Request().URL, map[string]string{"id": id}, userOf(c))
	op, err := s.Ledger.Operation(a.ctx, id)
	if err != nil {
		return fmt.Errorf("read the operation: %w", err)
	}
	p, err := s.operationPage(a, op, why)
	if err != nil {
		return err
	}
	sh := s.shell(c, p, a)
	sh.Path, sh.Stream = operationHref(id), ""
	return s.send(c, http.StatusConflict, p.body(sh))
}

// comeBack is the page that a form names as the one to return to, or else the operation's.
func comeBack(c echo.Context, id string) string { return cmp.Or(backOf(c), operationHref(id)) }

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
	_, err := s.Engine.Hurry(c.Request().Context(), id, by)
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
		to = recordedHref(done)
	}
	return earlierOf(done, cmp.Or(backOf(c), to)), nil
}

// cleanUp deletes what a failed operation left behind, once.
func (s *Server) cleanUp(c echo.Context, id string, by operation.Actor) (string, error) {
	done, err := s.Engine.DeleteLeftover(c.Request().Context(), id, operation.Key{Form: "leftover/" + id}, by)
	if err != nil {
		return "", err
	}
	return earlierOf(done, cmp.Or(backOf(c), operationHref(done.First().ID))), nil
}

func operationHref(id string) string { return "/operations/" + url.PathEscape(id) }

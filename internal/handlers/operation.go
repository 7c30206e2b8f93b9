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
		return page{}, noOperation(a.params["id"])
	}
	if err != nil {
		return page{}, fmt.Errorf("read the operation: %w", err)
	}
	return s.operationPage(a, op, "")
}

func noOperation(id string) error {
	return gone{"Operation " + id, "All operations", "/operations"}
}

func (s *Server) operationPage(a asked, op operation.Operation, notice string) (page, error) {
	p := views.OperationPage{Operation: s.operationView(a, op), Notice: notice, Facts: operationFacts(a, op)}
	p.Operation.Alone = true
	if op.State == operation.Unknown {
		p.Settle = s.settleView(a, op)
	}
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
	v := &views.Settle{Action: operationHref(op.ID) + "/resolve", Deletion: op.Kind != operation.CreateSnapshot}
	if v.Deletion {
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

// deed is something that a person does to an operation.
type deed func(c echo.Context, id string, by operation.Person) (shown string, err error)

// operationDeed carries out a person's deed and shows the operation that came of it.
func (s *Server) operationDeed(do deed) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := parseForm(c.Request()); err != nil {
			return err
		}
		id := c.Param("id")
		shown, err := do(c, id, operation.Person{Name: userOf(c), Addr: c.RealIP()})
		switch {
		case errors.Is(err, operation.ErrNoOperation):
			return noOperation(id)
		case errors.Is(err, operation.ErrTooLate), errors.Is(err, operation.ErrStale):
			return s.operationAgain(c, id, "It was too late for that: the operation has moved on. This is how it stands now.")
		case errors.Is(err, operation.ErrNotLeftBehind):
			return s.operationAgain(c, id, "There is nothing to delete: the operation left no snapshot behind.")
		case errors.Is(err, operation.ErrNotSource):
			return s.operationAgain(c, id, "That snapshot cannot be the one: it is not in the contract, or another operation made it. Nothing was changed.")
		case err != nil:
			return fmt.Errorf("change the operation: %w", err)
		}
		return c.Redirect(http.StatusSeeOther, cmp.Or(backOf(c), operationHref(shown)))
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
	return backTo(from.RequestURI())
}

func backTo(path string) string {
	if path == "" {
		return ""
	}
	return localPath(path)
}

// operationAgain shows an operation as it stands, and why nothing was done.
func (s *Server) operationAgain(c echo.Context, id, notice string) error {
	a := s.ask(c.Request().Context(), c.Request().URL, map[string]string{"id": id}, userOf(c))
	op, err := s.Ledger.Operation(a.ctx, id)
	if err != nil {
		return fmt.Errorf("read the operation: %w", err)
	}
	p, err := s.operationPage(a, op, notice)
	if err != nil {
		return err
	}
	sh := s.shell(c, p, a)
	sh.Path, sh.Stream = operationHref(id), ""
	return s.send(c, http.StatusConflict, p.body(sh))
}

func (s *Server) cancelOperation(c echo.Context, id string, by operation.Person) (string, error) {
	_, err := s.Engine.Cancel(c.Request().Context(), id, by)
	return id, err
}

func (s *Server) moveToFront(c echo.Context, id string, by operation.Person) (string, error) {
	_, err := s.Engine.MoveToFront(c.Request().Context(), id, by)
	return id, err
}

func (s *Server) resolveOperation(c echo.Context, id string, by operation.Person) (string, error) {
	_, err := s.Engine.Resolve(c.Request().Context(), id, operation.Resolution{SnapshotID: c.FormValue("snapshot")}, by)
	return id, err
}

// hurryOperation lets what is planned be done at once.
func (s *Server) hurryOperation(c echo.Context, id string, by operation.Person) (string, error) {
	_, err := s.Engine.Hurry(c.Request().Context(), id, by)
	return id, err
}

// retryOperation tries a failed operation again, once: its key comes from the old operation,
// so that a second click leads to the same new one.
func (s *Server) retryOperation(c echo.Context, id string, by operation.Person) (string, error) {
	op, _, err := s.Engine.Retry(c.Request().Context(), id, operation.RetryKey(id), by)
	return op.ID, err
}

// cleanUp deletes what a failed operation left behind, once.
func (s *Server) cleanUp(c echo.Context, id string, by operation.Person) (string, error) {
	op, _, err := s.Engine.DeleteLeftover(c.Request().Context(), id, "leftover/"+id, by)
	return op.ID, err
}

func operationHref(id string) string { return "/operations/" + id }

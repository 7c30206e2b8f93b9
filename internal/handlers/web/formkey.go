package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/operation"
)

// maxKey bounds the key of a form, in bytes.
const maxKey = 100

// maxResent is how many operations of a form are looked at when it comes again.
const maxResent = 2 * MaxSelected

// Sent is a form that asks for something to be recorded.
type Sent struct {
	Key     operation.Key
	By      operation.Actor
	Became  []operation.Operation // that the same form has become before, whatever it said
	Earlier []operation.Operation // of these, what it has become with the same content
}

// SentForm reads the key of a form, and what the form has become if it was sent before. It is the
// one place where keys are made: a key stands for one form as it was rendered for one person.
func (s *Base) SentForm(c echo.Context) (Sent, error) {
	if err := ParseForm(c.Request()); err != nil {
		return Sent{}, err
	}
	f := Sent{Key: keyOf(c), By: ActorOf(c)}
	ops, err := s.becameOf(c.Request().Context(), f.Key)
	return f.After(ops), err
}

// After is a form that has become operations before, of which those count that have its content.
func (f Sent) After(ops []operation.Operation) Sent {
	f.Became, f.Earlier = ops, nil
	for _, op := range ops {
		if f.Key.Matches(op) {
			f.Earlier = append(f.Earlier, op)
		}
	}
	return f
}

// becameOf are the operations that a form has become, whatever it said.
func (s *Base) becameOf(ctx context.Context, key operation.Key) ([]operation.Operation, error) {
	ops, _, err := s.Ledger.List(ctx, operation.Filter{Key: key.Form, Limit: maxResent})
	if err != nil {
		return nil, fmt.Errorf("look whether the form was sent before: %w", err)
	}
	return ops, nil
}

// ActorOf is who sent a request, and from where.
func ActorOf(c echo.Context) operation.Actor {
	return operation.Actor{Name: UserOf(c), Addr: c.RealIP()}
}

// keyOf is the key of a form and what the form says. One without a usable key is a form of its own.
func keyOf(c echo.Context) operation.Key {
	form := c.Request().PostForm
	key := form.Get("key")
	if key == "" || len(key) > maxKey {
		key = uuid.NewString()
	}
	return operation.Key{Form: UserOf(c) + c.Request().URL.Path + "/" + key, Content: contentOf(form)}
}

// contentOf is what a form says, in a fixed order, without what only leads back, and without the list
// of the things that it is about: each of them is told apart by itself.
func contentOf(form url.Values) string {
	content := maps.Clone(form)
	for _, field := range []string{"key", "back", "from", "seen", "vol", "snap", "match"} {
		content.Del(field)
	}
	for field, values := range content {
		content[field] = slices.Sorted(slices.Values(values))
	}
	return content.Encode()
}

// WasSent reports whether the form was recorded before, with this content, and would now record nothing
// else for these things; without things, for all.
func (f Sent) WasSent(items ...string) bool {
	return len(f.Earlier) > 0 && len(f.MissingOf(items)) == 0
}

// MissingOf are the things that a form has not become operations for.
func (f Sent) MissingOf(items []string) []string {
	return slices.DeleteFunc(slices.Clone(items), f.known)
}

// CountKnown is how many of some things the form has become operations for.
func (f Sent) CountKnown(items []string) int { return len(items) - len(f.MissingOf(items)) }

// known reports whether the form was recorded before for a thing: a volume or a snapshot.
func (f Sent) known(id string) bool {
	return slices.ContainsFunc(f.Earlier, func(op operation.Operation) bool { return isAbout(op, id) })
}

// isAbout reports whether an operation was requested for a thing.
func isAbout(op operation.Operation, id string) bool {
	if op.Kind.OnSnapshot() {
		return op.SnapshotID == id
	}
	return op.VolumeID == id
}

// Recorded answers a form that was recorded: with the page where that shows, and with a notice there
// when it was recorded before.
func Recorded(c echo.Context, r operation.Result, to string) error {
	return c.Redirect(http.StatusSeeOther, EarlierOf(r, to))
}

// EarlierOf is a page with a notice when what it shows was recorded before.
func EarlierOf(r operation.Result, to string) string {
	if !r.Earlier {
		return to
	}
	return WithNotice(to, noticeEarlier, r.First().ID)
}

// Again answers a form that was sent before with the same content. Nothing new is recorded.
func Again(c echo.Context, earlier []operation.Operation, to string) error {
	return Recorded(c, operation.Result{Batch: earlier[0].Batch, Ops: earlier, Earlier: true}, to)
}

// ResultHref is the page of what was recorded.
func ResultHref(r operation.Result) string {
	if r.Batch != "" {
		return BatchHref(r.Batch)
	}
	return OperationHref(r.First().ID)
}

// EarlierHref is the page of what a form became before.
func (f Sent) EarlierHref() string {
	return ResultHref(operation.Result{Batch: f.Earlier[0].Batch, Ops: f.Earlier})
}

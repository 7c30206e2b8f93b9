package handlers

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
const maxResent = 2 * maxSelected

// sent is a form that asks for something to be recorded.
type sent struct {
	key     operation.Key
	by      operation.Actor
	became  []operation.Operation // that the same form has become before, whatever it said
	earlier []operation.Operation // of these, what it has become with the same content
}

// sentForm reads the key of a form, and what the form has become if it was sent before. It is the
// one place where keys are made: a key stands for one form as it was rendered for one person.
func (s *Server) sentForm(c echo.Context) (sent, error) {
	if err := parseForm(c.Request()); err != nil {
		return sent{}, err
	}
	f := sent{key: keyOf(c), by: actorOf(c)}
	ops, err := s.becameOf(c.Request().Context(), f.key)
	return f.after(ops), err
}

// after is a form that has become operations before, of which those count that have its content.
func (f sent) after(ops []operation.Operation) sent {
	f.became, f.earlier = ops, nil
	for _, op := range ops {
		if f.key.Matches(op) {
			f.earlier = append(f.earlier, op)
		}
	}
	return f
}

// becameOf are the operations that a form has become, whatever it said.
func (s *Server) becameOf(ctx context.Context, key operation.Key) ([]operation.Operation, error) {
	ops, _, err := s.Ledger.List(ctx, operation.Filter{Key: key.Form, Limit: maxResent})
	if err != nil {
		return nil, fmt.Errorf("look whether the form was sent before: %w", err)
	}
	return ops, nil
}

// actorOf is who sent a request, and from where.
func actorOf(c echo.Context) operation.Actor {
	return operation.Actor{Name: userOf(c), Addr: c.RealIP()}
}

// keyOf is the key of a form and what the form says. One without a usable key is a form of its own.
func keyOf(c echo.Context) operation.Key {
	form := c.Request().PostForm
	key := form.Get("key")
	if key == "" || len(key) > maxKey {
		key = uuid.NewString()
	}
	return operation.Key{Form: userOf(c) + c.Request().URL.Path + "/" + key, Content: contentOf(form)}
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

// wasSent reports whether the form was recorded before, with this content, and would now record nothing
// else for these things; without things, for all.
func (f sent) wasSent(items ...string) bool {
	return len(f.earlier) > 0 && len(f.missingOf(items)) == 0
}

// missingOf are the things that a form has not become operations for.
func (f sent) missingOf(items []string) []string {
	return slices.DeleteFunc(slices.Clone(items), f.known)
}

// countKnown is how many of some things the form has become operations for.
func (f sent) countKnown(items []string) int { return len(items) - len(f.missingOf(items)) }

// known reports whether the form was recorded before for a thing: a volume or a snapshot.
func (f sent) known(id string) bool {
	return slices.ContainsFunc(f.earlier, func(op operation.Operation) bool { return isAbout(op, id) })
}

// isAbout reports whether an operation was requested for a thing.
func isAbout(op operation.Operation, id string) bool {
	if op.Kind.OnSnapshot() {
		return op.SnapshotID == id
	}
	return op.VolumeID == id
}

// recorded answers a form that was recorded: with the page where that shows, and with a notice there
// when it was recorded before.
func recorded(c echo.Context, r operation.Result, to string) error {
	return c.Redirect(http.StatusSeeOther, earlierOf(r, to))
}

// earlierOf is a page with a notice when what it shows was recorded before.
func earlierOf(r operation.Result, to string) string {
	if !r.Earlier {
		return to
	}
	return withNotice(to, noticeEarlier, r.First().ID)
}

// again answers a form that was sent before with the same content. Nothing new is recorded.
func again(c echo.Context, earlier []operation.Operation, to string) error {
	return recorded(c, operation.Result{Batch: earlier[0].Batch, Ops: earlier, Earlier: true}, to)
}

// resultHref is the page of what was recorded.
func resultHref(r operation.Result) string {
	if r.Batch != "" {
		return batchHref(r.Batch)
	}
	return operationHref(r.First().ID)
}

// earlierHref is the page of what a form became before.
func (f sent) earlierHref() string {
	return resultHref(operation.Result{Batch: f.earlier[0].Batch, Ops: f.earlier})
}

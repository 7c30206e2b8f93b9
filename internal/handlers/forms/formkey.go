package forms

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/operation"
)

// maxKey limits the length of a form's key, in bytes.
const maxKey = 100

// maxResent limits the operations that are read when a form is sent again.
const maxResent = 2 * selection.MaxSelected

// Sent is a form that was sent to be recorded.
type Sent struct {
	Key     operation.Key
	By      operation.Actor
	Became  []operation.Operation // recorded by the same form before, whatever its content
	Earlier []operation.Operation // those among them with the same content
}

// SentForm reads the key of a form, and the operations that it recorded if it was sent before; only here are keys
// made, and each stands for one form as rendered for one user.
func SentForm(c echo.Context, l ledger.Ledger) (Sent, error) {
	f := Sent{Key: keyOf(c), By: session.ActorOf(c)}
	ops, _, err := l.List(c.Request().Context(), operation.Filter{Key: f.Key.Form, Limit: maxResent})
	if err != nil {
		return Sent{}, fmt.Errorf("look whether the form was sent before: %w", err)
	}
	return f.After(ops), nil
}

// After returns the form with the operations that it recorded before, of which those with the same content count.
func (f Sent) After(ops []operation.Operation) Sent {
	f.Became, f.Earlier = ops, nil
	for _, op := range ops {
		if f.Key.Matches(op) {
			f.Earlier = append(f.Earlier, op)
		}
	}
	return f
}

// keyOf returns the key and content of a form; a form without a valid key counts as a new one.
func keyOf(c echo.Context) operation.Key {
	form := c.Request().PostForm
	key := form.Get("key")
	if key == "" || len(key) > maxKey {
		key = uuid.NewString()
	}
	return operation.Key{Form: session.UserOf(c) + c.Request().URL.Path + "/" + key, Content: contentOf(form)}
}

// contentOf returns the content of a form in a fixed order, without the address to return to and the list of
// resources, which are compared one by one.
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

// WasSent reports whether the form was recorded before with this content, for all the given items, or for any if none
// are given.
func (f Sent) WasSent(items ...string) bool {
	return len(f.Earlier) > 0 && len(f.MissingOf(items)) == 0
}

// MissingOf returns the items for which the form has recorded nothing yet.
func (f Sent) MissingOf(items []string) []string {
	return slices.DeleteFunc(slices.Clone(items), f.hasRecorded)
}

// CountRecorded returns the number of items for which the form has recorded an operation.
func (f Sent) CountRecorded(items []string) int { return len(items) - len(f.MissingOf(items)) }

// hasRecorded reports whether the form has recorded an operation for a volume or snapshot.
func (f Sent) hasRecorded(id string) bool {
	return slices.ContainsFunc(f.Earlier, func(op operation.Operation) bool { return isAbout(op, id) })
}

func isAbout(op operation.Operation, id string) bool {
	if op.Kind.OnSnapshot() {
		return op.SnapshotID == id
	}
	return op.VolumeID == id
}

// Recorded leads to the page that shows the result of a form, or to its operations if none is given, with a notice if
// it was recorded before.
func Recorded(c echo.Context, r operation.Result, to string) error {
	return c.Redirect(http.StatusSeeOther, EarlierOf(r, cmp.Or(to, ResultHref(r))))
}

// EarlierOf returns a page, with a notice if the result was recorded before.
func EarlierOf(r operation.Result, to string) string {
	if !r.Earlier {
		return to
	}
	return notice.With(to, notice.Earlier, r.First().ID)
}

// Again answers a form that was sent before with the same content as Recorded does, and records nothing.
func (f Sent) Again(c echo.Context, to string) error {
	return Recorded(c, operation.Result{Batch: f.Earlier[0].Batch, Ops: f.Earlier, Earlier: true}, to)
}

// ResultHref returns the page of what was recorded.
func ResultHref(r operation.Result) string {
	if r.Batch != "" {
		return paths.BatchHref(r.Batch)
	}
	return paths.OperationHref(r.First().ID)
}

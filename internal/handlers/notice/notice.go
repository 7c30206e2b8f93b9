package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// noticeField is the parameter that names a notice by its code and the ID of its subject; the words come from the
// ledger, so a forged address cannot change them.
const noticeField = "notice"

// The codes of notices.
const (
	Earlier   = "earlier"   // the form was recorded before
	Undone    = "undone"    // a user cancelled the operation
	Batch     = "cancelled" // the steps of the batch that had not started were cancelled
	Open      = "open"      // some resources were left out, because the same operation is already open for them
	Unchanged = "unchanged" // the form requested what is already there
	Nothing   = "nothing"   // there was nothing left to retry
	Dismissed = "dismissed" // failures are hidden until the next one
	Newer     = "newer"     // there is a newer failure, so nothing was dismissed
)

// With returns the address of one of our pages with a notice.
func With(path, code, id string) string {
	address, err := url.Parse(path)
	if err != nil {
		return path
	}
	values := address.Query()
	values.Set(noticeField, code+"."+id)
	address.RawQuery = values.Encode()
	return address.String()
}

// Without splits an address into the plain address and its notice.
func Without(address *url.URL) (plain *url.URL, notice string) {
	if !strings.Contains(address.RawQuery, noticeField) {
		return address, ""
	}
	values := address.Query()
	notice = values.Get(noticeField)
	values.Del(noticeField)
	copied := *address
	copied.RawQuery = values.Encode()
	return &copied, notice
}

// Notices returns the notices of addresses.
type Notices struct {
	Ledger ledger.Ledger
	Log    *slog.Logger
}

// On returns the notice that an address names, or nil.
func (s Notices) On(ctx context.Context, notice string, now time.Time) *views.Flash {
	code, id, _ := strings.Cut(notice, ".")
	switch code {
	case Unchanged:
		return &views.Flash{Code: code, Text: "Nothing to change: these values are there already."}
	case Dismissed:
		return &views.Flash{Code: code, Text: "Dismissed for everybody. The next failure of this cause is shown again."}
	case Newer:
		return &views.Flash{Code: code, Text: "A newer failure of this cause was recorded. Nothing was dismissed."}
	case Nothing:
		return &views.Flash{Code: code, Text: "Nothing was left to try again, so nothing was recorded."}
	case Open:
		return &views.Flash{Code: code, Text: "Some snapshots were left out: the same was requested for them before and has not ended."}
	}
	if id == "" {
		return nil
	}
	var n *views.Flash
	var err error
	switch code {
	case Earlier:
		n, err = s.earlierNotice(ctx, now, id)
	case Undone:
		n, err = s.undoneNotice(ctx, id)
	case Batch:
		n, err = s.batchNotice(ctx, id)
	}
	if err != nil && !errors.Is(err, operation.ErrNoOperation) {
		s.Log.Warn("read what a notice is about", "error", err.Error())
	}
	return n
}

// earlierNotice explains that a form was recorded before, and what has happened since.
func (s Notices) earlierNotice(ctx context.Context, now time.Time, id string) (*views.Flash, error) {
	op, err := s.Ledger.Operation(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read operation %s: %w", id, err)
	}
	n := &views.Flash{Code: Earlier, Operation: op.ID, Link: ui.Link{Text: "Show it", Href: paths.OperationHref(op.ID)}}
	ops := []operation.Operation{op}
	if op.Batch != "" {
		n.Link.Href = paths.BatchHref(op.Batch)
		if ops, err = ledger.Batch(ctx, s.Ledger, op.Batch); err != nil {
			return nil, err
		}
	}
	n.State, n.Text = s.sinceThen(ctx, ops)
	n.Text = "Already requested " + ui.Ago(now.Sub(op.CreatedAt)) + n.Text
	return n, nil
}

// sinceThen describes what became of operations: the state "open", "ended" or "undone", and the end of a sentence.
func (s Notices) sinceThen(ctx context.Context, ops []operation.Operation) (state, text string) {
	outcome := operation.CountBatch(ops)
	switch {
	case outcome.Cancelled == outcome.Total(), s.overruled(ctx, ops):
		return "undone", ", and undone since. Open the form again to request it once more."
	case outcome.Open() > 0:
		return "open", ". Nothing new was recorded."
	case len(ops) == 1:
		return "ended", ", and ended since: " + texts.OperationPill(ops[0]).Label + ". Nothing new was recorded."
	}
	return "ended", fmt.Sprintf(", and ended since: %d of %d done. Nothing new was recorded.", outcome.Done, outcome.Total())
}

// overruled reports whether a lock has since been removed or set again.
func (s Notices) overruled(ctx context.Context, ops []operation.Operation) bool {
	locking := []operation.Kind{operation.LockSnapshot, operation.UnlockSnapshot}
	if len(ops) != 1 || !slices.Contains(locking, ops[0].Kind) {
		return false
	}
	latest, _, err := s.Ledger.List(ctx, operation.Filter{SnapshotID: ops[0].SnapshotID, Kinds: locking, Limit: 1})
	return err == nil && len(latest) > 0 && latest[0].Kind != ops[0].Kind
}

// undoneNotice confirms that a user cancelled an operation.
func (s Notices) undoneNotice(ctx context.Context, id string) (*views.Flash, error) {
	op, err := s.Ledger.Operation(ctx, id)
	if err != nil || op.State != operation.Cancelled || op.Prevented() != "" {
		return nil, err
	}
	n := &views.Flash{Code: Undone, Operation: op.ID, State: "undone", Text: "Cancelled. Nothing was changed."}
	if op.Kind == operation.DeleteSnapshot {
		n.Text = "Kept. Nothing was deleted."
	}
	return n, nil
}

// batchNotice describes how much of a batch was cancelled.
func (s Notices) batchNotice(ctx context.Context, id string) (*views.Flash, error) {
	ops, err := ledger.Batch(ctx, s.Ledger, id)
	if err != nil || len(ops) == 0 {
		return nil, err
	}
	o := operation.CountBatch(ops)
	deletions := texts.CommonKind(ops) == operation.DeleteSnapshot
	n := &views.Flash{Code: Batch, State: "undone"}
	switch {
	case o.Cancelled == 0:
		return nil, nil
	case o.Cancelled == o.Total() && deletions:
		n.Text = "Kept. Nothing was deleted."
	case o.Cancelled == o.Total():
		n.Text = "Cancelled. Nothing was changed."
	case deletions:
		n.Text = fmt.Sprintf("Kept: %d of %s. The other deletions had begun.", o.Cancelled, texts.SnapshotCountText(o.Total()))
	default:
		n.Text = fmt.Sprintf("Cancelled: %d of %d. The others had begun.", o.Cancelled, o.Total())
	}
	return n, nil
}

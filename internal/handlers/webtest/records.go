// Package webtest replaces the rest of Snapdeck in the tests of several areas.
package webtest

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
)

// ErrAway is the error of an unreachable database.
var ErrAway = errors.New("the database does not answer")

// Records is a ledger of operations, newest first, with the filters that pages use.
type Records struct {
	Ops   []operation.Operation
	Err   error // error of every call
	Reads int   // number of calls of List
}

// Operation returns the operation with an ID.
func (r *Records) Operation(_ context.Context, id string) (operation.Operation, error) {
	if r.Err != nil {
		return operation.Operation{}, r.Err
	}
	for _, op := range r.Ops {
		if op.ID == id {
			return op, nil
		}
	}
	return operation.Operation{}, operation.ErrNoOperation
}

// List returns the operations that a filter matches.
func (r *Records) List(_ context.Context, f operation.Filter) ([]operation.Operation, int, error) {
	r.Reads++
	if r.Err != nil {
		return nil, 0, r.Err
	}
	found := slices.DeleteFunc(slices.Clone(r.Ops), func(op operation.Operation) bool { return !matches(op, f) })
	return found[:min(cmp.Or(f.Limit, 50), len(found))], len(found), nil
}

// matches reports whether a filter matches an operation.
func matches(op operation.Operation, f operation.Filter) bool {
	for _, field := range [][2]string{
		{op.VolumeID, f.VolumeID}, {op.SnapshotID, f.SnapshotID}, {op.Key, f.Key}, {op.Batch, f.Batch}, {op.RetryOf, f.RetryOf}, {op.Chain, f.Chain}, {op.Actor, f.Actor},
	} {
		if field[1] != "" && field[0] != field[1] {
			return false
		}
	}
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, op.Kind)) && (len(f.States) == 0 || slices.Contains(f.States, op.State)) &&
		(!f.Resent || op.Sends > 1) && !op.CreatedAt.Before(f.Since)
}

// CountBatches counts batches by their ids.
func (r *Records) CountBatches(_ context.Context, ids []string) (map[string]operation.BatchCounts, error) {
	if r.Err != nil {
		return nil, r.Err
	}
	counts := map[string]operation.BatchCounts{}
	for _, id := range ids {
		counts[id] = operation.CountBatch(slices.DeleteFunc(slices.Clone(r.Ops), func(op operation.Operation) bool { return op.Batch != id }))
	}
	return counts, nil
}

// Holder finds none.
func (r *Records) Holder(context.Context, string, string) (operation.Operation, bool, error) {
	return operation.Operation{}, false, r.Err
}

// Archived always returns false.
func (*Records) Archived(context.Context, string) (bool, error) { return false, nil }

// AuditLog holds the added entries, oldest first; Err is the error of every call.
type AuditLog struct {
	Entries []audit.Entry
	Err     error
}

// AppendAudit adds an entry.
func (l *AuditLog) AppendAudit(_ context.Context, e audit.Entry) error {
	if l.Err == nil {
		l.Entries = append(l.Entries, e)
	}
	return l.Err
}

// Audit returns a page of the entries of an action and an actor, and their number.
func (l *AuditLog) Audit(ctx context.Context, f audit.Filter) (page []audit.Entry, total int, err error) {
	err = l.EachAudit(ctx, f, func(e audit.Entry) error {
		if total++; total > f.Offset && (f.Limit == 0 || len(page) < f.Limit) {
			page = append(page, e)
		}
		return nil
	})
	return page, total, err
}

// EachAudit passes on the entries of an action and an actor, newest first.
func (l *AuditLog) EachAudit(_ context.Context, f audit.Filter, see func(audit.Entry) error) error {
	for _, e := range slices.Backward(l.Entries) {
		if f.Action != "" && e.Action != f.Action || f.Actor != "" && e.Actor != f.Actor {
			continue
		}
		if err := see(e); err != nil {
			return err
		}
	}
	return l.Err
}

// AuditActors returns the actors, by name.
func (l *AuditLog) AuditActors(context.Context) ([]string, error) {
	return l.each(func(e audit.Entry) string { return e.Actor })
}

// AuditActions returns the actions, by name.
func (l *AuditLog) AuditActions(context.Context) ([]string, error) {
	return l.each(func(e audit.Entry) string { return e.Action })
}

func (l *AuditLog) each(field func(audit.Entry) string) ([]string, error) {
	var found []string
	for _, e := range l.Entries {
		found = append(found, field(e))
	}
	slices.Sort(found)
	return slices.Compact(found), l.Err
}

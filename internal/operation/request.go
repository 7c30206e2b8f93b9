package operation

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"snapdeck/internal/inventory"
)

// Actor is a user, and the address that a request came from.
type Actor struct{ Name, Addr string }

// Request is one requested change. Its kind decides which fields count.
type Request struct {
	Kind              Kind
	SnapshotID        string
	DatacenterID      string
	VolumeID          string
	Params            CreateParams // of a create-snapshot
	Task              Task         // of other kinds; DependsOn is filled in with DependsOnPrevious
	DependsOnPrevious bool         // starts only when the request before it is done
	NotBefore         time.Time    // it does not start before, and can be undone until then
	RetryOf           string       // id of the operation that it retries
	Batch             string       // to join; empty: a new one for several requests
	Typed             string       // what the user typed to confirm it; see ConfirmedBy. It is not recorded
	Missing           []string     // of a restore-volume: names of the volumes that the restored set lacks
}

// Result is the result of a submission.
type Result struct {
	Batch string      // empty for a single operation
	Ops   []Operation // recorded now, or earlier by the same form
	Open  []Operation // skipped: the same operation is already open
	// Earlier reports that the same form with the same content was recorded before, and nothing new now.
	Earlier bool
}

// First is the operation that a page about a single target links to.
func (r Result) First() Operation {
	if len(r.Ops) > 0 {
		return r.Ops[0]
	}
	return r.Open[0]
}

// Submit records requests before any call is sent, all or none, as one batch if there are several. The same key
// with the same content returns the operations recorded before.
//
// A *KeyUsedError means that the form was sent before with other content, where that is not simply something
// new: for several requests, and for destructive ones. An *OpenError means that the same operation on the
// target is open; of several deletions the open ones are left out instead. A *RefusedError means that a rule does not
// allow a request, or that a destructive one does not carry the phrase that confirms it.
func (e *Engine) Submit(ctx context.Context, by Actor, key Key, requests ...Request) (Result, error) {
	if len(requests) == 0 {
		return Result{}, fmt.Errorf("record operations: %w", errNothing)
	}
	several := len(requests) > 1
	return e.submit(ctx, requests, Submission{
		Ops:       e.operations(by, key, requests),
		SkipOpen:  several && requests[0].Kind == DeleteSnapshot,
		Exclusive: several || requests[0].Kind.Destroys(),
	})
}

// submit stores a submission and notifies about new operations.
func (e *Engine) submit(ctx context.Context, requests []Request, s Submission) (Result, error) {
	if err := e.refuse(ctx, requests, s); err != nil {
		return Result{}, err
	}
	result, err := e.ledger.Submit(ctx, s)
	if err != nil {
		return Result{}, fmt.Errorf("record %d operations: %w", len(s.Ops), err)
	}
	if !result.Earlier {
		for _, op := range result.Ops {
			e.changed(op)
		}
	}
	return result, nil
}

func (e *Engine) operations(by Actor, key Key, requests []Request) []Operation {
	view, now := e.inventory.View(), e.now()
	ops := make([]Operation, 0, len(requests))
	for i, r := range requests {
		op := r.operation(view)
		op.ID, op.Key, op.State, op.Actor, op.ActorAddr = e.newID(), key.Form, Queued, by.Name, by.Addr
		op.CreatedAt, op.UpdatedAt, op.Stages = now, now, []Stage{{State: Queued, At: now}}
		op.Digest = key.digest(r.Kind, op.target())
		if r.DependsOnPrevious && i > 0 {
			op.Task.DependsOn = ops[i-1].ID
		}
		ops = append(ops, op)
	}
	if len(ops) > 1 && ops[0].Batch == "" {
		batch := e.newID()
		for i := range ops {
			ops[i].Batch = batch
		}
	}
	return chained(view, ops)
}

// withNames fills in current names and sizes, which keeps the record readable after the resources are deleted.
func (o Operation) withNames(view *inventory.View) Operation {
	if o.Kind.OnSnapshot() {
		o = o.withSource(view)
	} else if s, found := view.Snapshot(o.SnapshotID); found {
		o.Params.Name = s.Name
	}
	if vol, found := view.Volume(o.VolumeID); found {
		o.VolumeName, o.DatacenterID = vol.Name, vol.DatacenterID
		if !o.Kind.OnSnapshot() {
			o.SizeGB = vol.SizeGB
		}
	}
	if o.Task.Volume != nil {
		o.VolumeName, o.SizeGB = o.Task.Volume.Name, o.Task.Volume.SizeGB
	}
	dc, _ := view.Datacenter(o.DatacenterID)
	o.DatacenterName = dc.Name
	if !o.Kind.OnSnapshot() {
		o.Location = dc.Location
	}
	return o
}

// withSource fills in the snapshot and its source: from the operation's own labels, else from the view.
func (o Operation) withSource(view *inventory.View) Operation {
	s, _ := view.Snapshot(o.SnapshotID)
	o.Params.Name, o.Location, o.SizeGB = s.Name, s.Location, s.SizeGB
	if o.SetsSource() {
		o.DatacenterID, o.VolumeID = sourceStatement(o.Task.Labels)
		return o
	}
	source := view.Source(o.SnapshotID)
	o.VolumeID, o.DatacenterID = source.VolumeID, source.DatacenterID
	return o
}

// withNamesOf fills in names that the view no longer has from an older operation on the same resources.
func (o Operation) withNamesOf(old Operation) Operation {
	if o.VolumeID == "" && o.Kind.OnSnapshot() {
		o.VolumeID = old.VolumeID
	}
	if o.VolumeID == old.VolumeID && o.VolumeName == "" {
		o.VolumeName = old.VolumeName
	}
	if o.DatacenterID == "" || o.DatacenterID == old.DatacenterID && o.DatacenterName == "" {
		o.DatacenterID, o.DatacenterName = old.DatacenterID, old.DatacenterName
	}
	o.Location = cmp.Or(o.Location, old.Location)
	o.Params.Name = cmp.Or(o.Params.Name, old.Params.Name)
	o.SizeGB = cmp.Or(o.SizeGB, old.SizeGB)
	return o
}

// target identifies an operation among those of its form.
func (o Operation) target() string {
	switch {
	case o.Kind.OnSnapshot():
		return o.SnapshotID
	case o.Task.Server != nil:
		return o.Task.Server.ID
	case o.VolumeID != "":
		return o.VolumeID
	default:
		return o.SnapshotID
	}
}

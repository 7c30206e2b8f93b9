package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func amy() operation.Actor { return operation.Actor{Name: "amy", Addr: "192.0.2.1"} }

// does runs a user's action in its own task.
func (w *model) does(t *rapid.T, what string, do func(ctx context.Context) error) {
	w.note("amy: %s", what)
	w.work(t, begin("amy: "+what, func(ctx context.Context) {
		if err := do(ctx); err != nil && !isExpected(err) {
			w.breach("amy: %s: %v", what, err)
		}
	}))
}

// isExpected reports whether a page can show an error.
func isExpected(err error) bool {
	var (
		fault   *inventory.APIError
		used    *operation.KeyUsedError
		open    *operation.OpenError
		consent *operation.ConsentError
		refused *operation.RefusedError
	)
	if errors.As(err, &refused) && refused.Operation.RetryOf != "" {
		return true // what it locks until, say, has passed since
	}
	return errors.As(err, &fault) || errors.As(err, &used) || errors.As(err, &open) || errors.As(err, &consent) ||
		errors.Is(err, operation.ErrTooLate) || errors.Is(err, operation.ErrNotSource)
}

// submits sends a user's form, which may repeat an earlier one.
func (w *model) submits(t *rapid.T, what string, requests func() []operation.Request) {
	form := fmt.Sprintf("form-%d", w.forms)
	if w.forms == 0 || rapid.IntRange(0, 9).Draw(t, "same form") > 0 {
		w.forms++
		form = fmt.Sprintf("form-%d", w.forms)
	}
	w.does(t, what, func(ctx context.Context) error {
		wanted := requests()
		confirmed := operation.ConfirmedBy(w.engine.Phrase(wanted...), wanted...)
		result, err := w.engine.Submit(ctx, amy(), operation.Key{Form: form, Content: what}, confirmed...)
		w.recorded(result)
		return err
	})
}

func (w *model) recorded(r operation.Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Earlier {
		return
	}
	for _, op := range r.Ops {
		if !op.NotBefore.IsZero() {
			w.planned[op.ID] = op.NotBefore
		}
	}
}

// pick draws an item by its index, which keeps the drawn values short.
func pick[T any](t *rapid.T, what string, some []T) T {
	return some[rapid.IntRange(0, len(some)-1).Draw(t, what)]
}

// snapshot draws a snapshot that users see.
func (w *model) snapshot(t *rapid.T) inventory.Snapshot {
	all := w.mirror.View().Snapshots
	if len(all) == 0 {
		t.Skip("no snapshot is left")
	}
	sorted := slices.SortedFunc(slices.Values(all), func(a, b *inventory.Snapshot) int { return a.Metadata.CreatedDate.Compare(b.Metadata.CreatedDate) })
	return *pick(t, "snapshot", sorted)
}

func (w *model) volume(t *rapid.T) inventory.Volume {
	return pick(t, "volume", w.mirror.View().Volumes)
}

// operation draws an operation that a user may act on.
func (w *model) operation(t *rapid.T, wanted func(operation.Operation) bool) operation.Operation {
	ops := slices.DeleteFunc(w.all(), func(op operation.Operation) bool { return !wanted(op) })
	if len(ops) == 0 {
		t.Skip("there is no such operation")
	}
	slices.Reverse(ops)
	return pick(t, "operation", ops)
}

func (w *model) create(t *rapid.T) {
	v := w.volume(t)
	w.submits(t, "create a snapshot of "+v.Name, func() []operation.Request {
		return []operation.Request{{Kind: operation.CreateSnapshot, DatacenterID: v.DatacenterID, VolumeID: v.ID, Params: operation.CreateParams{Name: "made of " + v.Name}}}
	})
}

func (w *model) delete(t *rapid.T) {
	consent := operation.Consent{LastGood: rapid.IntRange(0, 4).Draw(t, "last good confirmed") == 0}
	some := []inventory.Snapshot{w.snapshot(t)}
	switch rapid.IntRange(0, 3).Draw(t, "several") {
	case 0:
		some = append(some, w.snapshot(t), w.snapshot(t))
	case 1:
		some = append(some, w.mirror.View().SnapshotsOf(w.sources[some[0].ID])...)
	}
	what := fmt.Sprintf("delete, last good confirmed: %t:", consent.LastGood)
	seen := map[string]bool{}
	some = slices.DeleteFunc(some, func(s inventory.Snapshot) bool { again := seen[s.ID]; seen[s.ID] = true; return again })
	for _, s := range some {
		what += " " + s.Name
	}
	w.submits(t, what, func() (requests []operation.Request) {
		for _, s := range some {
			requests = append(requests, w.engine.Deletion(s.ID, consent))
		}
		return requests
	})
}

func (w *model) edit(t *rapid.T) {
	s := w.snapshot(t)
	to := fmt.Sprintf("%.12s-%d", s.Name, w.forms)
	w.submits(t, "rename "+s.Name+" to "+to, func() []operation.Request {
		return []operation.Request{operation.Editing(s.ID, []operation.FieldChange{{Field: "name", From: s.Name, To: to}})}
	})
}

func (w *model) label(t *rapid.T) {
	s := w.snapshot(t)
	change := operation.LabelChange{Key: "team", Value: fmt.Sprint("blue-", w.forms), Remove: rapid.Bool().Draw(t, "remove")}
	if change.Remove {
		change.Value = ""
	}
	w.submits(t, "label "+s.Name, func() []operation.Request {
		return []operation.Request{operation.Labelling(s.ID, []operation.LabelChange{change})}
	})
}

func (w *model) lock(t *rapid.T) {
	s := w.snapshot(t)
	lock := operation.Lock{Reason: "audit"}
	if rapid.Bool().Draw(t, "with an end") {
		lock.Until = w.clock.engines().Add(15 * time.Minute).Truncate(time.Second)
	}
	w.submits(t, "lock "+s.Name, func() []operation.Request { return []operation.Request{operation.Locking(s.ID, lock)} })
}

func (w *model) unlock(t *rapid.T) {
	s := w.snapshot(t)
	w.submits(t, "unlock "+s.Name, func() []operation.Request { return []operation.Request{operation.Unlocking(s.ID)} })
}

// restore overwrites one volume, or the two of a server, in one of the ways that the form offers.
func (w *model) restore(t *rapid.T) {
	v := w.volume(t)
	view := w.mirror.View()
	r := operation.Restore{DatacenterID: v.DatacenterID, Pairs: []operation.RestorePair{{SnapshotID: w.snapshot(t).ID, VolumeID: v.ID}}}
	safety, stop, later := rapid.Bool().Draw(t, "safety"), rapid.Bool().Draw(t, "power off"), rapid.Bool().Draw(t, "with a window")
	r.Safety = func(string) string {
		if safety {
			return "safety"
		}
		return ""
	}
	for _, srv := range view.ServersOn(v.ID) {
		switch {
		case !srv.Running():
		case stop:
			ref := operation.ServerRef{ID: srv.ID, Name: srv.Name}
			r.Stop, r.Start = &ref, &ref
		default:
			r.Running = append(r.Running, srv.ID)
		}
		if len(srv.VolumeIDs) > 1 && rapid.Bool().Draw(t, "all volumes") {
			for _, id := range srv.VolumeIDs {
				if id != v.ID {
					r.Pairs = append(r.Pairs, operation.RestorePair{SnapshotID: w.snapshot(t).ID, VolumeID: id})
				}
			}
		}
	}
	what := fmt.Sprintf("overwrite %d volumes with %s, the first %s, safety %t, power off %t, window %t", len(r.Pairs), r.Pairs[0].SnapshotID, v.Name, safety, r.Stop != nil, later)
	w.submits(t, w.short(what), func() []operation.Request {
		if later {
			r.NotBefore = w.clock.engines().Add(w.timing.UndoWindow)
		}
		return r.Requests()
	})
}

func (w *model) newVolume(t *rapid.T) {
	s, target := w.snapshot(t), w.volume(t)
	var attach *operation.ServerRef
	if on := w.mirror.View().ServersOn(target.ID); len(on) > 0 && rapid.Bool().Draw(t, "attach") {
		attach = &operation.ServerRef{ID: on[0].ID, Name: on[0].Name}
	}
	name := fmt.Sprint("from-", w.forms)
	w.submits(t, "make volume "+name+" from "+s.Name, func() []operation.Request {
		return operation.NewVolumeRequests(target.DatacenterID, s.ID, operation.NewVolume{Name: name, Type: "SSD Standard", SizeGB: s.SizeGB}, attach)
	})
}

func (w *model) undo(t *rapid.T) {
	op := w.operation(t, func(op operation.Operation) bool { return op.State.CanBeCancelled() })
	if op.Batch != "" && rapid.Bool().Draw(t, "the whole batch") {
		w.does(t, "undo batch of "+w.short(op.ID), func(ctx context.Context) error {
			_, err := w.engine.CancelWaiting(ctx, op.Batch, amy())
			return err
		})
		return
	}
	w.does(t, "undo "+w.short(op.ID), func(ctx context.Context) error {
		_, err := w.engine.Cancel(ctx, op.ID, amy())
		return err
	})
}

func (w *model) startNow(t *rapid.T) {
	op := w.operation(t, func(op operation.Operation) bool { return op.Planned() })
	w.does(t, "start now "+w.short(op.ID), func(ctx context.Context) error {
		w.mu.Lock()
		w.startedNow[op.ID] = true
		w.mu.Unlock()
		_, err := w.engine.StartNow(ctx, op.ID, amy())
		return err
	})
}

func (w *model) retry(t *rapid.T) {
	op := w.operation(t, func(op operation.Operation) bool {
		return op.State == operation.Failed || op.State == operation.Cancelled
	})
	w.forms++
	form := fmt.Sprintf("form-%d", w.forms)
	w.does(t, "try again "+w.short(op.ID), func(ctx context.Context) error {
		result, err := w.engine.Retry(ctx, op.ID, amy())
		var confirm *operation.ConsentError
		if errors.As(err, &confirm) {
			var plan operation.RetryPlan
			if plan, err = w.engine.PlanRetry(ctx, op.ID); err != nil {
				return err
			}
			plan.Requests = operation.ConfirmedBy(plan.Phrase, plan.Requests...)
			result, err = w.engine.RetryConfirmed(ctx, plan, operation.Key{Form: form}, amy())
		}
		w.recorded(result)
		return err
	})
}

func (w *model) front(t *rapid.T) {
	op := w.operation(t, func(op operation.Operation) bool { return op.State.CanBeCancelled() })
	w.does(t, "move to the front "+w.short(op.ID), func(ctx context.Context) error {
		_, err := w.engine.MoveToFront(ctx, op.ID, amy())
		return err
	})
}

func (w *model) sendAgain(t *rapid.T) {
	op := w.operation(t, func(op operation.Operation) bool { return op.State == operation.Submitting && op.Failure != nil })
	w.does(t, "send again "+w.short(op.ID), func(ctx context.Context) error {
		w.mu.Lock()
		w.risked[op.ID] = true
		w.mu.Unlock()
		_, err := w.engine.SendAgain(ctx, op.ID, amy())
		return err
	})
}

func (w *model) resolve(t *rapid.T) {
	op := w.operation(t, w.engine.CanBeResolved)
	r := operation.Resolution{Done: rapid.Bool().Draw(t, "it happened")}
	if made := w.cloud.SnapshotsContaining(op.ID); op.Kind == operation.CreateSnapshot && r.Done && len(made) > 0 {
		r.SnapshotID = made[0].ID
	}
	w.does(t, fmt.Sprintf("resolve %s: %t", w.short(op.ID), r.Done), func(ctx context.Context) error {
		_, err := w.engine.Resolve(ctx, op.ID, r, amy())
		return err
	})
}

// otherTool takes an action of another client.
func (w *model) otherTool(t *rapid.T) {
	snapshots, servers := w.cloud.Snapshots(), w.cloud.Servers()
	if len(snapshots) == 0 {
		t.Skip("no snapshot is left")
	}
	s, srv := pick(t, "snapshot", snapshots), pick(t, "server", servers)
	if rapid.Bool().Draw(t, "in the way") {
		s, srv = w.aimed(t, s, srv)
	}
	w.actAsOther(rapid.SampledFrom([]string{"lock", "lock", "unlock", "delete", "rename", "start", "start", "stop", "lock until"}).Draw(t, "what"), s, srv)
}

// aimed returns the snapshot and the server of a destructive operation.
func (w *model) aimed(t *rapid.T, s ionossim.Snapshot, srv ionossim.Server) (ionossim.Snapshot, ionossim.Server) {
	op := w.operation(t, func(op operation.Operation) bool { return isOpen(op) && op.Kind.Destroys() })
	ids := []string{op.SnapshotID}
	for _, made := range w.all() {
		if made.Chain != "" && made.Chain == op.Chain && made.Kind == operation.CreateSnapshot {
			ids = append(ids, made.SnapshotID) // for safety
		}
	}
	if on, exists := w.cloud.Snapshot(pick(t, "which", ids)); exists {
		s = on
	}
	for _, other := range w.cloud.Servers() {
		if slices.Contains(other.Volumes, op.VolumeID) {
			srv = other
		}
	}
	return s, srv
}

func (w *model) actAsOther(what string, s ionossim.Snapshot, srv ionossim.Server) {
	labels, power := "/snapshots/"+s.ID+"/labels", "/datacenters/"+srv.DatacenterID+"/servers/"+srv.ID+"/"
	status := 0
	switch what {
	case "lock":
		status = w.other("POST", labels, `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
	case "lock until":
		until := w.clock.Now().Add(20 * time.Minute).Format("2006-01-02T150405Z")
		status = w.other("POST", labels, `{"properties":{"key":"snapdeck-lock","value":"`+until+`"}}`)
	case "unlock":
		status = w.other("DELETE", labels+"/snapdeck-lock", "")
	case "delete":
		status = w.other("DELETE", "/snapshots/"+s.ID, "")
	case "rename":
		status = w.other("PATCH", "/snapshots/"+s.ID, `{"name":"renamed"}`)
	default:
		status = w.other("POST", power+what, "")
	}
	w.note("other tool: %s %s / %s: %d", what, s.Name, srv.Name, status)
}

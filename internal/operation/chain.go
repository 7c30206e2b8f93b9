package operation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// NotStarted is the kind of failure of an operation whose dependency did not succeed.
const NotStarted = "not-started"

// NeverStarted reports whether a step ended because the previous step did not succeed.
func (o Operation) NeverStarted() bool {
	return o.State == Failed && o.Failure != nil && o.Failure.Kind == NotStarted
}

// The resources that a chain holds.
func snapshotResource(id string) string { return "snapshot:" + id }
func volumeResource(id string) string   { return "volume:" + id }
func serverResource(id string) string   { return "server:" + id }

// chained makes operations a chain that needs its snapshots to stay and, if it overwrites or powers off, holds
// its volumes and servers exclusively. Other operations stay unchanged.
func chained(view *inventory.View, ops []Operation) []Operation {
	if !slices.ContainsFunc(ops, func(op Operation) bool { return op.Kind.Spec().needsSnapshot }) {
		return ops
	}
	holds := exclusiveOf(view, ops)
	for i := range ops {
		ops[i].Chain, ops[i].Task.Holds = ops[0].ID, holds
	}
	return ops
}

// exclusiveOf returns the volumes that are overwritten, and their servers.
func exclusiveOf(view *inventory.View, ops []Operation) []string {
	var holds []string
	for _, op := range ops {
		if op.Kind != RestoreVolume {
			continue
		}
		holds = append(holds, volumeResource(op.VolumeID))
		for _, srv := range view.ServersOn(op.VolumeID) {
			holds = append(holds, serverResource(srv.ID))
		}
	}
	if holds == nil {
		return nil
	}
	for _, op := range ops {
		if op.Task.Server != nil {
			holds = append(holds, serverResource(op.Task.Server.ID))
		}
	}
	slices.Sort(holds)
	return slices.Compact(holds)
}

// Needs returns the resources that must stay until the operation's chain has ended.
func (o Operation) Needs() []string {
	if o.Chain == "" || o.Kind.OnSnapshot() {
		return nil
	}
	var needed []string
	if o.SnapshotID != "" {
		needed = append(needed, snapshotResource(o.SnapshotID))
	}
	if c := o.Task.Consent; c != nil && c.SafetyID != "" {
		needed = append(needed, snapshotResource(c.SafetyID))
	}
	return needed
}

// Touches returns the resources that an operation changes, which no chain may hold exclusively.
func (o Operation) Touches() []string {
	var touched []string
	if o.Kind.OnSnapshot() || o.Kind.Spec().ownLane {
		return nil
	}
	if o.VolumeID != "" {
		touched = append(touched, volumeResource(o.VolumeID))
	}
	if o.Task.Server != nil {
		touched = append(touched, serverResource(o.Task.Server.ID))
	}
	for _, hold := range o.Task.Holds {
		if !slices.Contains(touched, hold) {
			touched = append(touched, hold)
		}
	}
	return touched
}

// waitForDependency makes an operation wait for the one that it depends on, and ends it unsent when that one
// did not succeed. goes is true when it may proceed.
func (e *Engine) waitForDependency(ctx context.Context, op Operation) (wait time.Duration, goes bool, err error) {
	if op.Task.DependsOn == "" {
		return 0, true, nil
	}
	first, err := e.ledger.Operation(ctx, op.Task.DependsOn)
	if err != nil {
		return 0, false, fmt.Errorf("read operation %s, which comes before: %w", op.Task.DependsOn, err)
	}
	switch {
	case !first.State.Final() || first.State == Unknown:
		wait, err = e.wait(ctx, op, e.timing.QueuePoll, "Waiting for the step before it.")
		return wait, false, err
	case first.State == Done:
		return 0, true, nil
	}
	if op.Task.RunAlways {
		partial, err := e.partiallyRestored(ctx, op)
		if err != nil || !partial {
			return 0, err == nil, err
		}
	}
	op.Failure = &Failure{Kind: NotStarted, Text: "The previous step did not succeed, so this one was not started. It changed nothing."}
	_, err = e.transition(ctx, op, Failed, "Not started: the previous step did not succeed.")
	return 0, false, err
}

// partiallyRestored reports whether a restore of the operation's chain started and did not succeed, so that a
// volume may hold part of a snapshot.
func (e *Engine) partiallyRestored(ctx context.Context, op Operation) (bool, error) {
	ops, err := e.chainOf(ctx, op)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(ops, func(op Operation) bool {
		return op.Kind == RestoreVolume && op.State == Failed && op.RequestID != ""
	}), nil
}

// chainOf returns the operations of an operation's chain, first step first. Those recorded before chains had
// ids are found by their batch.
func (e *Engine) chainOf(ctx context.Context, op Operation) ([]Operation, error) {
	f := Filter{Chain: op.Chain, Limit: 1000}
	switch {
	case op.Chain != "":
	case op.Batch != "":
		f = Filter{Batch: op.Batch, Limit: 1000}
	default:
		return []Operation{op}, nil
	}
	ops, _, err := e.ledger.List(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("read the steps of operation %s: %w", op.ID, err)
	}
	return InOrder(ops), nil
}

// InOrder sorts the steps of a chain by their dependencies.
func InOrder(ops []Operation) []Operation {
	follower := make(map[string]Operation, len(ops))
	known := make(map[string]bool, len(ops))
	for _, op := range ops {
		known[op.ID] = true
	}
	var sorted []Operation
	for _, op := range ops {
		if op.Task.DependsOn == "" || !known[op.Task.DependsOn] {
			sorted = append(sorted, op)
			continue
		}
		follower[op.Task.DependsOn] = op
	}
	slices.Reverse(sorted) // the ledger lists the newest first
	for i := 0; i < len(sorted); i++ {
		if next, has := follower[sorted[i].ID]; has {
			sorted = slices.Insert(sorted, i+1, next)
		}
	}
	return sorted
}

func hasKind(steps []Operation, kind Kind) bool {
	return slices.ContainsFunc(steps, func(op Operation) bool { return op.Kind == kind })
}

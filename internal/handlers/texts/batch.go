package texts

import (
	"slices"
	"strings"

	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// BatchHeading returns the heading of a batch: its size, or the purpose of its steps.
func BatchHeading(ops []operation.Operation, o operation.BatchCounts) string {
	if kind := CommonKind(ops); kind != "" {
		return quantity.Plural(o.Total(), kind.Spec().Words.Noun, kind.Spec().Words.Nouns)
	}
	purpose, names := "", []string(nil)
	for _, op := range operation.LatestAttempts(ops) {
		if words := op.Kind.Spec().Words; words.Purpose != "" {
			purpose, names = words.Purpose, append(names, TargetName(op))
		}
	}
	switch {
	case len(names) == 1:
		return purpose + " " + names[0]
	case len(names) > 1:
		return purpose + " " + quantity.Plural(len(names), "volume", "volumes")
	default:
		return quantity.Plural(o.Total(), "operation", "operations")
	}
}

// BatchShare is how many of a batch are equally far: what an address calls that, its word and its tone.
type BatchShare struct {
	Of, Word, Tone string
	N              int
}

// BatchShares returns the number of operations by outcome; kind is "" when the steps differ.
func BatchShares(kind operation.Kind, o operation.BatchCounts) []BatchShare {
	done, waiting := "done", "waiting"
	if kind != "" {
		done = strings.ToLower(kind.Spec().Words.Done)
	}
	if o.Planned > 0 {
		waiting = "planned"
	}
	return slices.DeleteFunc([]BatchShare{
		{"done", done, "good", o.Done}, {"running", "in progress", "busy", o.Running}, {"waiting", waiting, "quiet", o.Waiting},
		{"prevented", "not carried out", "prevented", o.Prevented}, {"", "not started", "quiet", o.NotStarted}, {"failed", "failed", "bad", o.Failed - o.NotStarted},
		{"unknown", "unknown", "warn", o.Unknown}, {"cancelled", "cancelled", "quiet", o.Cancelled},
	}, func(c BatchShare) bool { return c.N <= 0 })
}

// PlannedFirst returns the first planned operation of a batch.
func PlannedFirst(ops []operation.Operation) operation.Operation {
	for _, op := range ops {
		if op.State.CanBeCancelled() {
			return op
		}
	}
	return operation.Operation{}
}

// IsChain reports whether the operations of a batch follow each other.
func IsChain(ops []operation.Operation) bool {
	return slices.ContainsFunc(ops, func(op operation.Operation) bool { return op.Task.DependsOn != "" })
}

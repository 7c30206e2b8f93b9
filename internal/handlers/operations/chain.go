package operations

import (
	"time"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) chainSteps(req web.Request, ops []operation.Operation) []views.ChainStep {
	steps := make([]views.ChainStep, 0, len(ops))
	number := map[string]int{}
	hasOpen, cause := false, 0
	for i, op := range ops {
		number[op.ID] = i + 1
		step := views.ChainStep{Operation: s.ops.View(req, op), Number: i + 1, Title: texts.StepTitle(op), Skipped: op.NeverStarted()}
		if at := startedAt(op); !at.IsZero() {
			step.Began, step.Since = true, at.UTC().Format(time.RFC3339)
			step.Elapsed = ui.Elapsed(endedAt(op, req.Now).Sub(at))
		}
		if op.State.Final() && op.State != operation.Done && !step.Skipped {
			cause = step.Number
		}
		step.WaitsFor = s.waitText(req, op, number[op.Task.DependsOn], cause)
		if !op.State.Final() && !hasOpen {
			step.IfFails, hasOpen = failureText(op, ops), true
		}
		if op.State == operation.Done {
			step.RequestID = "" // the step's own page shows it
		}
		steps = append(steps, step)
	}
	return steps
}

// cancelHref returns the address that cancels the first step that has not started and all that follow, but no step
// that runs regardless, such as the start of a server that was powered off.
func cancelHref(ops []operation.Operation) string {
	for _, op := range ops {
		if op.State.CanBeCancelled() && !op.Task.RunAlways {
			return paths.OperationHref(op.ID) + "/cancel"
		}
	}
	return ""
}

// startedAt returns when a step was first requested from IONOS Cloud, or zero if it was not.
func startedAt(op operation.Operation) time.Time {
	for _, stage := range op.Stages {
		if stage.State == operation.Submitting || stage.State == operation.Accepted {
			return stage.At
		}
	}
	return time.Time{}
}

func endedAt(op operation.Operation, now time.Time) time.Time {
	if op.State.Final() {
		return op.FinishedAt
	}
	return now
}

// waitText describes the step that one waits for, or because of which it was never started.
func (s *Handlers) waitText(req web.Request, op operation.Operation, before, cause int) string {
	switch {
	case op.NeverStarted() && cause > 0:
		return "because step " + quantity.Count(cause) + " did not succeed"
	case op.State.Final() || !op.State.CanBeCancelled():
		return ""
	case before > 0 && s.Operations.WaitsForDependency(op):
		return "for step " + quantity.Count(before)
	default:
		return s.ops.StageWord(req, op)
	}
}

// failureText describes what the failure of an open step would cause.
func failureText(op operation.Operation, ops []operation.Operation) string {
	ifFails := op.Kind.Spec().Words.IfFails
	if ifFails == nil {
		return ""
	}
	return "If it fails: " + ifFails(ops)
}

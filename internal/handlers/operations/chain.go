package operations

import (
	"slices"
	"time"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// chainSteps returns the operations of a batch as steps that follow each other.
func (s *Handlers) chainSteps(req web.Request, ops []operation.Operation) []views.ChainStep {
	steps := make([]views.ChainStep, 0, len(ops))
	number := map[string]int{}
	toggle, cause := false, 0
	for i, op := range ops {
		number[op.ID] = i + 1
		step := views.ChainStep{Operation: s.ops.View(req, op), Number: i + 1, Title: stepTitle(op), Skipped: op.NeverStarted()}
		if at := startedAt(op); !at.IsZero() {
			step.Began, step.Since = true, at.UTC().Format(time.RFC3339)
			step.Elapsed = ui.Elapsed(endedAt(op, req.Now).Sub(at))
		}
		if op.State.Final() && op.State != operation.Done && !step.Skipped {
			cause = step.Number
		}
		step.WaitsFor = s.waitText(req, op, number[op.Task.DependsOn], cause)
		if !op.State.Final() && !toggle {
			step.IfFails, toggle = failureText(op, ops), true
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

// stepTitle describes what a step does to which resource.
func stepTitle(op operation.Operation) string {
	volume := texts.DisplayName(op.VolumeName, op.VolumeID)
	switch op.Kind {
	case operation.StopServer:
		return "Power off " + texts.TargetName(op)
	case operation.StartServer:
		return "Start " + texts.TargetName(op)
	case operation.RestoreVolume:
		return "Overwrite " + volume + " with “" + op.Params.Name + "”"
	case operation.CreateVolume:
		return "Create volume " + volume + " from “" + op.Params.Name + "”"
	case operation.AttachVolume:
		if op.Task.Server != nil {
			return "Attach " + volume + " to " + texts.DisplayName(op.Task.Server.Name, op.Task.Server.ID)
		}
	case operation.CreateSnapshot:
		return "Take safety snapshot of " + volume
	}
	return texts.KindLabel(op.Kind) + " " + texts.TargetName(op)
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
		return "since step " + quantity.Count(cause) + " did not get done"
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
	has := func(kind operation.Kind) bool {
		return slices.ContainsFunc(ops, func(op operation.Operation) bool { return op.Kind == kind })
	}
	again := ""
	if has(operation.StartServer) {
		again = " and the server is started again"
	}
	switch op.Kind {
	case operation.StopServer:
		return "If it fails: nothing is overwritten, and the server runs on."
	case operation.CreateSnapshot:
		return "If it fails: nothing is overwritten" + again + "."
	case operation.RestoreVolume:
		return overwriteFailureText(has(operation.CreateSnapshot), has(operation.StartServer))
	case operation.StartServer:
		return "If it fails: the volumes are overwritten all the same; start the server yourself."
	case operation.CreateVolume:
		return "If it fails: no volume is left over, and nothing that exists was touched."
	case operation.AttachVolume:
		return "If it fails: the new volume stays, and you can attach it yourself."
	default:
		return ""
	}
}

func overwriteFailureText(safety, server bool) string {
	text := "If it fails half-way: the volume may hold a part of the snapshot"
	if server {
		text += ", so the server stays off"
	}
	if safety {
		return text + ". Then roll back to the safety snapshot."
	}
	return text + ". Then restore it again."
}

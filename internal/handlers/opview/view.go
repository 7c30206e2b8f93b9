package opview

import (
	"fmt"
	"time"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// View shows an operation: its stage, its times and the reason of a failure.
func (s *Presenter) View(req web.Request, op operation.Operation) views.Operation {
	o := views.Operation{
		ID:          op.ID,
		Name:        texts.TargetName(op),
		Volume:      resource.VolumeLink(req.View, op.VolumeID, op.VolumeName),
		Datacenter:  resource.DatacenterLink(req.View, op.DatacenterID, op.DatacenterName),
		Actor:       op.Actor,
		RequestedAt: req.Moment(op.CreatedAt),
		Pill:        texts.OperationPill(op),
		State:       string(op.State),
		Kind:        string(op.Kind),
		Cause:       op.Prevented(),
		Stage:       s.StageWord(req, op),
		Progress:    progressOf(op),
		Running:     !op.State.Final(),
		Since:       op.CreatedAt.UTC().Format(time.RFC3339),
		Size:        quantity.SizeOf(op.SizeGB, ""),
		RequestID:   op.RequestID,
		Labels:      labelStatusText(req, op),
		Failure:     texts.FailureView(op),
	}
	o.Href = paths.OperationHref(op.ID)
	o.Review = reviewOf(req, op)
	o.CanCancel, o.CanRetry = op.State.CanBeCancelled(), op.CanBeRetried() && op.HowToRetry() == operation.RetryAtOnce
	o.CanMoveUp = o.CanCancel && s.Operations.QueuePosition(op, req.Now) > 0
	o.CanResolve = s.Engine.CanBeResolved(op)
	o.Arrives = s.arrives(req, op)
	if op.Failure != nil && op.State != operation.Done {
		o.Error = op.Failure.Kind
	}
	o.Label, o.Icon = texts.KindLabel(op.Kind), op.Kind.Spec().Icon
	_, exists := req.View.Snapshot(op.SnapshotID)
	o.CanDeleteOrphan = exists && op.HasOrphan()
	o.TypicalDuration, o.Late = s.typicalDurationText(req, op)
	end := req.Now
	if op.State.Final() {
		end = op.FinishedAt
	}
	if op.Prevented() != "" {
		o.Stage = o.Pill.Label
	}
	o.Elapsed = ui.Elapsed(end.Sub(op.CreatedAt))
	o.Snapshot = ui.Link{Text: o.Name, Href: TargetHref(req, op)}
	if op.Planned() {
		o.Planned = new(req.Due(op.NotBefore))
	}
	o.Reason = texts.ReasonText(op)
	for _, stage := range op.Stages {
		o.History = append(o.History, views.HistoryLine{Label: texts.StateLabel(op.Kind, stage.State), At: req.Moment(stage.At), Note: stage.Note})
	}
	return o
}

// TargetHref returns the page of an operation's target, or "" when it has none.
func TargetHref(req web.Request, op operation.Operation) string {
	if op.Kind.Spec().Target == operation.TargetSnapshot {
		if _, exists := req.View.Snapshot(op.SnapshotID); exists {
			return paths.SnapshotHref(op.SnapshotID)
		}
		return ""
	}
	for _, id := range []string{op.CreatedVolumeID, op.VolumeID} {
		if vol, exists := req.View.Volume(id); exists {
			return paths.VolumeHref(vol.DatacenterID, vol.ID)
		}
	}
	return ""
}

// arrives returns until when a call without a response may still reach IONOS Cloud, or nil.
func (s *Presenter) arrives(req web.Request, op operation.Operation) *views.Arrival {
	if op.State != operation.Submitting || op.Failure == nil {
		return nil
	}
	until := op.ArrivesUntil(s.Hold)
	if !until.After(req.Now) {
		return nil
	}
	req.Expiry.Limit(req.Now.Add(time.Second))
	return &views.Arrival{
		Clock: until.In(req.Zone).Format("15:04 MST"), ISO: until.UTC().Format(time.RFC3339), Left: ui.Left(until.Sub(req.Now)),
		Creates: op.Kind.Spec().Creates != "",
	}
}

// progressOf returns the stages of a successful operation, and marks the current one.
func progressOf(op operation.Operation) []views.ProgressStep {
	order := []operation.State{operation.Queued, operation.Accepted, operation.Provisioning, operation.Done}
	reached := reachedStage(op)
	steps := make([]views.ProgressStep, 0, len(order))
	for i, state := range order {
		step := views.ProgressStep{Label: stepLabel(op, state), State: "todo"}
		switch {
		case i < reached || op.State == operation.Done:
			step.State = "done"
		case i == reached && (op.State == operation.Failed || op.State == operation.Unknown):
			step.State = "bad"
		case i == reached && op.State != operation.Cancelled:
			step.State = "now"
		}
		steps = append(steps, step)
	}
	return steps
}

// stepLabel returns the name of a stage, which includes the outcome of the request.
func stepLabel(op operation.Operation, state operation.State) string {
	if state != operation.Accepted {
		return texts.StateLabel(op.Kind, state)
	}
	reached := reachedStage(op)
	switch {
	case reached > 1:
		return "Request accepted"
	case op.State == operation.Failed && op.Failure != nil && op.Failure.Status >= 400 && op.Failure.Status < 500:
		return "Request refused"
	case op.State == operation.Submitting:
		return "Request sent"
	default:
		return "Request"
	}
}

// reachedStage returns the number of stages that an operation has passed, by its history.
func reachedStage(op operation.Operation) int {
	reached := 1
	for _, stage := range op.Stages {
		switch stage.State {
		case operation.Accepted:
			reached = max(reached, 2)
		case operation.Provisioning:
			reached = max(reached, 2)
		case operation.Done:
			reached = 4
		}
	}
	if op.State == operation.Queued || op.State == operation.Waiting {
		reached = 0
	}
	return reached
}

// labelStatusText explains why the source labels have not been written, if so.
func labelStatusText(req web.Request, op operation.Operation) string {
	switch op.Labels.State {
	case operation.LabelsFailing:
		next := req.Due(op.Labels.NextAt).Ago
		if !op.Labels.NextAt.After(req.Now) {
			next = "now"
		}
		return fmt.Sprintf("The source labels are not written yet: %s. Tried %s, next try %s. Until then the marker in the description names the source.",
			op.Labels.Note, quantity.Plural(op.Labels.Tries, "time", "times"), next)
	case operation.LabelsDropped:
		if op.State == operation.Done {
			return "The source labels were not written, because the snapshot no longer exists."
		}
	}
	return ""
}

// EndedVisibleFor is the time for which an ended operation remains on its volume's page.
const EndedVisibleFor = time.Hour

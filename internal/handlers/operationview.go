package handlers

import (
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// operationView shows an operation: what it is at, since when, and why it failed.
func (s *Server) operationView(req pageRequest, op operation.Operation) views.Operation {
	o := views.Operation{
		ID:          op.ID,
		Name:        targetName(op),
		Volume:      volumeLink(req.view, op.VolumeID, op.VolumeName),
		Datacenter:  datacenterLink(req.view, op.DatacenterID, op.DatacenterName),
		Actor:       op.Actor,
		RequestedAt: req.moment(op.CreatedAt),
		Pill:        operationPill(op),
		State:       string(op.State),
		Kind:        string(op.Kind),
		Cause:       op.Prevented(),
		Stage:       s.stageWord(req, op),
		Progress:    progressOf(op),
		Running:     !op.State.Final(),
		Since:       op.CreatedAt.UTC().Format(time.RFC3339),
		Size:        views.Size(op.SizeGB),
		RequestID:   op.RequestID,
		Labels:      labelStatusText(req, op),
		Failure:     failureView(op),
	}
	o.Href = operationHref(op.ID)
	o.Review = reviewOf(req, op)
	o.CanCancel, o.CanRetry = op.State.CanBeCancelled(), op.CanBeRetried() && !op.Kind.Destroys() && o.Review.Href == ""
	o.CanMoveUp = o.CanCancel && s.Operations.QueuePosition(op, req.now) > 0
	o.CanResolve = s.Engine.CanBeResolved(op)
	o.Arrives = s.arrives(req, op)
	if op.Failure != nil && op.State != operation.Done {
		o.Error = op.Failure.Kind
	}
	o.Label = kindLabel(op.Kind)
	_, exists := req.view.Snapshot(op.SnapshotID)
	o.CanDeleteOrphan = exists && op.HasOrphan()
	o.TypicalDuration, o.Late = s.typicalDurationText(req, op)
	end := req.now
	if op.State.Final() {
		end = op.FinishedAt
	}
	if op.Prevented() != "" {
		o.Stage = o.Pill.Label
	}
	o.Elapsed = views.Elapsed(end.Sub(op.CreatedAt))
	o.Snapshot = views.Link{Text: o.Name, Href: targetHref(req, op)}
	o.Planned = plannedStart(req, op)
	o.Reason = reasonText(op)
	for _, stage := range op.Stages {
		o.History = append(o.History, views.HistoryLine{Label: stateLabel(op.Kind, stage.State), At: req.moment(stage.At), Note: stage.Note})
	}
	return o
}

// targetHref is the page of what an operation is about, or "" when it has none.
func targetHref(req pageRequest, op operation.Operation) string {
	if resourceType(op.Kind) == "Snapshot" {
		if _, exists := req.view.Snapshot(op.SnapshotID); exists {
			return snapshotHref(op.SnapshotID)
		}
		return ""
	}
	for _, id := range []string{op.CreatedVolumeID, op.VolumeID} {
		if vol, exists := req.view.Volume(id); exists {
			return volumeHref(vol.DatacenterID, vol.ID)
		}
	}
	return ""
}

// plannedStart say when a planned operation begins, or "".
func plannedStart(req pageRequest, op operation.Operation) *views.Moment {
	if !op.Planned() {
		return nil
	}
	at := req.due(op.NotBefore)
	return &at
}

// arrives tells until when a call whose answer was lost may still reach IONOS Cloud, or nil.
func (s *Server) arrives(req pageRequest, op operation.Operation) *views.Arrival {
	if op.State != operation.Submitting || op.Failure == nil {
		return nil
	}
	until := op.ArrivesUntil(s.Hold)
	if !until.After(req.now) {
		return nil
	}
	req.expiry.limit(req.now.Add(time.Second))
	return &views.Arrival{
		Clock: until.In(req.zone).Format("15:04"), ISO: until.UTC().Format(time.RFC3339), Left: views.Left(until.Sub(req.now)),
		Creates: op.Kind == operation.CreateSnapshot || op.Kind == operation.CreateVolume,
	}
}

func operationPill(op operation.Operation) views.Pill {
	word := stateLabel(op.Kind, op.State)
	if op.Planned() {
		return views.Pill{Tone: "warn", Icon: "clock", Label: "Planned"}
	}
	if neverStarted(op) {
		return views.Pill{Tone: "quiet", Icon: "dash", Label: "Not begun", Title: "The step before it did not get done"}
	}
	if op.Prevented() != "" {
		return preventedPill(op)
	}
	switch op.State {
	case operation.Done:
		return views.Pill{Tone: "good", Icon: "check", Label: word}
	case operation.Failed:
		return views.Pill{Tone: "bad", Icon: "cross", Label: word}
	case operation.Unknown:
		return views.Pill{Tone: "warn", Icon: "question", Label: word}
	case operation.Cancelled:
		return views.Pill{Tone: "quiet", Icon: "dash", Label: word}
	case operation.Queued, operation.Waiting:
		return views.Pill{Tone: "quiet", Icon: "clock", Label: word}
	default:
		return views.Pill{Tone: "busy", Icon: "spin", Label: word}
	}
}

// progressOf are the stages that a good operation passes, and where this one stands.
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

// stepLabel names a stage that operations pass: what becomes of the request is part of its name.
func stepLabel(op operation.Operation, state operation.State) string {
	if state != operation.Accepted {
		return stateLabel(op.Kind, state)
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

// reachedStage is how many of the steps are behind an operation, by its history.
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

// failureView explains a failure, or returns nil.
func failureView(op operation.Operation) *views.Failure {
	if op.Failure == nil || op.State == operation.Done {
		return nil
	}
	e := op.Explain()
	f := &views.Failure{
		Code: e.Code, Happened: e.Happened, Did: e.Did, Next: e.Next, Quote: e.Quote, Ways: waysOut(e.Code),
		RequestID: op.Failure.RequestID, Messages: messagesOf(op.Failure.Messages),
	}
	if f.RequestID == "" {
		f.RequestID = op.RequestID
	}
	return f
}

// reasonText say in short why an operation failed, was not carried out or is unknown, or "".
func reasonText(op operation.Operation) string {
	switch {
	case op.Prevented() != "":
		return op.Failure.Text
	case op.Failure == nil || op.State != operation.Failed && op.State != operation.Unknown:
		return ""
	}
	e := op.Explain()
	return strings.TrimSpace(e.Happened + " " + e.Did)
}

// labelStatusText tell what stands in the way of the source labels, if anything does.
func labelStatusText(req pageRequest, op operation.Operation) string {
	switch op.Labels.State {
	case operation.LabelsFailing:
		next := req.due(op.Labels.NextAt).Ago
		if !op.Labels.NextAt.After(req.now) {
			next = "now"
		}
		return fmt.Sprintf("The labels that tell the source do not stand yet: %s. Tried %s, next try %s. The marker in the description tells the source meanwhile.",
			op.Labels.Note, views.Plural(op.Labels.Tries, "time", "times"), next)
	case operation.LabelsDropped:
		if op.State == operation.Done {
			return "The labels that tell the source were never written, because the snapshot is gone."
		}
	}
	return ""
}

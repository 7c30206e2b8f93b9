package handlers

import (
	"fmt"
	"time"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// operationView shows an operation: what it is at, since when, and why it failed.
func (s *Server) operationView(a asked, op operation.Operation) views.Operation {
	o := views.Operation{
		ID:         op.ID,
		Name:       thingOf(op),
		Volume:     volumeLink(a.view, op.VolumeID, op.VolumeName),
		Datacenter: datacenterLink(a.view, op.DatacenterID, op.DatacenterName),
		Actor:      op.Actor,
		Asked:      a.moment(op.CreatedAt),
		Pill:       operationPill(op),
		State:      string(op.State),
		Kind:       string(op.Kind),
		Cause:      op.Prevented(),
		Stage:      s.stageWord(a, op),
		Steps:      stepsOf(op),
		Running:    !op.State.Final(),
		Since:      op.CreatedAt.UTC().Format(time.RFC3339),
		Size:       views.GB(op.SizeGB),
		RequestID:  op.RequestID,
		Labels:     labelWords(a, op),
		Failure:    failureView(op),
	}
	o.Href = operationHref(op.ID)
	o.Review = reviewOf(a, op)
	o.CanCancel, o.CanRetry = op.State.CanBeCancelled(), op.CanBeRetried() && !op.Kind.Destroys() && o.Review.Href == ""
	o.CanMoveUp = o.CanCancel && s.Board.Position(op, a.now) > 0
	o.CanSettle = s.Engine.CanBeResolved(op)
	o.Arrives = s.arrives(a, op)
	if op.Failure != nil && op.State != operation.Done {
		o.Error = op.Failure.Kind
	}
	o.What = whatWord(op.Kind)
	_, there := a.view.Snapshot(op.SnapshotID)
	o.CanClean = there && op.LeftBehind()
	o.Usual, o.Late = s.usualWords(a, op)
	end := a.now
	if op.State.Final() {
		end = op.FinishedAt
	}
	if op.Prevented() != "" {
		o.Stage = o.Pill.Word
	}
	o.Elapsed = views.Elapsed(end.Sub(op.CreatedAt))
	o.Snapshot = views.Link{Text: o.Name, Href: thingHref(a, op)}
	o.Planned = plannedWords(a, op)
	o.Reason = reasonWords(op)
	for _, stage := range op.Stages {
		o.History = append(o.History, views.HistoryLine{Word: operationWord(op.Kind, stage.State), At: a.moment(stage.At), Note: stage.Note})
	}
	return o
}

// thingHref is the page of what an operation is about, or "" when it has none.
func thingHref(a asked, op operation.Operation) string {
	if sortOf(op.Kind) == "Snapshot" {
		if _, there := a.view.Snapshot(op.SnapshotID); there {
			return snapshotHref(op.SnapshotID)
		}
		return ""
	}
	for _, id := range []string{op.MadeVolumeID, op.VolumeID} {
		if vol, there := a.view.Volume(id); there {
			return volumeHref(vol.DatacenterID, vol.ID)
		}
	}
	return ""
}

// plannedWords say when a planned operation begins, or "".
func plannedWords(a asked, op operation.Operation) *views.Moment {
	if !op.Planned() {
		return nil
	}
	at := a.moment(op.NotBefore)
	return &at
}

// arrives tells until when a call whose answer was lost may still reach IONOS Cloud, or nil.
func (s *Server) arrives(a asked, op operation.Operation) *views.Arrival {
	if op.State != operation.Submitting || op.Failure == nil {
		return nil
	}
	until := op.ArrivesUntil(s.Hold)
	if !until.After(a.now) {
		return nil
	}
	a.lasts.endBy(a.now.Add(time.Second))
	return &views.Arrival{
		Clock: until.In(a.zone).Format("15:04"), ISO: until.UTC().Format(time.RFC3339), Left: views.Left(until.Sub(a.now)),
		Creates: op.Kind == operation.CreateSnapshot || op.Kind == operation.CreateVolume,
	}
}

func operationPill(op operation.Operation) views.Pill {
	word := operationWord(op.Kind, op.State)
	if op.Planned() {
		return views.Pill{Tone: "warn", Icon: "clock", Word: "Planned"}
	}
	if neverBegun(op) {
		return views.Pill{Tone: "quiet", Icon: "dash", Word: "Not begun", Title: "The step before it did not get done"}
	}
	if op.Prevented() != "" {
		return preventedPill(op)
	}
	switch op.State {
	case operation.Done:
		return views.Pill{Tone: "good", Icon: "check", Word: word}
	case operation.Failed:
		return views.Pill{Tone: "bad", Icon: "cross", Word: word}
	case operation.Unknown:
		return views.Pill{Tone: "warn", Icon: "question", Word: word}
	case operation.Cancelled:
		return views.Pill{Tone: "quiet", Icon: "dash", Word: word}
	case operation.Queued, operation.Waiting:
		return views.Pill{Tone: "quiet", Icon: "clock", Word: word}
	default:
		return views.Pill{Tone: "busy", Icon: "spin", Word: word}
	}
}

// stepsOf are the stages that a good operation passes, and where this one stands.
func stepsOf(op operation.Operation) []views.Step {
	order := []operation.State{operation.Queued, operation.Accepted, operation.Provisioning, operation.Done}
	reached := reachedStep(op)
	steps := make([]views.Step, 0, len(order))
	for i, state := range order {
		step := views.Step{Word: operationWord(op.Kind, state), State: "todo"}
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

// reachedStep is how many of the steps are behind an operation, by its history.
func reachedStep(op operation.Operation) int {
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
	w := operationWords(op)
	f := &views.Failure{Happened: w.Happened, Means: w.Means, Did: w.Did, Next: w.Next, RequestID: op.Failure.RequestID}
	f.Messages = messagesOf(op.Failure.Messages)
	if f.RequestID == "" {
		f.RequestID = op.RequestID
	}
	return f
}

// reasonWords say in short why an operation failed, was not carried out or is unknown, or "".
func reasonWords(op operation.Operation) string {
	switch {
	case op.Prevented() != "":
		return op.Failure.Text
	case op.Failure == nil || op.State != operation.Failed && op.State != operation.Unknown:
		return ""
	}
	return operationWords(op).Happened + " " + op.Failure.Text
}

// labelWords tell what stands in the way of the source labels, if anything does.
func labelWords(a asked, op operation.Operation) string {
	switch op.Labels.State {
	case operation.LabelsFailing:
		next := a.moment(op.Labels.NextAt).Ago
		if !op.Labels.NextAt.After(a.now) {
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

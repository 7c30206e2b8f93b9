package overview

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// recentFailures is the time for which the overview shows a failed operation other than a create.
const recentFailures = 24 * time.Hour

func (s *Handlers) failureLines(req web.Request, groups []coverage.FailureGroup) []views.AttentionLine {
	var lines []views.AttentionLine
	for _, g := range groups {
		if len(g.Failures) > 0 {
			lines = append(lines, s.failureLine(req, g))
		}
	}
	return lines
}

func (s *Handlers) failureLine(req web.Request, g coverage.FailureGroup) views.AttentionLine {
	n := len(g.Failures)
	line := views.AttentionLine{
		ID: "failing-" + g.Cause, Kind: string(coverage.Failing), Cause: g.Cause, Count: n, Tone: "bad", Icon: "cross", When: new(req.Moment(g.Latest)),
		Title: quantity.Plural(n, "snapshot", "snapshots") + " failed: " + texts.FailureTitle(g.Cause), Names: failedNames(req, g.Failures),
		More: moreNames(n, coverageHref(coverage.Failing)),
	}
	protected := 0
	var failing []string
	for _, f := range g.Failures {
		if f.State.Ok() || f.State == coverage.Probably {
			protected++
		}
		failing = append(failing, f.VolumeID)
	}
	if protected > 0 {
		line.Text = quantity.Plural(protected, "volume has", "volumes have") + " another good snapshot"
	}
	latest := g.Failures[0]
	if op, known := s.Operations.Operation(latest.OperationID); known {
		line.Quote = firstMessage(op)
		if n == 1 {
			line.Href = paths.OperationHref(op.ID)
		}
	}
	switch {
	case g.Cause == operation.CodeQuota:
		line.Actions = append(line.Actions, views.AttentionAction{Text: "Free up space", Href: oldestSources, Right: string(auth.RightMaintain)})
	case n <= maxFormIDs:
		line.Actions = append(line.Actions, createAction(req.View, failing))
	default:
		line.Actions = append(line.Actions, views.AttentionAction{Text: "Show " + quantity.Count(n) + " volumes", Href: coverageHref(coverage.Failing)})
	}
	line.Actions = append(line.Actions, opview.DismissAction(g.Cause, line.Title, g.Latest))
	return line
}

func failedNames(req web.Request, failures []coverage.OpenFailure) []ui.Link {
	names := make([]ui.Link, 0, maxNames)
	for _, f := range failures[:min(len(failures), maxNames)] {
		names = append(names, resource.VolumeLink(req.View, f.VolumeID, f.VolumeName))
	}
	return names
}

func firstMessage(op operation.Operation) string {
	if op.Failure == nil || len(op.Failure.Messages) == 0 {
		return ""
	}
	return withoutFieldPath(op.Failure.Messages[0].Text)
}

// withoutFieldPath strips the path of the field from a message such as "[(root).properties.size] The size is not
// valid".
func withoutFieldPath(text string) string {
	if path, rest, found := strings.Cut(text, "] "); found && strings.HasPrefix(path, "[(root)") {
		return rest
	}
	return text
}

// dismissedGroups returns the dismissed failures, one line for each cause and user.
func dismissedGroups(req web.Request, groups []coverage.FailureGroup) []views.DismissedFailure {
	var all []views.DismissedFailure
	for _, g := range groups {
		if len(g.Dismissed) == 0 {
			continue
		}
		first := g.Dismissed[0]
		all = append(all, views.DismissedFailure{
			Text: quantity.Plural(len(g.Dismissed), "snapshot", "snapshots") + " failed: " + texts.FailureTitle(g.Cause), By: first.DismissedBy, At: req.Moment(first.DismissedAt),
			Names: failedNames(req, g.Dismissed),
		})
	}
	return all
}

// otherCause returns the cause by which a failed operation other than a create is dismissed; "" for creates.
func otherCause(op operation.Operation) string {
	if op.State != operation.Failed || op.Kind == operation.CreateSnapshot || op.Prevented() != "" || op.Failure == nil {
		return ""
	}
	return string(op.Kind) + "/" + op.FailureCode()
}

// failedOperations returns the operations other than creates that failed in the last day and were not retried since,
// one line for each kind and cause.
func (s *Handlers) failedOperations(ctx context.Context, req web.Request) (lines []views.AttentionLine, dismissed []views.DismissedFailure) {
	groups := map[string][]operation.Operation{}
	var order []string
	for _, op := range s.Operations.All() {
		cause := otherCause(op)
		if cause == "" || s.Operations.Retried(op.ID) || req.Now.Sub(op.FinishedAt) >= recentFailures {
			continue
		}
		if groups[cause] == nil {
			order = append(order, cause)
		}
		groups[cause] = append(groups[cause], op)
	}
	dismissals := s.Failures.Dismissed(ctx, req.Now)
	for _, cause := range order {
		ops := groups[cause]
		slices.SortStableFunc(ops, func(a, b operation.Operation) int { return b.FinishedAt.Compare(a.FinishedAt) })
		line := failedLine(req, cause, ops)
		at := slices.IndexFunc(dismissals, func(d coverage.Dismissal) bool { return d.Cause == cause && !ops[0].FinishedAt.After(d.At) })
		if at >= 0 {
			d := dismissals[at]
			dismissed = append(dismissed, views.DismissedFailure{Text: line.Title, By: d.By, At: req.Moment(d.At), Names: line.Names})
			continue
		}
		lines = append(lines, line)
	}
	return lines, dismissed
}

func failedLine(req web.Request, cause string, ops []operation.Operation) views.AttentionLine {
	first, at := ops[0], req.Moment(ops[0].FinishedAt)
	_, code, _ := strings.Cut(cause, "/")
	words := first.Kind.Spec().Words
	line := views.AttentionLine{
		ID: "failed-" + string(first.Kind) + "-" + code, Kind: "failed", Cause: code, State: string(first.State), Operation: string(first.Kind), Count: len(ops),
		Tone: "bad", Icon: "cross", When: &at, Title: fmt.Sprintf("%s failed: %s", words.Label, texts.FailureTitle(code)), Quote: firstMessage(first),
		Href: paths.OperationHref(first.ID), Actions: []views.AttentionAction{{Text: "Show operation", About: ": " + texts.TargetName(first), Href: paths.OperationHref(first.ID)}},
	}
	if len(ops) > 1 {
		line.Title = fmt.Sprintf("%d %s failed: %s", len(ops), words.Nouns, texts.FailureTitle(code))
		line.Href = "/operations?outcome=failed"
		line.Actions = []views.AttentionAction{{Text: "Show operations", Href: line.Href}}
	}
	for _, op := range ops[:min(len(ops), maxNames)] {
		line.Names = append(line.Names, ui.Link{Text: texts.TargetName(op), Href: paths.OperationHref(op.ID)})
	}
	line.More = moreNames(len(ops), "/operations?outcome=failed")
	line.Actions = append(line.Actions, opview.DismissAction(cause, line.Title, first.FinishedAt))
	return line
}

// unknownLines returns the operations whose outcome Snapdeck could not determine, which a user can resolve.
func (s *Handlers) unknownLines(req web.Request) []views.AttentionLine {
	var lines []views.AttentionLine
	more := 0
	for _, op := range s.Operations.Unresolved() {
		if len(lines) == maxUnknown {
			more++
			continue
		}
		lines = append(lines, views.AttentionLine{
			ID: "unknown-" + op.ID, Kind: "unknown", State: string(op.State), Operation: string(op.Kind), Count: 1, Tone: "warn", Icon: "question",
			Title: "Outcome unknown: " + texts.KindLabel(op.Kind), Href: paths.OperationHref(op.ID), When: new(req.Moment(op.FinishedAt)), Names: []ui.Link{{Text: texts.TargetName(op), Href: opview.TargetHref(req, op)}},
			Actions: []views.AttentionAction{{Text: "Resolve", About: ": " + texts.TargetName(op), Href: paths.OperationHref(op.ID), Right: string(auth.RightMaintain)}},
		})
	}
	if more > 0 {
		lines = append(lines, views.AttentionLine{
			ID: "attention-unknown", Kind: "unknown", Count: more, Tone: "warn", Icon: "question", Href: "/operations?outcome=unknown",
			Title: quantity.Plural(more, "more unknown outcome", "more unknown outcomes"),
		})
	}
	return lines
}

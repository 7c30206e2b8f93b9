package handlers

import (
	"errors"
	"fmt"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// warningsShown is how many things that could not be read are named one by one.
const warningsShown = 5

// problemsOf tells what cannot be read now. Parts that fail for the same reason are one problem.
func problemsOf(req pageRequest) []views.Problem {
	var problems []views.Problem
	seen := map[string]bool{}
	for _, t := range req.health.Failures {
		kind := operation.FailureKind(t.Err)
		if seen[kind] {
			continue
		}
		problems = append(problems, problemOf(req, t))
		seen[kind] = t.Name == ""
	}
	if len(req.view.Warnings) > 0 {
		problems = append(problems, warningsOf(req.view.Warnings))
	}
	return problems
}

func problemOf(req pageRequest, t inventory.ReadFailure) views.Problem {
	w := explainReadFailure(t.Err)
	title := "The " + string(t.Resource) + " cannot be read"
	if t.Resource == inventory.ResourceContract {
		title = "The contract’s limits cannot be read"
	}
	if t.Name != "" {
		title = "Data center " + t.Name + " cannot be read"
	}
	if _, whole := req.health.ContractFailure(); whole && operation.FailureKind(t.Err) == "unreachable" {
		title = "IONOS Cloud is unreachable"
	}
	p := views.Problem{
		Title:     title,
		Code:      w.Code,
		Sentences: []string{w.Happened + " The pages show the last known data, with its age.", w.Did + " " + w.Next},
		Since:     req.moment(t.Since),
	}
	var fault *inventory.APIError
	if errors.As(t.Err, &fault) {
		p.RequestID, p.Messages = fault.RequestID, messagesOf(fault.Messages)
	}
	return p
}

// warningsOf tells what a listing left out.
func warningsOf(warnings []inventory.Warning) views.Problem {
	p := views.Problem{
		Title:     "Part of IONOS Cloud’s answer could not be read",
		Sentences: []string{fmt.Sprintf("%s left out; everything else is shown.", views.Plural(len(warnings), "thing was", "things were"))},
	}
	for i, w := range warnings {
		if i == warningsShown {
			p.Messages = append(p.Messages, views.Message{Text: fmt.Sprintf("and %d more", len(warnings)-i)})
			break
		}
		p.Messages = append(p.Messages, views.Message{Code: w.Resource + " " + w.ID, Text: w.Text})
	}
	return p
}

func messagesOf(messages []inventory.APIMessage) []views.Message {
	shown := make([]views.Message, 0, len(messages))
	for _, m := range messages {
		if m.Text != "" || m.Code != "" {
			shown = append(shown, views.Message{Code: m.Code, Text: m.Text})
		}
	}
	return shown
}

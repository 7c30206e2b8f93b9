package web

import (
	"errors"
	"fmt"

	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
)

// warningsShown limits the unread resources that are listed one by one.
const warningsShown = 5

// problemsOf returns what cannot be read now, with one problem for all parts that fail for the same reason.
func problemsOf(req Request) []views.Problem {
	var problems []views.Problem
	seen := map[string]bool{}
	for _, t := range req.Health.Failures {
		kind := operation.FailureKind(t.Err)
		if seen[kind] {
			continue
		}
		problems = append(problems, problemOf(req, t))
		seen[kind] = t.Name == ""
	}
	if len(req.View.Warnings) > 0 {
		problems = append(problems, warningsOf(req.View.Warnings))
	}
	return problems
}

func problemOf(req Request, t inventory.ReadFailure) views.Problem {
	w := texts.ExplainReadFailure(t.Err)
	title := "The " + string(t.Resource) + " cannot be read"
	if t.Resource == inventory.ResourceContract {
		title = "The contract's limits cannot be read"
	}
	if t.Name != "" {
		title = "Data center " + t.Name + " cannot be read"
	}
	if concernsAll(req.Health, t) {
		title = w.Title
	}
	p := views.Problem{
		Title:     title,
		Code:      w.Code,
		Sentences: []string{w.Happened + " The pages show the last known data, with its age.", w.Did + " " + w.Next},
		Since:     req.Moment(t.Since), Clock: texts.AsOf(t.Since, req.Now, req.Zone),
	}
	if fault, is := errors.AsType[*inventory.APIError](t.Err); is {
		p.RequestID, p.Messages = fault.RequestID, texts.MessagesOf(fault.Messages)
	}
	return p
}

// concernsAll reports whether the cause of a failure is the connection and not the resource that was read.
func concernsAll(h inventory.Health, t inventory.ReadFailure) bool {
	switch operation.FailureKind(t.Err) {
	case "unauthorized", "rate-limited", "maintenance":
		return true
	case "unreachable":
		_, whole := h.ContractFailure()
		return whole || h.ReadAt.Before(t.Since) // nothing was answered after it
	default:
		return false
	}
}

// warningsOf describes the entries of a listing that could not be read.
func warningsOf(warnings []inventory.Warning) views.Problem {
	p := views.Problem{
		Title:     "Part of IONOS Cloud's response could not be read",
		Sentences: []string{fmt.Sprintf("%s not shown or incomplete. Everything else is shown.", quantity.Plural(len(warnings), "resource is", "resources are"))},
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

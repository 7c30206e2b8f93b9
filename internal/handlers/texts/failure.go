package texts

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// RefusedFields returns IONOS Cloud's messages about fields of the form, without their paths.
func RefusedFields(op operation.Operation) operation.FieldErrors {
	errs := operation.FieldErrors{}
	if op.Failure == nil {
		return errs
	}
	for _, m := range op.Failure.Messages {
		if field := operation.FieldOf(m); field != "" {
			_, text, _ := strings.Cut(operation.Sentence(m), ": ")
			errs[field] = cmp.Or(text, operation.Sentence(m))
		}
	}
	return errs
}

// FailureView explains a failure, or returns nil.
func FailureView(op operation.Operation) *views.Failure {
	if op.Failure == nil || op.State == operation.Done {
		return nil
	}
	e := op.Explain()
	return &views.Failure{
		Code: e.Code, Happened: e.Happened, Did: e.Did, Next: e.Next, Quote: e.Quote, Ways: waysOut(e.Code),
		RequestID: cmp.Or(op.Failure.RequestID, op.RequestID), Messages: MessagesOf(op.Failure.Messages),
	}
}

// ReasonText explains briefly why an operation failed, was not carried out or is unknown, or returns "".
func ReasonText(op operation.Operation) string {
	switch {
	case op.Prevented() != "":
		return op.Failure.Text
	case op.Failure == nil || op.State != operation.Failed && op.State != operation.Unknown:
		return ""
	}
	e := op.Explain()
	return strings.TrimSpace(e.Happened + " " + e.Did)
}

// MessagesOf returns messages of IONOS Cloud for display.
func MessagesOf(messages []inventory.APIMessage) []views.Message {
	shown := make([]views.Message, 0, len(messages))
	for _, m := range messages {
		if m.Text != "" || m.Code != "" {
			shown = append(shown, views.Message{Code: m.Code, Text: m.Text})
		}
	}
	return shown
}

// FailureTitle returns the title of a failure's code for use within a sentence: "quota full".
func FailureTitle(code string) string {
	return withinSentence(operation.ExplainCode(code).Title)
}

// withinSentence returns a title for use within a sentence, where only names keep their capital letter.
func withinSentence(title string) string {
	if strings.HasPrefix(title, "IONOS") {
		return title
	}
	first, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToLower(first)) + title[size:]
}

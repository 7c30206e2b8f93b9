package operation

import (
	"errors"

	"snapdeck/internal/inventory"
)

// The kinds of failures that do not come from an API error.
const (
	FailedRequest    = "request-failed" // the call was accepted and its request failed
	OrphanSnapshot   = "left-behind"    // the same, and it left a snapshot that is no good copy
	LostOutcome      = "lost"           // it is unknown whether the call was applied
	MissingAfterDone = "gone"           // the request was done, but the new resource is missing
	NotApplied       = "not-so"         // the call was accepted and done, but did not take effect
)

type faultWord struct {
	kind error
	word string
}

func faultWords() []faultWord {
	return []faultWord{
		{inventory.ErrUnauthorized, "unauthorized"},
		{inventory.ErrPaymentRequired, "trial"},
		{inventory.ErrForbidden, "forbidden"},
		{inventory.ErrNotFound, "not-found"},
		{inventory.ErrMethod, "method"},
		{inventory.ErrMediaType, "media-type"},
		{inventory.ErrInvalid, "invalid"},
		{inventory.ErrBusy, "busy"},
		{inventory.ErrRateLimited, "rate-limited"},
		{inventory.ErrServer, "server"},
		{inventory.ErrMaintenance, "maintenance"},
		{inventory.ErrUnreachable, "unreachable"},
		{inventory.ErrUnreadable, "unreadable"},
	}
}

// FailureKind returns the word for the kind of a fault: "invalid", "rate-limited" and so on.
func FailureKind(err error) string {
	for _, w := range faultWords() {
		if errors.Is(err, w.kind) {
			return w.word
		}
	}
	return CodeInternal
}

// FailureKinds lists the words of FailureKind.
func FailureKinds() []string {
	var words []string
	for _, w := range faultWords() {
		words = append(words, w.word)
	}
	return append(words, CodeInternal)
}

func failureOf(err error, text string) *Failure {
	f := &Failure{Kind: FailureKind(err), Text: text}
	if fault, is := errors.AsType[*inventory.APIError](err); is {
		f.Status, f.RequestID, f.Messages = fault.Status, fault.RequestID, fault.Messages
	}
	return f
}

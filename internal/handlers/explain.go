package handlers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// explanation explain a failure to an operator: what happened, what it means, what Snapdeck did
// about it and what to do next, one or two plain sentences each.
type explanation struct {
	Happened, Means, Did, Next string
}

// explainReadFailure explain why the cloud cannot be read, by the kind of the fault.
func explainReadFailure(err error) explanation {
	w := explainKind(operation.FailureKind(err))
	w.Means = "The pages show what was last known, with its age."
	w.Did = "Snapdeck keeps trying by itself."
	if wait := retryAfter(err); wait > 0 {
		w.Did = fmt.Sprintf("The cloud asked to wait %s; Snapdeck tries again then.", wait.Round(time.Second))
	}
	return w
}

// explainOperation explain why an operation failed or is unknown.
func explainOperation(op operation.Operation) explanation {
	if op.Failure == nil {
		return explanation{}
	}
	if cause := op.Prevented(); cause != "" {
		w := causeWords(cause)
		w.Means = op.Failure.Text
		return w
	}
	w := explainKind(op.Failure.Kind)
	w.Means = op.Failure.Text
	if inUse(op) {
		w.Happened, w.Next = "A volume is being made from the snapshot, or restored with it.", "Wait until that is done, then delete it again."
	}
	if op.Kind == operation.RestoreVolume && op.State == operation.Failed && op.RequestID != "" {
		w.Next = "Roll back to the safety snapshot, or restore the volume again, before its server is started."
	}
	switch op.State {
	case operation.Failed:
		w.Did = "Snapdeck recorded the outcome and will not ask again."
	case operation.Cancelled:
		w.Did = "Snapdeck cancelled the operation."
	case operation.Unknown:
		w.Did = "Snapdeck looked in the snapshots and in the requests of the contract and could not prove either outcome."
	default:
		w.Did = "Snapdeck keeps the operation and goes on by itself."
		w.Next = "Nothing to do now."
	}
	return w
}

// inUse reports whether the cloud refused a deletion because something is made from the
// snapshot at the moment (API reference 5, "deleting").
func inUse(op operation.Operation) bool {
	return op.Kind == operation.DeleteSnapshot && op.Failure.Status == 422 &&
		slices.ContainsFunc(op.Failure.Messages, func(m inventory.APIMessage) bool {
			return strings.Contains(m.Text, "VDC-18-0") || strings.Contains(m.Text, "in use")
		})
}

// explainKind give what happened and what to do next for a kind of failure.
func explainKind(kind string) explanation {
	switch kind {
	case "unauthorized":
		return explanation{
			Happened: "The cloud did not accept Snapdeck’s credentials (401).",
			Next:     "Give Snapdeck a valid token in IONOS_TOKEN and restart it. Tokens run out after at most a year.",
		}
	case "trial":
		return explanation{
			Happened: "The contract is on trial access, which does not include this (402).",
			Next:     "Ask the contract’s owner to end the trial, then try again.",
		}
	case "forbidden":
		return explanation{
			Happened: "The credentials lack the privilege for this (403).",
			Next:     "Ask an administrator of the contract for the privilege, or for access to the data center.",
		}
	case "not-found":
		return explanation{
			Happened: "The cloud no longer knows what this is about (404).",
			Next:     "Somebody may have deleted it. Look for it in the lists.",
		}
	case "method":
		return explanation{
			Happened: "The cloud does not offer this call at its address (405).",
			Next:     "Check that IONOS_API_URL names the Cloud API, version 6.",
		}
	case "media-type":
		return explanation{
			Happened: "The cloud does not accept the form in which Snapdeck asks (415).",
			Next:     "Check that IONOS_API_URL names the Cloud API, version 6. If it does, update Snapdeck.",
		}
	case "invalid":
		return explanation{
			Happened: "The cloud refused the values.",
			Next:     "Read the cloud’s own words below, change what they name and ask again.",
		}
	case "busy":
		return explanation{
			Happened: "Another change holds the resource.",
			Next:     "Nothing to do: Snapdeck asks again when it is free.",
		}
	case "rate-limited":
		return explanation{
			Happened: "The contract’s request rate is used up (429).",
			Next:     "Nothing to do: Snapdeck waits as long as the cloud asks. Terraform and other tools share the same limit.",
		}
	case "maintenance":
		return explanation{
			Happened: "The cloud is under maintenance (503).",
			Next:     "Nothing to do: Snapdeck goes on when the cloud is back.",
		}
	default:
		return explainUncertain(kind)
	}
}

// explainUncertain are for failures in which the cloud’s answer is missing, broken or late.
func explainUncertain(kind string) explanation {
	switch kind {
	case "server":
		return explanation{
			Happened: "The cloud failed inside or behind its gateway.",
			Next:     "Nothing to do now. If it stays, give the request id below to the provider’s support.",
		}
	case "unreachable":
		return explanation{
			Happened: "The cloud cannot be reached: no answer came over the network.",
			Next:     "Check the network of the machine that runs Snapdeck, and IONOS_API_URL.",
		}
	case "unreadable":
		return explanation{
			Happened: "The cloud’s answer could not be read.",
			Next:     "Check that IONOS_API_URL names the Cloud API and that no proxy in between changes answers.",
		}
	case operation.FailedRequest:
		return explanation{
			Happened: "The cloud accepted the request and then reported it as failed.",
			Next:     "Try again. If it fails again, give the request id and the cloud’s words below to the provider’s support.",
		}
	case operation.OrphanSnapshot:
		return explanation{
			Happened: "The cloud accepted the request, reported it as failed, and left a snapshot behind.",
			Next:     "Delete what it left behind, which is billed like a good snapshot, and try again.",
		}
	case operation.LostOutcome:
		return explanation{
			Happened: "The cloud’s answer was lost and the outcome stayed unproven.",
			Next:     "Look at how things are. If it did not happen, ask for it again.",
		}
	case operation.Conflict:
		return explanation{
			Happened: "Somebody else changed the same fields first.",
			Next:     "Open the snapshot, look at its values now, and change it again if you still want to.",
		}
	case operation.Impossible:
		return explanation{
			Happened: "The snapshot does not fit onto the volume.",
			Next:     "Choose another volume, or make a new one from the snapshot.",
		}
	case operation.NotStarted:
		return explanation{
			Happened: "It was not begun.",
			Next:     "Look at the step before it, and ask for the whole again when its cause is gone.",
		}
	case operation.MissingAfterDone:
		return explanation{
			Happened: "What was made is not there although its request is done.",
			Next:     "Somebody may have deleted it. Create it again if it is needed.",
		}
	case operation.NotApplied:
		return explanation{
			Happened: "The cloud took the request and reports no error, but things are not as wanted.",
			Next:     "Look at how things are now. Ask for it again if it is still wanted.",
		}
	default:
		return explanation{
			Happened: "Snapdeck failed inside.",
			Next:     "Look at Snapdeck’s log for the request id below.",
		}
	}
}

func retryAfter(err error) time.Duration {
	var fault *inventory.APIError
	if errors.As(err, &fault) {
		return fault.RetryAfter
	}
	return 0
}

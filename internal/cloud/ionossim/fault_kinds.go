package ionossim

import "slices"

// FaultKind is what goes wrong.
type FaultKind string

// The faults that replace the answer before anything is done.
const (
	Slow             FaultKind = "slow"               // nothing but the delay
	ExpiredToken     FaultKind = "401"                // the token is not accepted any more
	PaymentRequired  FaultKind = "402"                // trial access
	Forbidden        FaultKind = "403"                // no privilege
	NotFound         FaultKind = "404"                // no such resource
	MethodNotAllowed FaultKind = "405"                //
	Conflict         FaultKind = "409"                // not documented for v6, but possible
	UnsupportedMedia FaultKind = "415"                //
	Unprocessable    FaultKind = "422"                // names a field
	Locked           FaultKind = "423"                // not documented for v6, but possible
	TooManyRequests  FaultKind = "429"                // with Retry-After in seconds
	TooManyNoHeader  FaultKind = "429-no-retry-after" // without it
	TooManyDate      FaultKind = "429-http-date"      // with an HTTP date
	ServerError      FaultKind = "500"                //
	BadGateway       FaultKind = "502"                // HTML, not accepted
	Maintenance      FaultKind = "503"                //
	GatewayTimeout   FaultKind = "504"                // HTML, not accepted
	Reset            FaultKind = "reset"              // the connection breaks, not accepted
	Hang             FaultKind = "hang"               // no answer until the caller gives up, not accepted
	Garbage          FaultKind = "garbage"            // 200 with a body that is no JSON, not accepted
	EmptyBody        FaultKind = "empty"              // 200 without a body, not accepted
	Redirect         FaultKind = "redirect"           // 307 to another host
	Outage           FaultKind = "outage"             // like reset, for everything
)

// The faults that lose the answer after the call was carried out.
const (
	BadGatewayAfter     FaultKind = "502-after"       // HTML
	MaintenanceAfter    FaultKind = "503-after"       // HTML: the API itself would not have taken the call
	GatewayTimeoutAfter FaultKind = "504-after"       // HTML
	ServerErrorAfter    FaultKind = "500-after"       // the API's form
	ResetAfter          FaultKind = "reset-after"     // the connection breaks
	HangAfter           FaultKind = "hang-after"      // no answer until the caller gives up
	GarbageAfter        FaultKind = "garbage-after"   // a body that is no JSON
	EmptyAfter          FaultKind = "empty-after"     // 202 without body and Location
	TruncatedAfter      FaultKind = "truncated-after" // half of a JSON text, after the full length was announced
)

// The faults that decide what becomes of an accepted request.
const (
	Failed         FaultKind = "failed"          // FAILED; what was being made vanishes
	FailedLeftover FaultKind = "failed-leftover" // FAILED; what was being made stays in a failed state
	StuckQueued    FaultKind = "stuck"           // QUEUED until the fault is cleared
	StuckRunning   FaultKind = "stuck-running"   // RUNNING until the fault is cleared
	LateNotFound   FaultKind = "late-404"        // what was made is not found for a while
)

// The faults that spoil the text of an answer.
const (
	Truncated         FaultKind = "truncated"           // half of the JSON text
	UnknownType       FaultKind = "unknown-type"        // resources of a type that nobody knows
	UnknownState      FaultKind = "unknown-state"       // a state that nobody knows
	UnknownLicence    FaultKind = "unknown-licence"     // a licence type that nobody knows
	Nulls             FaultKind = "nulls"               // null in every optional field
	ThreePartLocation FaultKind = "three-part-location" // de/fra/2 for de/fra
	NumericOffset     FaultKind = "numeric-offset"      // +01:00 for Z in dates
	NumericErrorCode  FaultKind = "numeric-error-code"  // error codes as numbers
	MissingItems      FaultKind = "missing-items"       // collections without items
	NoLocation        FaultKind = "no-location"         // a 202 without Location
)

// stage is when a fault strikes.
type stage int

const (
	stageNone stage = iota
	stageBefore
	stageAccept
	stageAfter
	stageSpoil
)

func kindsOf(s stage) []FaultKind {
	switch s {
	case stageBefore:
		return []FaultKind{
			Slow, ExpiredToken, PaymentRequired, Forbidden, NotFound, MethodNotAllowed, Conflict, UnsupportedMedia, Unprocessable, Locked,
			TooManyRequests, TooManyNoHeader, TooManyDate, ServerError, BadGateway, Maintenance, GatewayTimeout, Reset, Hang, Garbage,
			EmptyBody, Redirect, Outage,
		}
	case stageAfter:
		return []FaultKind{
			BadGatewayAfter, MaintenanceAfter, GatewayTimeoutAfter, ServerErrorAfter, ResetAfter, HangAfter, GarbageAfter, EmptyAfter, TruncatedAfter,
		}
	case stageAccept:
		return []FaultKind{Failed, FailedLeftover, StuckQueued, StuckRunning, LateNotFound}
	case stageSpoil:
		return []FaultKind{
			Truncated, UnknownType, UnknownState, UnknownLicence, Nulls, ThreePartLocation, NumericOffset, NumericErrorCode, MissingItems, NoLocation,
		}
	default:
		return nil
	}
}

// stage returns when a fault of this kind strikes, stageNone for an unknown kind.
func (k FaultKind) stage() stage {
	for _, s := range []stage{stageBefore, stageAccept, stageAfter, stageSpoil} {
		if slices.Contains(kindsOf(s), k) {
			return s
		}
	}
	return stageNone
}

// FaultKinds lists all kinds.
func FaultKinds() []FaultKind {
	var all []FaultKind
	for _, s := range []stage{stageBefore, stageAfter, stageAccept, stageSpoil} {
		all = append(all, kindsOf(s)...)
	}
	return all
}

func kindNames() []string {
	var names []string
	for _, k := range FaultKinds() {
		names = append(names, string(k))
	}
	return names
}

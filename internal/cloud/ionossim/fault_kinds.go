package ionossim

// FaultKind is a kind of misbehaviour. Kinds describes them.
type FaultKind string

// Faults that replace the response, without running the handler.
const (
	Slow             FaultKind = "slow"
	ExpiredToken     FaultKind = "401"
	PaymentRequired  FaultKind = "402"
	Forbidden        FaultKind = "403"
	NotFound         FaultKind = "404"
	MethodNotAllowed FaultKind = "405"
	Conflict         FaultKind = "409"
	UnsupportedMedia FaultKind = "415"
	Unprocessable    FaultKind = "422"
	Locked           FaultKind = "423"
	TooManyRequests  FaultKind = "429"
	TooManyNoHeader  FaultKind = "429-no-retry-after"
	TooManyDate      FaultKind = "429-http-date"
	ServerError      FaultKind = "500"
	BadGateway       FaultKind = "502"
	Maintenance      FaultKind = "503"
	GatewayTimeout   FaultKind = "504"
	Reset            FaultKind = "reset"
	Hang             FaultKind = "hang"
	Garbage          FaultKind = "garbage"
	EmptyBody        FaultKind = "empty"
	Redirect         FaultKind = "redirect"
	Outage           FaultKind = "outage"
)

// Faults that lose the response after the handler ran or, with a Hold, before.
const (
	BadGatewayAfter     FaultKind = "502-after"
	MaintenanceAfter    FaultKind = "503-after"
	GatewayTimeoutAfter FaultKind = "504-after"
	ServerErrorAfter    FaultKind = "500-after"
	ResetAfter          FaultKind = "reset-after"
	HangAfter           FaultKind = "hang-after"
	GarbageAfter        FaultKind = "garbage-after"
	EmptyAfter          FaultKind = "empty-after"
	TruncatedAfter      FaultKind = "truncated-after"
)

// Faults that affect accepted requests.
const (
	Failed          FaultKind = "failed"
	FailedOrphan    FaultKind = "failed-leftover"
	StuckQueued     FaultKind = "stuck"
	StuckRunning    FaultKind = "stuck-running"
	LateNotFound    FaultKind = "late-404"
	RequestNotFound FaultKind = "request-404"
	RequestUnlisted FaultKind = "request-unlisted"
)

// Faults that affect what a call can see.
const (
	NoAccess    FaultKind = "no-access"
	NoAccess403 FaultKind = "no-access-403"
	NoUserAgent FaultKind = "no-user-agent"
)

// Faults that corrupt the response body.
const (
	Truncated         FaultKind = "truncated"
	UnknownType       FaultKind = "unknown-type"
	UnknownState      FaultKind = "unknown-state"
	UnknownLicence    FaultKind = "unknown-licence"
	Nulls             FaultKind = "nulls"
	ThreePartLocation FaultKind = "three-part-location"
	NumericOffset     FaultKind = "numeric-offset"
	NumericErrorCode  FaultKind = "numeric-error-code"
	MissingItems      FaultKind = "missing-items"
	NoLocation        FaultKind = "no-location"
)

// faultStage is the stage of a call at which a fault applies.
type faultStage int

const (
	stageNone faultStage = iota
	stageBefore
	stageHold
	stageView
	stageAccept
	stageAfter
	stageCorrupt
)

// FaultKinds lists all kinds.
func FaultKinds() []FaultKind {
	var all []FaultKind
	for _, k := range Kinds() {
		all = append(all, k.Kind)
	}
	return all
}

// stageOf returns the stage of a fault; stageNone for an unknown kind.
func stageOf(f Fault) faultStage {
	for _, k := range Kinds() {
		if k.Kind != f.Kind {
			continue
		}
		if k.stage == stageAfter && f.Hold > 0 {
			return stageHold
		}
		return k.stage
	}
	return stageNone
}

func kindNames() []string {
	var names []string
	for _, k := range FaultKinds() {
		names = append(names, string(k))
	}
	return names
}

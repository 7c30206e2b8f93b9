package ionossim

import (
	"fmt"
	"strings"
)

// KindInfo describes a kind of fault.
type KindInfo struct {
	Kind FaultKind `json:"kind"`
	Text string    `json:"text"`

	stage faultStage
}

// Kinds describes all kinds, in the order of FaultKinds.
func Kinds() []KindInfo {
	return []KindInfo{
		{Slow, "only the delay", stageBefore},
		{ExpiredToken, "the token has expired", stageBefore},
		{PaymentRequired, "not available with trial access", stageBefore},
		{Forbidden, "insufficient privileges", stageBefore},
		{NotFound, "the resource does not exist", stageBefore},
		{MethodNotAllowed, "the method is not supported", stageBefore},
		{Conflict, "another request is changing the resource; not documented for API v6", stageBefore},
		{UnsupportedMedia, "the content type is not supported", stageBefore},
		{Unprocessable, "not valid; names the property field=", stageBefore},
		{Locked, "the resource is locked; not documented for API v6", stageBefore},
		{TooManyRequests, "rate limit exceeded, with Retry-After in seconds (retry-after=)", stageBefore},
		{TooManyNoHeader, "rate limit exceeded, without Retry-After", stageBefore},
		{TooManyDate, "rate limit exceeded, with Retry-After as an HTTP date", stageBefore},
		{ServerError, "internal error", stageBefore},
		{BadGateway, "a gateway's HTML page", stageBefore},
		{Maintenance, "down for maintenance", stageBefore},
		{GatewayTimeout, "a gateway's HTML page", stageBefore},
		{Reset, "the connection is reset", stageBefore},
		{Hang, "no response until the client gives up", stageBefore},
		{Garbage, "200 with a body that is not JSON", stageBefore},
		{EmptyBody, "200 without a body", stageBefore},
		{Redirect, "307 to host=", stageBefore},
		{Outage, "like reset, for every call; ended by DELETE outage of the control interface", stageBefore},

		{BadGatewayAfter, "a gateway's HTML page", stageAfter},
		{MaintenanceAfter, "a gateway's HTML page", stageAfter},
		{GatewayTimeoutAfter, "a gateway's HTML page", stageAfter},
		{ServerErrorAfter, "internal error", stageAfter},
		{ResetAfter, "the connection is reset", stageAfter},
		{HangAfter, "no response until the client gives up", stageAfter},
		{GarbageAfter, "200 with a body that is not JSON", stageAfter},
		{EmptyAfter, "202 without body and Location", stageAfter},
		{TruncatedAfter, "202 with half a body, then the connection is reset", stageAfter},

		{Failed, "it ends FAILED with message=; the resource that it was creating is removed", stageAccept},
		{FailedOrphan, "it ends FAILED; the resource that it was creating stays in state= (default FAILED)", stageAccept},
		{StuckQueued, "it stays QUEUED for delay=, without one until faults are cleared; the queue waits behind it", stageAccept},
		{StuckRunning, "it stays RUNNING for delay=, without one until faults are cleared; the queue waits behind it", stageAccept},
		{LateNotFound, "what it creates is not found for delay= (default 2s), neither by id nor in lists", stageAccept},
		{RequestNotFound, "GET of the request and of its status answers 404 for delay= (default 2s); GET /requests lists it", stageAccept},
		{RequestUnlisted, "GET /requests does not list it for delay= (default 2s); GET by its id works", stageAccept},

		{NoAccess, "nothing is shared with the user: lists are empty, everything else is 404; the contract and users are 403", stageView},
		{NoAccess403, "the same, but 403 in place of 404", stageView},
		{NoUserAgent, "requests are listed without the User-Agent header of their call", stageView},

		{Truncated, "half of the JSON text", stageCorrupt},
		{UnknownType, "resources of an unknown type", stageCorrupt},
		{UnknownState, "an unknown state: state= (default MIGRATING)", stageCorrupt},
		{UnknownLicence, "an unknown licence type", stageCorrupt},
		{Nulls, "null in every optional field", stageCorrupt},
		{ThreePartLocation, "de/fra/2 in place of de/fra", stageCorrupt},
		{NumericOffset, "+00:00 in place of Z in dates", stageCorrupt},
		{NumericErrorCode, "error codes as numbers", stageCorrupt},
		{MissingItems, "collections without items", stageCorrupt},
		{NoLocation, "202 without Location", stageCorrupt},
	}
}

// FaultHelp describes the format of ParseFault and all kinds.
func FaultHelp() string {
	var text strings.Builder
	text.WriteString(faultSyntax)
	last := stageNone
	for _, k := range Kinds() {
		if k.stage != last {
			fmt.Fprintf(&text, "\n%s\n", stageTitle(k.stage))
			last = k.stage
		}
		fmt.Fprintf(&text, "  %-20s %s\n", k.Kind, k.Text)
	}
	return text.String()
}

func stageTitle(s faultStage) string {
	return map[faultStage]string{
		stageBefore:  "In place of the response, without executing the call:",
		stageAfter:   "In place of the response, after executing the call (with hold=95s the call is executed 95 s later, as behind a slow gateway):",
		stageAccept:  "For an accepted request:",
		stageView:    "For what the call can see:",
		stageCorrupt: "In the response body:",
	}[s]
}

const faultSyntax = `A fault is one line: METHOD ROUTE KIND, then in any order the options, message= as the last.
  METHOD       GET, or several: PATCH,DELETE; * is any
  ROUTE        matched with the path beneath /cloudapi/v6 and with the route's pattern: a part of it, or with a * in it the whole;
               * alone is any
  xN           N times; without it until the fault is cleared
  agent=TEXT   only calls whose User-Agent contains TEXT
  body=TEXT    only calls whose body contains TEXT, such as the id of the snapshot that is restored
  delay=2s     the response comes later; for some kinds a duration, see below
  hold=95s     kinds in -after: the response is lost at once, the call is carried out later
  retry-after=30s state=WORD field=PATH host=URL message=ANY TEXT
Times are real: the speed does not change them.

Examples
  POST */create-snapshot 504-after x1               the first snapshot is created, but the response is lost
  POST */create-snapshot 504-after hold=95s x1      the same, but it is created 95 s after the 504
  DELETE */snapshots/{snapshotId} stuck x1 delay=60s   a deletion waits 60 s in its queue (with 504-after: and its response is lost)
  POST,PATCH,DELETE /volumes/ID 423                 one volume is locked for good
  POST */restore-snapshot 409 body=ID               restores of one snapshot are refused
  GET /labels 500                                   no labels can be read: neither all nor those of one resource
  GET */snapshots/{snapshotId} 404                  single snapshots are not found, the list is whole
  GET /snapshots 429 x3 retry-after=30s             three refusals
  * * slow delay=500ms                              everything takes half a second more
`

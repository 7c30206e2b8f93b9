package inventory

import (
	"strings"
)

// Snapdeck's User-Agent: "snapdeck/VERSION (operation ID)".
const (
	product        = "snapdeck/"
	operationStart = " (operation "
	operationEnd   = ")"
)

// UserAgent is the User-Agent of a call. It names the operation, if any: IONOS Cloud stores the headers of a
// request (docs/ionos-api.md 4.7), which distinguishes it from an equal request of another client.
func UserAgent(version, operationID string) string {
	if operationID == "" {
		return product + version
	}
	return product + version + operationStart + operationID + operationEnd
}

// Operation returns the id of the Snapdeck operation in the request's User-Agent. It is "" for other clients,
// for most calls, and when IONOS Cloud does not show the header.
func (r Request) Operation() string {
	_, rest, found := strings.Cut(r.UserAgent, operationStart)
	id, closed := strings.CutSuffix(rest, operationEnd)
	if !found || !closed || !strings.HasPrefix(r.UserAgent, product) {
		return ""
	}
	return id
}

// BySnapdeck reports whether Snapdeck sent the request, by its User-Agent.
func (r Request) BySnapdeck() bool { return strings.HasPrefix(r.UserAgent, product) }

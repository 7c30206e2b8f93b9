package inventory

import "strings"

// What Snapdeck calls itself in its calls: "snapdeck/VERSION (operation ID)".
const (
	product        = "snapdeck/"
	operationStart = " (operation "
	operationEnd   = ")"
)

// UserAgent is what Snapdeck calls itself in a call. The operation that it is made for, if any,
// stands in it, since the cloud keeps the headers of a request (API reference 4.7): so that it
// can be told from a like one of someone else.
func UserAgent(version, operationID string) string {
	if operationID == "" {
		return product + version
	}
	return product + version + operationStart + operationID + operationEnd
}

// Operation returns the id of Snapdeck's operation that the request says it was made for. It
// is "" when the cloud does not show the header, for all other tools, and for most calls.
func (r Request) Operation() string {
	_, rest, found := strings.Cut(r.UserAgent, operationStart)
	id, closed := strings.CutSuffix(rest, operationEnd)
	if !found || !closed || !strings.HasPrefix(r.UserAgent, product) {
		return ""
	}
	return id
}

// BySnapdeck reports whether the request says that Snapdeck made it.
func (r Request) BySnapdeck() bool { return strings.HasPrefix(r.UserAgent, product) }

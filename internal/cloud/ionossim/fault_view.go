package ionossim

import (
	"errors"
	"net/http"
	"strings"
)

// carryOutThroughFaults runs the handler on the part of the state that faults let it see.
func (c *call) carryOutThroughFaults() (*response, error) {
	denied := 0
	for _, f := range c.faults.match(stageView, c.faultTarget) {
		switch f.Kind {
		case NoUserAgent:
			c.view.noUserAgent = true
		case NoAccess:
			denied = http.StatusNotFound
		case NoAccess403:
			denied = http.StatusForbidden
		default:
		}
	}
	if denied == 0 {
		return c.handler(c)
	}
	return c.withoutAccess(denied)
}

// withoutAccess runs the handler on an empty state, as for a user without access: lists are empty and single
// resources are not found, or forbidden.
func (c *call) withoutAccess(denied int) (*response, error) {
	if c.pattern == "/contracts" || strings.HasPrefix(c.pattern, "/um/") {
		return nil, newError(http.StatusForbidden, "", "Access Denied: insufficient privileges")
	}
	c.view.state = newState(c.view.Seed, c.view.speed)
	a, err := c.handler(c)
	if known, is := errors.AsType[*apiError](err); is && known.Status == http.StatusNotFound && denied != http.StatusNotFound {
		return nil, newError(denied, "", "Access Denied: insufficient privileges")
	}
	return a, err
}

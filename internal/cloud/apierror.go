package cloud

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"snapdeck/internal/inventory"
)

// refusal converts a response other than 2xx into a failure.
func (t *transport) refusal(resp *http.Response, body []byte, c call) *failure {
	messages, ionosForm := parseErrorBody(body)
	f := &inventory.APIError{
		Kind:       kindOf(resp.StatusCode),
		Op:         c.op,
		Status:     resp.StatusCode,
		RequestID:  requestIDOf(resp.Header),
		Messages:   messages,
		RetryAfter: retryAfter(resp.Header, t.cfg.Now()),
		Ambiguous:  isMutation(resp.Request.Method) && mayHaveHappened(resp.StatusCode, ionosForm),
	}
	if resp.StatusCode/100 == 3 {
		f.Cause = redirectRefused(resp)
	}
	return &failure{err: f, retryable: isTransient(resp.StatusCode)}
}

// kindOf maps the statuses of docs/ionos-api.md 6, and those that gateways add.
func kindOf(status int) error {
	kinds := map[int]error{
		http.StatusUnauthorized:         inventory.ErrUnauthorized,
		http.StatusPaymentRequired:      inventory.ErrPaymentRequired,
		http.StatusForbidden:            inventory.ErrForbidden,
		http.StatusNotFound:             inventory.ErrNotFound,
		http.StatusGone:                 inventory.ErrNotFound,
		http.StatusMethodNotAllowed:     inventory.ErrMethod,
		http.StatusUnsupportedMediaType: inventory.ErrMediaType,
		http.StatusConflict:             inventory.ErrBusy,
		http.StatusLocked:               inventory.ErrBusy,
		http.StatusTooManyRequests:      inventory.ErrRateLimited,
		http.StatusServiceUnavailable:   inventory.ErrMaintenance,
		http.StatusRequestTimeout:       inventory.ErrServer,
		http.StatusProxyAuthRequired:    inventory.ErrUnreachable,
	}
	classes := map[int]error{4: inventory.ErrInvalid, 5: inventory.ErrServer}
	return cmp.Or(kinds[status], classes[status/100], inventory.ErrUnreadable)
}

// mayHaveHappened reports whether a change with this response status may have been applied. Gateways answer
// 502, 503 and 504 after the API has accepted a POST (docs/ionos-api.md 8); a 503 in the API's own format was
// written by the API, which did nothing.
func mayHaveHappened(status int, ionosForm bool) bool {
	switch {
	case status == http.StatusServiceUnavailable:
		return !ionosForm
	case status == http.StatusRequestTimeout:
		return true
	default:
		return status/100 != 4
	}
}

// isTransient reports whether the same GET may succeed later.
func isTransient(status int) bool {
	return slices.Contains([]int{
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	}, status)
}

func redirectRefused(resp *http.Response) error {
	to, err := resp.Location()
	if err != nil {
		return fmt.Errorf("unexpected status %d", resp.StatusCode)
	}
	return fmt.Errorf("redirect to %s not followed", to.Host)
}

package cloud

import (
	"fmt"
	"net/http"

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
	switch status {
	case http.StatusUnauthorized:
		return inventory.ErrUnauthorized
	case http.StatusPaymentRequired:
		return inventory.ErrPaymentRequired
	case http.StatusForbidden:
		return inventory.ErrForbidden
	case http.StatusNotFound, http.StatusGone:
		return inventory.ErrNotFound
	case http.StatusMethodNotAllowed:
		return inventory.ErrMethod
	case http.StatusUnsupportedMediaType:
		return inventory.ErrMediaType
	case http.StatusConflict, http.StatusLocked:
		return inventory.ErrBusy
	case http.StatusTooManyRequests:
		return inventory.ErrRateLimited
	case http.StatusServiceUnavailable:
		return inventory.ErrMaintenance
	case http.StatusRequestTimeout:
		return inventory.ErrServer
	case http.StatusProxyAuthRequired:
		return inventory.ErrUnreachable
	}
	switch status / 100 {
	case 4:
		return inventory.ErrInvalid
	case 5:
		return inventory.ErrServer
	default:
		return inventory.ErrUnreadable
	}
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
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

func redirectRefused(resp *http.Response) error {
	to, err := resp.Location()
	if err != nil {
		return fmt.Errorf("unexpected status %d", resp.StatusCode)
	}
	return fmt.Errorf("redirect to %s not followed", to.Host)
}

package inventory

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The kinds of failure of an API call. A *APIError matches its kind with errors.Is.
var (
	ErrUnauthorized    = errors.New("IONOS Cloud did not accept the credentials")    // 401
	ErrPaymentRequired = errors.New("the contract is on trial access")               // 402
	ErrForbidden       = errors.New("the credentials lack a privilege")              // 403
	ErrNotFound        = errors.New("the resource does not exist")                   // 404
	ErrMethod          = errors.New("IONOS Cloud does not offer this method")        // 405
	ErrMediaType       = errors.New("IONOS Cloud does not accept this content type") // 415
	ErrInvalid         = errors.New("IONOS Cloud refused the values")                // 400, 422
	ErrBusy            = errors.New("the resource is locked by another change")      // 409, 423
	ErrRateLimited     = errors.New("the contract's request rate is used up")        // 429
	ErrServer          = errors.New("IONOS Cloud returned a server error")           // 500, 502, 504 and other 5xx
	ErrMaintenance     = errors.New("IONOS Cloud is under maintenance")              // 503
	ErrUnreachable     = errors.New("IONOS Cloud could not be reached")              // no response: refused, DNS, TLS, timeout
	ErrUnreadable      = errors.New("the response of IONOS Cloud could not be read") // garbage, truncated, wrong shape
	ErrAmbiguous       = errors.New("the outcome of the change is unknown")          // a mutation that may have been applied
)

// APIMessage is one message of an error response (docs/ionos-api.md 6).
type APIMessage struct {
	Code string `json:"code,omitempty"` // digits; may be empty
	Text string `json:"text"`
}

// APIError is a failed API call: what was tried, what came back, and the kind of the failure.
//
// A mutation with an unknown outcome has Ambiguous set and matches both its Kind and ErrAmbiguous. Check
// whether it was applied before sending it again.
type APIError struct {
	Kind       error         // one of the Err… values of this package
	Op         string        // what was tried: "create snapshot of volume 4f…"
	Status     int           // HTTP status; 0 without a response
	RequestID  string        // IONOS Cloud's request id, if a header named one
	Messages   []APIMessage  // the messages of the response
	RetryAfter time.Duration // from the Retry-After header; 0 without one
	Ambiguous  bool
	Cause      error // the wrapped error, if any
}

// Error returns what was tried and what came back, in one line without secrets.
func (f *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %v", f.Op, f.Kind)
	if f.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", f.Status)
	}
	for _, m := range f.Messages {
		b.WriteString("; " + strings.TrimSpace(m.Code+" "+m.Text))
	}
	if f.Cause != nil {
		fmt.Fprintf(&b, ": %v", f.Cause)
	}
	return b.String()
}

// Unwrap lets errors.Is find the kind, ErrAmbiguous and the cause.
func (f *APIError) Unwrap() []error {
	errs := []error{f.Kind}
	if f.Ambiguous {
		errs = append(errs, ErrAmbiguous)
	}
	if f.Cause != nil {
		errs = append(errs, f.Cause)
	}
	return errs
}

// Warning describes an item of a listing that could not be read and was left out.
type Warning struct {
	Resource string // "snapshot", "volume", …
	ID       string // if it could be read
	Text     string // what was wrong
	Minor    bool   // only a size or a date is missing, so what the list contains is known
}

// Listing holds the readable items of a list, and a warning for each of the others.
type Listing[T any] struct {
	Items    []T
	Warnings []Warning
}

// Complete reports whether a listing shows all items, each with what identifies it, so that it proves what does not exist.
func (l Listing[T]) Complete() bool {
	return !slices.ContainsFunc(l.Warnings, func(w Warning) bool { return !w.Minor })
}

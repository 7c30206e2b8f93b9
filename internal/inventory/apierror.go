package inventory

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of failure that a call to the cloud can end in. A *APIError matches its kind with errors.Is.
var (
	ErrUnauthorized    = errors.New("the cloud did not accept the credentials")    // 401
	ErrPaymentRequired = errors.New("the contract is on trial access")             // 402
	ErrForbidden       = errors.New("the credentials lack a privilege")            // 403
	ErrNotFound        = errors.New("the resource does not exist")                 // 404
	ErrMethod          = errors.New("the cloud does not offer this method")        // 405
	ErrMediaType       = errors.New("the cloud does not accept this content type") // 415
	ErrInvalid         = errors.New("the cloud refused the values")                // 400, 422
	ErrBusy            = errors.New("the resource is locked by another change")    // 409, 423
	ErrRateLimited     = errors.New("the contract's request rate is used up")      // 429
	ErrServer          = errors.New("the cloud failed inside")                     // 500, 502, 504 and other 5xx
	ErrMaintenance     = errors.New("the cloud is under maintenance")              // 503
	ErrUnreachable     = errors.New("the cloud could not be reached")              // no answer: refused, DNS, TLS, timeout
	ErrUnreadable      = errors.New("the cloud's answer could not be read")        // garbage, truncated, wrong shape
	ErrAmbiguous       = errors.New("the outcome of the change is unknown")        // a mutation that may have been carried out
)

// APIMessage is one message of the cloud's error body (API reference 6).
type APIMessage struct {
	Code string // digits; may be empty
	Text string
}

// APIError is a call to the cloud that failed: what was tried, what came back, and of which kind it is.
//
// A mutation whose outcome is unknown has Ambiguous set and matches both its Kind and
// ErrAmbiguous; it must be looked for before it is tried again.
type APIError struct {
	Kind       error         // one of the Err… values of this package
	Op         string        // what was being tried, in words: "create snapshot of volume 4f…"
	Status     int           // HTTP status; 0 without an answer
	RequestID  string        // the cloud's request id, when a header named one
	Messages   []APIMessage  // the cloud's own words
	RetryAfter time.Duration // how long the cloud asked to wait; 0 when it did not say
	Ambiguous  bool
	Cause      error // the error beneath, if any
}

// Error says what was tried and what came back, in one line without secrets.
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

// Warning tells of something in a listing that could not be read and was kept out of it.
type Warning struct {
	Resource string // "snapshot", "volume", …
	ID       string // as far as it could be read
	Text     string // what was wrong, in words
}

// Listing is a list as far as it could be read, with a warning for each item that could not.
type Listing[T any] struct {
	Items    []T
	Warnings []Warning
}

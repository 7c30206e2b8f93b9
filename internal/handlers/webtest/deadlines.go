package webtest

import (
	"net/http/httptest"
	"time"
)

// DeadlineRecorder records the deadlines of a response, and what was sent under each.
type DeadlineRecorder struct {
	*httptest.ResponseRecorder
	Deadlines []time.Time
}

// SetWriteDeadline records a deadline.
func (r *DeadlineRecorder) SetWriteDeadline(at time.Time) error {
	r.Deadlines = append(r.Deadlines, at)
	return nil
}

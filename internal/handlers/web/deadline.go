package web

import (
	"net/http"
	"time"
)

// defaultReadTimeout is how long a client may take to read one piece of an answer. An answer as a whole may take any
// time: exports are long and set deadlines of their own, as event streams do.
const defaultReadTimeout = 30 * time.Second

// LimitReading gives up connections whose clients do not read a piece of what they are sent within a time.
func LimitReading(next http.Handler, within time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if IsStream(r) {
			next.ServeHTTP(w, r)
			return
		}
		patient := &deadlineWriter{ResponseWriter: w, control: http.NewResponseController(w), within: within}
		next.ServeHTTP(patient, r)
		patient.extend() // what is still buffered is sent now
	})
}

// deadlineWriter is an answer of which each piece has to be read in time.
type deadlineWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	within  time.Duration
	own     bool // the handler sets the deadlines itself
}

// SetWriteDeadline lets a handler set the deadline of the next piece itself, until it sets none.
func (d *deadlineWriter) SetWriteDeadline(at time.Time) error {
	d.own = !at.IsZero()
	return d.control.SetWriteDeadline(at)
}

// Unwrap lets http.ResponseController reach the connection.
func (d *deadlineWriter) Unwrap() http.ResponseWriter { return d.ResponseWriter }

func (d *deadlineWriter) extend() {
	if !d.own {
		_ = d.control.SetWriteDeadline(time.Now().Add(d.within)) // recorders of tests have none
	}
}

// Write sends a piece.
func (d *deadlineWriter) Write(b []byte) (int, error) {
	d.extend()
	return d.ResponseWriter.Write(b)
}

// Flush sends what was written so far.
func (d *deadlineWriter) Flush() {
	d.extend()
	_ = d.control.Flush() // the next write tells when the connection is gone
}

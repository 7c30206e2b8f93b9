package middleware

import (
	"net/http"
	"time"
)

// DefaultReadTimeout limits the time in which a client reads one piece of an answer; the whole answer may take
// longer, and exports and event streams set their own deadlines.
const DefaultReadTimeout = 30 * time.Second

// LimitReading closes connections whose clients do not read each piece in time.
func LimitReading(next http.Handler, within time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if IsStream(r) {
			next.ServeHTTP(w, r)
			return
		}
		patient := &deadlineWriter{ResponseWriter: w, control: http.NewResponseController(w), within: within}
		next.ServeHTTP(patient, r)
		patient.extend() // for what is still buffered
	})
}

// deadlineWriter is an answer whose pieces have to be read in time.
type deadlineWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	within  time.Duration
	own     bool // the handler sets its own deadlines
}

// SetWriteDeadline lets a handler set its own deadlines, until it removes them.
func (d *deadlineWriter) SetWriteDeadline(at time.Time) error {
	d.own = !at.IsZero()
	return d.control.SetWriteDeadline(at)
}

// Unwrap lets http.ResponseController reach the connection.
func (d *deadlineWriter) Unwrap() http.ResponseWriter { return d.ResponseWriter }

func (d *deadlineWriter) extend() {
	if !d.own {
		_ = d.control.SetWriteDeadline(time.Now().Add(d.within)) // test recorders have none
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
	_ = d.control.Flush() // the next write reports a closed connection
}

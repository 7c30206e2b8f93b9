package web

import (
	"net/http"
	"time"
)

// answerTimeout is how long a client may take to read one piece of an answer. An answer as a whole may take any
// time: exports are long, and event streams have deadlines of their own.
const answerTimeout = 30 * time.Second

// LimitReading gives up connections whose clients do not read what they are sent.
func LimitReading(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if IsStream(r) {
			next.ServeHTTP(w, r)
			return
		}
		patient := &deadlineWriter{w, http.NewResponseController(w)}
		next.ServeHTTP(patient, r)
		patient.extend() // what is still buffered is sent now
	})
}

// deadlineWriter is an answer of which each piece has to be read in time.
type deadlineWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Unwrap lets http.ResponseController reach the connection.
func (d *deadlineWriter) Unwrap() http.ResponseWriter { return d.ResponseWriter }

func (d *deadlineWriter) extend() { _ = d.control.SetWriteDeadline(time.Now().Add(answerTimeout)) } // recorders of tests have none

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

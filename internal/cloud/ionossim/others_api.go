package ionossim

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"strings"
)

// otherPrefix is the path of the control interface for API calls by another client.
const otherPrefix = "api"

// serveOther serves an API call by another client: without token, limits, faults and counts, and finished at
// once. The request history shows the client's own headers.
func (s *Sim) serveOther(w http.ResponseWriter, r *http.Request, segments []string) {
	e := &exchange{sim: s, w: w, r: r, faults: newFaults(func() {}), other: true}
	e.find(segments)
	e.run()
}

// Act makes an API call at once as another client with that User-Agent, such as
//
//	sim.Act("Terraform/1.11", "DELETE", "/snapshots/"+id, "")
//
// and returns the status and body of the response. Faults, limits and counts do not apply to it.
func (s *Sim) Act(userAgent, method, path, body string) (status int, response string) {
	r, err := http.NewRequestWithContext(context.Background(), method, s.actURL(path), strings.NewReader(body)) // it never waits
	if err != nil {
		return http.StatusBadRequest, err.Error()
	}
	r.Header.Set("User-Agent", userAgent)
	if body != "" {
		r.Header.Set("Content-Type", jsonType)
	}
	segments, err := unescaped(r.URL.EscapedPath())
	if err != nil {
		return http.StatusBadRequest, err.Error()
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	s.serveOther(w, r, segments[2:])
	return w.status, w.body.String()
}

// actURL is the address of a call without a network.
func (s *Sim) actURL(path string) string {
	return cmp.Or(s.URL(), "http://ionossim.invalid") + basePath + path
}

// recorder is an http.ResponseWriter that records the response.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the recorded headers.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader records the status.
func (r *recorder) WriteHeader(status int) { r.status = status }

// Write records a part of the body.
func (r *recorder) Write(text []byte) (int, error) { return r.body.Write(text) }

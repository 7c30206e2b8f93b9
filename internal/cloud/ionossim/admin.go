package ionossim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// adminHandler serves the control interface. It has no login; it refuses calls from web pages, and is served
// only when configured.
func (s *Sim) adminHandler() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(r *http.Request) (any, error)) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /"+adminPrefix+path, func(w http.ResponseWriter, r *http.Request) {
			result, err := do(r)
			adminResponse(w, result, err)
		})
	}
	handle("GET /{$}", s.adminOverview)
	mux.HandleFunc("GET /"+adminPrefix+"/help", adminHelp)
	s.adminControls(handle)
	s.adminFaults(handle)
	s.adminChanges(handle)
	return mux
}

func (s *Sim) serveAdmin(w http.ResponseWriter, r *http.Request, segments []string) {
	if r.Header.Get("Origin") != "" {
		http.Error(w, "not from a browser's page", http.StatusForbidden)
		return
	}
	if len(segments) > 0 && segments[0] == otherPrefix {
		s.serveOther(w, r, segments[1:])
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	s.admin.ServeHTTP(w, r)
}

func adminResponse(w http.ResponseWriter, result any, err error) {
	switch {
	case errors.Is(err, ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	case result == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "application/json")
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		_ = e.Encode(result) // the caller may be gone
	}
}

type adminFunc func(pattern string, do func(r *http.Request) (any, error))

// adminControls counts calls and controls time.
func (s *Sim) adminControls(handle adminFunc) {
	handle("GET /calls", func(*http.Request) (any, error) {
		return map[string]any{"total": s.calls.Total(), "routes": s.calls.ByRoute()}, nil
	})
	handle("DELETE /calls", func(*http.Request) (any, error) { s.calls.Reset(); return nil, nil })
	handle("POST /speed", withBody(func(_ *http.Request, body struct{ Speed float64 }) (any, error) { return nil, s.SetSpeed(body.Speed) }))
	handle("POST /settle", func(*http.Request) (any, error) { s.FinishAll(); return nil, nil })
	handle("POST /reset", func(*http.Request) (any, error) { s.Reset(); return nil, nil })
}

type adminFault struct {
	ID    int    `json:"id"`
	Fault string `json:"fault"`
	Hits  int    `json:"struck"`
}

func listFaults(faults []Fault) []adminFault {
	lines := make([]adminFault, 0, len(faults))
	for _, f := range faults {
		lines = append(lines, adminFault{f.ID, f.String(), f.Hits})
	}
	return lines
}

// adminFaults injects and clears faults. A fault is one line in the format of ParseFault.
func (s *Sim) adminFaults(handle adminFunc) {
	handle("GET /faults", func(*http.Request) (any, error) { return listFaults(s.faults.List()), nil })
	handle("POST /faults", func(r *http.Request) (any, error) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		f, err := ParseFault(strings.TrimSpace(string(text)))
		if err != nil {
			return nil, err
		}
		id, err := s.faults.Inject(f)
		return map[string]int{"id": id}, err
	})
	handle("DELETE /faults", func(*http.Request) (any, error) { s.faults.Clear(); return nil, nil })
	handle("DELETE /faults/{id}", func(r *http.Request) (any, error) {
		id, err := strconv.Atoi(r.PathValue("id"))
		if err != nil {
			return nil, ErrNotFound
		}
		s.faults.Clear(id)
		return nil, nil
	})
	handle("GET /held", func(*http.Request) (any, error) { return append([]DelayedCall{}, s.DelayedCalls()...), nil })
	handle("POST /held", func(*http.Request) (any, error) { s.ForwardDelayed(); return nil, nil })
	handle("POST /outage", func(*http.Request) (any, error) { return map[string]int{"id": s.faults.Outage()}, nil })
	handle("DELETE /outage", func(*http.Request) (any, error) { s.faults.EndOutage(); return nil, nil })
}

// withBody decodes the JSON body of a call.
func withBody[T any](do func(r *http.Request, body T) (any, error)) func(r *http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		var body T
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, err
		}
		return do(r, body)
	}
}

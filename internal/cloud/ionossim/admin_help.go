package ionossim

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// adminOverview lists the state and the endpoints.
func (s *Sim) adminOverview(*http.Request) (any, error) {
	return map[string]any{
		"contractNumber": s.ContractNumber(),
		"speed":          s.Speed(),
		"datacenters":    len(s.Datacenters()),
		"volumes":        len(s.Volumes()),
		"snapshots":      len(s.Snapshots()),
		"requests":       len(s.Requests()),
		"calls":          s.calls.Total(),
		"held":           len(s.DelayedCalls()),
		"faults":         listFaults(s.faults.List()),
		"kinds":          Kinds(),
		"endpoints":      adminEndpoints(),
	}, nil
}

// endpoint is an endpoint of the control interface.
type endpoint struct {
	Call string `json:"call"`
	Text string `json:"text"`
}

func adminEndpoints() []endpoint {
	return []endpoint{
		{"GET help", "this list and all faults, as text"},
		{"GET|DELETE calls", "counts of calls per route; sets them to zero"},
		{"GET|POST|DELETE faults", "lists, injects (the body is one line) and clears faults"},
		{"DELETE faults/{id}", "clears one fault"},
		{"GET|POST held", "lists the calls that the gateway delays (hold=); forwards them now"},
		{"POST|DELETE outage", "starts, ends an outage"},
		{"POST speed {speed}", "changes the speed"},
		{"POST settle", "finishes all requests, except for stuck ones"},
		{"POST reset", "starts over from the seed"},
		{"ANY api/PATH", "any call of the API, such as POST api/snapshots/{id}/labels, as another client: without token, faults, limits and " +
			"counts, finished at once and out of turn; its User-Agent stands in the request history, a From header names the user"},
		{"GET|POST datacenters {name,location}", "lists; creates an empty one, without a request"},
		{"DELETE datacenters/{id}", "deletes one, without a request"},
		{"PUT|DELETE datacenters/{id}/busy", "keeps one BUSY, which stops its queue; releases it"},
		{"GET servers", "lists, with their power"},
		{"GET|POST volumes {datacenterId,name,type,size}", "lists; creates one, without a request"},
		{"DELETE volumes/{id}", "deletes one, without a request"},
		{"POST volumes/{id}/content", "writes to it as its guest would"},
		{"GET|POST snapshots {volumeId,name,description,createdBy,created}", "lists, with their true sources; creates one, without a request"},
		{"PATCH snapshots/{id} {name,description}", "changes one, without a request"},
		{"DELETE snapshots/{id}", "deletes one, without a request"},
		{"GET requests", "lists the requests in the order of acceptance"},
	}
}

// AdminHelp describes the control interface.
func AdminHelp() string {
	var text strings.Builder
	for _, e := range adminEndpoints() {
		fmt.Fprintf(&text, "  %s\n      %s\n", e.Call, e.Text)
	}
	return text.String()
}

func adminHelp(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "Beneath /_sim/\n"+AdminHelp()+"\n"+FaultHelp()) // the caller may be gone
}

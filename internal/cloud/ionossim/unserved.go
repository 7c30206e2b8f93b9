package ionossim

import (
	_ "embed" // the official routes
	"net/http"
	"strings"
)

// officialRoutes lists the routes of the API, one "METHOD /path" a line: those of the official document of 2023
// and those that the SDK has called since. A test checks that it is complete.
//
//go:embed official_routes.txt
var officialRoutes string

// unservedRoutes are the routes of the API that are not simulated. They answer 501: a 404 would mean that a
// resource is missing.
func unservedRoutes() []route {
	served := map[string]bool{}
	for _, r := range apiRoutes() {
		served[r.name()] = true
	}
	var all []route
	for name := range strings.Lines(officialRoutes) {
		method, pattern, _ := strings.Cut(strings.TrimSpace(name), " ")
		if !served[method+" "+pattern] {
			all = append(all, route{method: method, pattern: pattern, handle: unserved})
		}
	}
	return all
}

func unserved(c *call) (*response, error) {
	return nil, newError(http.StatusNotImplemented, "",
		"The simulator does not serve "+c.route+", which is a route of IONOS Cloud API v6. ionossim -h lists what it serves.")
}

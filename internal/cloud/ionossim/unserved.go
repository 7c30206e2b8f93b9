package ionossim

import (
	_ "embed" // the official routes
	"net/http"
	"strings"
)

// officialRoutes lists the routes of the API, one "METHOD /path" a line: those of the official
// document of 2023 and those that the SDK has called since. A test holds it complete.
//
//go:embed official_routes.txt
var officialRoutes string

// unservedRoutes are the routes that the API has and the simulator has not. They answer other than
// what does not exist: a 404 would mean that a thing is missing.
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

func unserved(c *call) (*answer, error) {
	return nil, newError(http.StatusNotImplemented, "",
		"The simulator does not serve "+c.route+", which is a route of IONOS Cloud API v6. ionossim -h lists what it serves.")
}

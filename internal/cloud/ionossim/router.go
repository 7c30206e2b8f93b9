package ionossim

import (
	"net/url"
	"slices"
	"strings"
)

// handlerFunc handles a call. An error other than *apiError becomes a 500.
type handlerFunc func(c *call) (*response, error)

// on is the handler of a route to a resource: it answers 404 when find does not find the one of the path.
func on[T any](find func(*call) (T, error), handle func(*call, T) (*response, error)) handlerFunc {
	return func(c *call) (*response, error) {
		found, err := find(c)
		if err != nil {
			return nil, err
		}
		return handle(c, found)
	}
}

// onChild is on for a resource in a data center.
func onChild[T any](find func(*call) (*datacenter, T, error), handle func(*call, *datacenter, T) (*response, error)) handlerFunc {
	return func(c *call) (*response, error) {
		d, found, err := find(c)
		if err != nil {
			return nil, err
		}
		return handle(c, d, found)
	}
}

type route struct {
	method  string
	pattern string // such as "/snapshots/{snapshotId}"
	handle  handlerFunc

	segments []string
}

// name is the route's name in counts and faults.
func (r route) name() string { return r.method + " " + r.pattern }

// router finds the route of a path. Segments are matched after unescaping, so an escaped slash stays inside its
// segment. Empty segments are ignored, which permits doubled slashes.
type router struct{ routes []route }

func newRouter(routes []route) *router {
	for i := range routes {
		routes[i].segments = split(routes[i].pattern)
	}
	return &router{routes: routes}
}

func split(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
}

// unescaped splits an escaped path into unescaped segments.
func unescaped(escapedPath string) ([]string, error) {
	segments := split(escapedPath)
	for i, s := range segments {
		text, err := url.PathUnescape(s)
		if err != nil {
			return nil, err
		}
		segments[i] = text
	}
	return segments, nil
}

// Routes lists the simulated methods and path patterns.
func Routes() []string {
	var lines []string
	for _, r := range apiRoutes() {
		last := len(lines) - 1
		if last >= 0 && strings.HasSuffix(lines[last], " "+r.pattern) {
			methods, _, _ := strings.Cut(lines[last], " ")
			lines[last] = methods + "|" + r.method + " " + r.pattern
			continue
		}
		lines = append(lines, r.name())
	}
	return lines
}

// find returns the route for a method and path with the pattern's variables. When the path exists with other
// methods only, allow lists them.
func (r *router) find(method string, segments []string) (found *route, vars map[string]string, allow string) {
	var methods []string
	for i := range r.routes {
		candidate := &r.routes[i]
		values, fits := candidate.fit(segments)
		if !fits {
			continue
		}
		if candidate.method == method {
			return candidate, values, ""
		}
		methods = append(methods, candidate.method)
	}
	slices.Sort(methods)
	return nil, nil, strings.Join(slices.Compact(methods), ", ")
}

// fit matches segments with the route's pattern. Literal segments take precedence over variables by the order
// of the routes only.
func (r *route) fit(segments []string) (map[string]string, bool) {
	if len(segments) != len(r.segments) {
		return nil, false
	}
	vars := make(map[string]string)
	for i, want := range r.segments {
		if name, variable := strings.CutPrefix(want, "{"); variable {
			vars[strings.TrimSuffix(name, "}")] = segments[i]
			continue
		}
		if want != segments[i] {
			return nil, false
		}
	}
	return vars, true
}

package ionossim

import (
	"slices"
	"strings"
)

// faultTarget holds the properties of a call that faults match.
type faultTarget struct{ method, path, pattern, agent, body string }

func (a *Fault) matches(e faultTarget) bool {
	if !a.matchesMethod(e.method) || !strings.Contains(e.agent, a.Agent) || !strings.Contains(e.body, a.Body) {
		return false
	}
	return a.Route == "" || matchText(a.Route, e.path) || matchText(a.Route, e.pattern)
}

func (a *Fault) matchesMethod(method string) bool {
	if a.Method == "" || a.Method == "*" {
		return true
	}
	return slices.ContainsFunc(strings.Split(a.Method, ","), func(m string) bool { return strings.EqualFold(m, method) })
}

// matchText matches text with a pattern: as a substring, or as a whole when the pattern contains a *.
func matchText(pattern, text string) bool {
	if !strings.Contains(pattern, "*") {
		return strings.Contains(text, pattern)
	}
	parts := strings.Split(pattern, "*")
	text, found := strings.CutPrefix(text, parts[0])
	if !found {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		_, rest, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = rest
	}
	return strings.HasSuffix(text, parts[last])
}

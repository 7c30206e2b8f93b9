package ionossim

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseFault parses a fault from one line in the format of FaultHelp. Examples:
//
//	POST */create-snapshot 504-after x1
//	GET /snapshots 429 x3 retry-after=30s
//	* * outage
func ParseFault(line string) (Fault, error) {
	line, message, _ := strings.Cut(line, "message=")
	words := strings.Fields(line)
	if len(words) < 3 {
		return Fault{}, fmt.Errorf("ionossim: fault %q: want METHOD ROUTE KIND", line)
	}
	f := Fault{Method: strings.ToUpper(words[0]), Route: words[1], Kind: FaultKind(words[2]), Message: strings.TrimSpace(message)}
	for _, word := range words[3:] {
		if err := f.setOption(word); err != nil {
			return Fault{}, fmt.Errorf("ionossim: fault %q: %w", line, err)
		}
	}
	return f, f.check()
}

func (a *Fault) setOption(word string) (err error) {
	if times, found := strings.CutPrefix(word, "x"); found && !strings.Contains(word, "=") {
		a.Count, err = strconv.Atoi(times)
		return err
	}
	name, value, _ := strings.Cut(word, "=")
	switch name {
	case "delay":
		a.Delay, err = time.ParseDuration(value)
	case "hold":
		a.Hold, err = time.ParseDuration(value)
	case "retry-after":
		a.RetryAfter, err = time.ParseDuration(value)
	case "agent":
		a.Agent = value
	case "body":
		a.Body = value
	case "state":
		a.State = value
	case "field":
		a.Field = value
	case "host":
		a.Host = value
	default:
		err = fmt.Errorf("unknown option %q", word)
	}
	return err
}

// String formats a fault for ParseFault.
func (a Fault) String() string {
	words := []string{cmp.Or(a.Method, "*"), cmp.Or(a.Route, "*"), string(a.Kind)}
	option := func(given bool, format string, value any) {
		if given {
			words = append(words, fmt.Sprintf(format, value))
		}
	}
	option(a.Count > 0, "x%d", a.Count)
	option(a.Agent != "", "agent=%s", a.Agent)
	option(a.Body != "", "body=%s", a.Body)
	option(a.Delay > 0, "delay=%s", a.Delay)
	option(a.Hold > 0, "hold=%s", a.Hold)
	option(a.RetryAfter > 0, "retry-after=%s", a.RetryAfter)
	option(a.State != "", "state=%s", a.State)
	option(a.Field != "", "field=%s", a.Field)
	option(a.Host != "", "host=%s", a.Host)
	option(a.Message != "", "message=%s", a.Message)
	return strings.Join(words, " ")
}

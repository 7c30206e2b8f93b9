package ionossim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault is one way in which the simulator misbehaves, where, and how often.
type Fault struct {
	// ID is given by Inject.
	ID int
	// Method is the HTTP method; empty or * is any.
	Method string
	// Route is matched with the path beneath /cloudapi/v6 and with the route's pattern: as a whole
	// when it contains a *, which stands for any text, else as a part. Empty is any.
	Route string
	// Kind is what goes wrong.
	Kind FaultKind
	// Count is how many times; 0 is until it is cleared.
	Count int
	// Delay passes before the fault strikes. For LateNotFound it is for how long; 2 s if 0.
	Delay time.Duration
	// Message replaces the text of an error or of a failed request.
	Message string
	// Field is the path of the property that an Unprocessable names.
	Field string
	// RetryAfter is what a TooManyRequests asks for; 1 s if 0.
	RetryAfter time.Duration
	// State is what FailedLeftover leaves behind (FAILED if empty) or UnknownState says.
	State string
	// Host is where a Redirect leads, such as "http://127.0.0.2:9999".
	Host string
	// Struck is how often the fault has struck.
	Struck int
}

// Faults are the faults of one simulator. A fault strikes in the order of injection; of those
// that replace the answer only the first that matches strikes, those that change the answer's
// text or the request's fate all do.
type Faults struct {
	mu      sync.Mutex
	last    int
	active  []Fault
	release func() // called without the lock when something stuck may go on
}

func newFaults(release func()) *Faults { return &Faults{release: release} }

// Inject adds a fault and returns its id.
func (f *Faults) Inject(fault Fault) (int, error) {
	if err := fault.check(); err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	fault.ID, fault.Struck = f.last, 0
	f.active = append(f.active, fault)
	return fault.ID, nil
}

// Outage makes every call end in a broken connection until its end. It returns the id by which
// it can be cleared, as any fault.
func (f *Faults) Outage() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	f.active = slices.Insert(f.active, 0, Fault{ID: f.last, Kind: Outage})
	return f.last
}

// EndOutage clears every outage.
func (f *Faults) EndOutage() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = slices.DeleteFunc(f.active, func(a Fault) bool { return a.Kind == Outage })
}

// List returns the faults that may still strike.
func (f *Faults) List() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.active)
}

// Clear removes the faults with the ids, or all without any. Requests that were stuck go on.
func (f *Faults) Clear(ids ...int) {
	f.mu.Lock()
	f.active = slices.DeleteFunc(f.active, func(a Fault) bool { return len(ids) == 0 || slices.Contains(ids, a.ID) })
	f.mu.Unlock()
	f.release()
}

// take returns the faults of a stage that strike a call, and counts them. At the stages that
// replace the answer that is at most one, besides those that are slow only.
func (f *Faults) take(s stage, e struckCall) []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var struck []Fault
	for i := range f.active {
		a := &f.active[i]
		if a.Kind.stage() != s || !a.matches(e) {
			continue
		}
		a.Struck++
		struck = append(struck, *a)
		if a.Kind != Slow && (s == stageBefore || s == stageAfter) {
			break
		}
	}
	f.active = slices.DeleteFunc(f.active, func(a Fault) bool { return a.Count > 0 && a.Struck >= a.Count })
	return struck
}

// struckCall is what a fault looks at in a call.
type struckCall struct{ method, path, pattern string }

func (a *Fault) matches(e struckCall) bool {
	if a.Method != "" && a.Method != "*" && !strings.EqualFold(a.Method, e.method) {
		return false
	}
	return a.Route == "" || matchText(a.Route, e.path) || matchText(a.Route, e.pattern)
}

// matchText matches text with a pattern: as a part, or as a whole when the pattern has a *.
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

func (a *Fault) check() error {
	if a.Kind.stage() == stageNone {
		return fmt.Errorf("ionossim: unknown fault %q, known are: %s", a.Kind, strings.Join(kindNames(), " "))
	}
	if a.Count < 0 || a.Delay < 0 || a.RetryAfter < 0 {
		return fmt.Errorf("ionossim: fault %q: counts and durations cannot be negative", a.Kind)
	}
	return nil
}

// text is the fault's own message, else the usual one.
func (a *Fault) text(usual string) string { return cmp.Or(a.Message, usual) }

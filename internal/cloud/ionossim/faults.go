package ionossim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault is a misbehaviour of the simulator: kind, place and number. Its durations are not divided by the speed.
type Fault struct {
	// ID is set by Inject.
	ID int
	// Method is the HTTP method, or several separated by commas; empty or * is any.
	Method string
	// Route matches the path beneath /cloudapi/v6 or the route's pattern: as a whole when it contains a *,
	// which matches any text, else as a substring. Empty is any.
	Route string
	// Agent and Body restrict it to calls whose User-Agent or body contains them.
	Agent, Body string
	// Kind is the kind of misbehaviour.
	Kind FaultKind
	// Count is the maximal number of hits; 0 means until it is cleared.
	Count int
	// Delay is the time before the response. For kinds that affect an accepted request it is the duration: with
	// 0, StuckQueued and StuckRunning last until they are cleared, the others 2 s.
	Delay time.Duration
	// Hold makes a kind that loses the response do so before the handler runs: a gateway holds the call for
	// this time and forwards it, although its client has stopped waiting.
	Hold time.Duration
	// Message replaces the text of an error or of a failed request.
	Message string
	// Field is the path of the property in an Unprocessable error.
	Field string
	// RetryAfter is the Retry-After of a TooManyRequests; 1 s if 0.
	RetryAfter time.Duration
	// State is the state of FailedOrphan's resource (FAILED if empty), or that of UnknownState.
	State string
	// Host is the target of a Redirect, such as "http://127.0.0.2:9999".
	Host string
	// Hits is the number of hits so far.
	Hits int

	stage faultStage
}

// Faults are the faults of one simulator, applied in the order of injection. Of those that replace the response
// only the first match applies; of those that corrupt it or affect the request, all do.
type Faults struct {
	mu      sync.Mutex
	last    int
	active  []Fault
	release func() // called without the lock when stuck requests may continue
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
	fault.ID, fault.Hits, fault.stage = f.last, 0, stageOf(fault)
	f.active = append(f.active, fault)
	return fault.ID, nil
}

// Outage makes every call end in a reset connection until EndOutage. It returns an id for Clear.
func (f *Faults) Outage() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	f.active = slices.Insert(f.active, 0, Fault{ID: f.last, Kind: Outage, stage: stageBefore})
	return f.last
}

// EndOutage clears every outage.
func (f *Faults) EndOutage() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = slices.DeleteFunc(f.active, func(a Fault) bool { return a.Kind == Outage })
}

// List returns the faults with hits left.
func (f *Faults) List() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.active)
}

// Clear removes the faults with the given ids, or all without any. Stuck requests continue.
func (f *Faults) Clear(ids ...int) {
	f.mu.Lock()
	f.active = slices.DeleteFunc(f.active, func(a Fault) bool { return len(ids) == 0 || slices.Contains(ids, a.ID) })
	f.mu.Unlock()
	f.release()
}

// match returns the faults of a stage that match a call, and counts the hits. At stages that replace the
// response it returns at most one, besides those that only delay.
func (f *Faults) match(s faultStage, e faultTarget) []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var hits []Fault
	for i := range f.active {
		a := &f.active[i]
		if a.stage != s || !a.matches(e) {
			continue
		}
		a.Hits++
		hits = append(hits, *a)
		if a.Kind != Slow && (s == stageBefore || s == stageHold || s == stageAfter) {
			break
		}
	}
	f.active = slices.DeleteFunc(f.active, func(a Fault) bool { return a.Count > 0 && a.Hits >= a.Count })
	return hits
}

func (a *Fault) check() error {
	if stageOf(*a) == stageNone {
		return fmt.Errorf("ionossim: unknown fault %q, known are: %s", a.Kind, strings.Join(kindNames(), " "))
	}
	if a.Hold > 0 && stageOf(*a) != stageHold {
		return fmt.Errorf("ionossim: fault %q: only -after kinds can hold a call", a.Kind)
	}
	if a.Count < 0 || a.Delay < 0 || a.Hold < 0 || a.RetryAfter < 0 {
		return fmt.Errorf("ionossim: fault %q: counts and durations cannot be negative", a.Kind)
	}
	return nil
}

// text returns the fault's own message, else the default.
func (a *Fault) text(fallback string) string { return cmp.Or(a.Message, fallback) }

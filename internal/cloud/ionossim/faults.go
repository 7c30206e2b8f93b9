package ionossim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault is one way in which the simulator misbehaves, where, and how often. Its durations are not
// divided by the speed.
type Fault struct {
	// ID is given by Inject.
	ID int
	// Method is the HTTP method, or several with commas between; empty or * is any.
	Method string
	// Route is matched with the path beneath /cloudapi/v6 and with the route's pattern: as a whole
	// when it contains a *, which stands for any text, else as a part. Empty is any.
	Route string
	// Agent and Body let it strike only calls whose User-Agent or body contains them.
	Agent, Body string
	// Kind is what goes wrong.
	Kind FaultKind
	// Count is how many times; 0 is until it is cleared.
	Count int
	// Delay passes before the answer. For kinds about an accepted request it is for how long:
	// StuckQueued and StuckRunning last until they are cleared if it is 0, the others 2 s.
	Delay time.Duration
	// Hold makes a kind that loses the answer do so before the call is carried out: a gateway holds
	// the call for so long and hands it on, although its client waits no more.
	Hold time.Duration
	// Message replaces the text of an error or of a failed request.
	Message string
	// Field is the path of the property that an Unprocessable names.
	Field string
	// RetryAfter is what a TooManyRequests asks for; 1 s if 0.
	RetryAfter time.Duration
	// State is what FailedOrphan leaves behind (FAILED if empty) or UnknownState says.
	State string
	// Host is where a Redirect leads, such as "http://127.0.0.2:9999".
	Host string
	// Hits is how often the fault has struck.
	Hits int

	stage faultStage
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
	fault.ID, fault.Hits, fault.stage = f.last, 0, stageOf(fault)
	f.active = append(f.active, fault)
	return fault.ID, nil
}

// Outage makes every call end in a broken connection until its end. It returns the id by which
// it can be cleared, as any fault.
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

// match returns the faults of a stage that strike a call, and counts them. At the stages that
// replace the answer that is at most one, besides those that are slow only.
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
		return fmt.Errorf("ionossim: fault %q: only kinds in -after can hold a call", a.Kind)
	}
	if a.Count < 0 || a.Delay < 0 || a.Hold < 0 || a.RetryAfter < 0 {
		return fmt.Errorf("ionossim: fault %q: counts and durations cannot be negative", a.Kind)
	}
	return nil
}

// text is the fault's own message, else the usual one.
func (a *Fault) text(fallback string) string { return cmp.Or(a.Message, fallback) }

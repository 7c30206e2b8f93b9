package storm

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// faultRate is a fault and its probability per call.
type faultRate struct {
	fault       ionossim.Fault
	probability float64
}

// mutationFaults returns the faults of mutations: responses lost after or before the call was applied, refusals,
// and failing requests.
func mutationFaults() []faultRate {
	return []faultRate{
		{ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter}, 0.07},
		{ionossim.Fault{Kind: ionossim.ResetAfter}, 0.05},
		{ionossim.Fault{Kind: ionossim.BadGatewayAfter}, 0.02},
		{ionossim.Fault{Kind: ionossim.TruncatedAfter}, 0.02},
		{ionossim.Fault{Kind: ionossim.EmptyAfter}, 0.01},
		{ionossim.Fault{Kind: ionossim.NoLocation}, 0.02},
		{ionossim.Fault{Kind: ionossim.Reset}, 0.03},
		{ionossim.Fault{Kind: ionossim.GatewayTimeout}, 0.02},
		{ionossim.Fault{Kind: ionossim.Maintenance}, 0.02},
		{ionossim.Fault{Kind: ionossim.TooManyRequests}, 0.03},
		{ionossim.Fault{Kind: ionossim.TooManyNoHeader}, 0.03},
		{ionossim.Fault{Kind: ionossim.TooManyDate}, 0.01},
		{ionossim.Fault{Kind: ionossim.Failed}, 0.07},
		{ionossim.Fault{Kind: ionossim.FailedOrphan}, 0.04},
		{ionossim.Fault{Kind: ionossim.LateNotFound, Delay: time.Second}, 0.02},
	}
}

// readFaults returns the faults of all other calls.
func readFaults() []faultRate {
	return []faultRate{
		{ionossim.Fault{Kind: ionossim.Slow, Delay: 300 * time.Millisecond}, 0.03},
		{ionossim.Fault{Kind: ionossim.TooManyRequests}, 0.003},
		{ionossim.Fault{Kind: ionossim.TooManyNoHeader}, 0.01},
		{ionossim.Fault{Kind: ionossim.Reset}, 0.015},
		{ionossim.Fault{Kind: ionossim.ResetAfter}, 0.01},
		{ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter}, 0.01},
		{ionossim.Fault{Kind: ionossim.ServerError}, 0.01},
		{ionossim.Fault{Kind: ionossim.Maintenance}, 0.01},
		{ionossim.Fault{Kind: ionossim.Truncated}, 0.005},
	}
}

// faultInjector injects random faults from a seed, until it is stopped.
type faultInjector struct {
	mu       sync.Mutex
	rand     *rand.Rand
	stopped  bool
	injected map[ionossim.FaultKind]int
}

func newFaultInjector(seed uint64) *faultInjector {
	return &faultInjector{rand: rand.New(rand.NewPCG(seed, 1)), injected: map[ionossim.FaultKind]int{}}
}

// inject injects a fault for a call, or none.
func (w *faultInjector) inject(into *ionossim.Faults, r *http.Request) {
	rates := readFaults()
	if isChange(r) {
		rates = mutationFaults()
	}
	fault, hit := w.pick(rates)
	if !hit {
		return
	}
	fault.Method, fault.Count = r.Method, 1
	fault.Route = strings.TrimPrefix(r.URL.Path, "/cloudapi/v6")
	if _, err := into.Inject(fault); err != nil {
		panic(fmt.Sprintf("the weather is made of faults that there are: %v", err))
	}
}

func (w *faultInjector) pick(rates []faultRate) (fault ionossim.Fault, hit bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return fault, false
	}
	drawn := w.rand.Float64()
	for _, g := range rates {
		if drawn -= g.probability; drawn < 0 {
			w.injected[g.fault.Kind]++
			return g.fault, true
		}
	}
	return fault, false
}

// isChange reports whether an accepted call becomes a request; labels do not.
func isChange(r *http.Request) bool {
	return r.Method != http.MethodGet && !strings.Contains(r.URL.Path, "/labels")
}

// refusals counts the rate limit faults.
func (w *faultInjector) refusals() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.injected[ionossim.TooManyRequests] + w.injected[ionossim.TooManyNoHeader] + w.injected[ionossim.TooManyDate]
}

// String formats the number of hits of each fault.
func (w *faultInjector) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return fmt.Sprint(w.injected)
}

// stop ends all faults, including those without hits.
func (w *faultInjector) stop(cloud *ionossim.Sim) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	cloud.Faults().Clear()
}

// slowAndFast alternates between a slow and a fast simulator until ctx ends.
func slowAndFast(ctx context.Context, cloud *ionossim.Sim, slow, fast float64, each time.Duration) error {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for speed, next := slow, fast; ; speed, next = next, speed {
		if err := cloud.SetSpeed(speed); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return cloud.SetSpeed(fast)
		case <-tick.C:
		}
	}
}

package ionossim

import (
	"maps"
	"strings"
	"sync"
)

// Calls counts the received calls by method and route pattern, such as "POST
// /datacenters/{datacenterId}/volumes/{volumeId}/create-snapshot". It includes refused and failed calls. Calls
// to unknown routes count as "GET unknown" and the like.
type Calls struct {
	mu      sync.Mutex
	byRoute map[string]int
}

func (c *Calls) count(route string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byRoute[route]++
}

// ByRoute returns a copy of all counts.
func (c *Calls) ByRoute() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.byRoute)
}

// Total is the number of all calls.
func (c *Calls) Total() int { return c.Count("") }

// Count adds up the calls to the routes whose name contains text, such as "POST",
// "create-snapshot" or "GET /snapshots".
func (c *Calls) Count(text string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := 0
	for route, n := range c.byRoute {
		if strings.Contains(route, text) {
			sum += n
		}
	}
	return sum
}

// Of is the number of calls to exactly one route, such as "GET /snapshots".
func (c *Calls) Of(route string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byRoute[route]
}

// Reset sets all counts to zero.
func (c *Calls) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.byRoute)
}

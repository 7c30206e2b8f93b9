package web

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"sync"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
)

// maxOrders limits the cached orders, each of which takes a few dozen bytes per volume.
const maxOrders = 12

// OrderMemory remembers the orders that lists were opened with, so that rows keep their place, and is safe for
// concurrent use.
type OrderMemory struct {
	mu     sync.Mutex
	orders map[string]*inventory.Ranks
	oldest []string
	report *coverage.Report // whose order is the latest
	last   string
}

// Remember returns the name of a report's order.
func (m *OrderMemory) Remember(r *coverage.Report) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.report == r {
		return m.last
	}
	ranks := r.Ranks()
	h := fnv.New64a()
	for _, v := range r.WorstFirst(0) {
		_, _ = h.Write([]byte(v.ID))
	}
	name := strconv.FormatUint(h.Sum64(), 36)
	m.report, m.last = r, name
	if _, known := m.orders[name]; known {
		return name
	}
	if m.orders == nil {
		m.orders = map[string]*inventory.Ranks{}
	}
	m.orders[name], m.oldest = ranks, append(m.oldest, name)
	if len(m.oldest) > maxOrders {
		delete(m.orders, m.oldest[0])
		m.oldest = slices.Delete(m.oldest, 0, 1)
	}
	return name
}

// Ranks returns the order with a name, or nil.
func (m *OrderMemory) Ranks(name string) *inventory.Ranks {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.orders[name]
}

// RunningVolumes returns the IDs of the volumes with an open operation, as the same set until an operation changes.
func (s *Base) RunningVolumes() *inventory.IDs {
	return s.running.Get(s.Operations.Version(), func() *inventory.IDs {
		var ids []string
		for _, op := range s.Operations.Running() {
			if op.VolumeID != "" && !op.State.Final() && !op.Planned() {
				ids = append(ids, op.VolumeID)
			}
		}
		return inventory.NewIDs(ids...)
	})
}

// StripDays is the number of days in a volume's strip, including today.
const StripDays = 14

// maxPastVolumes limits the volumes whose samples are cached.
const maxPastVolumes = 20_000

// PastFor is the time for which samples are cached, because those of past days can still be added late.
const PastFor = time.Minute

// PastDaysCache caches the volumes' samples of the last days, except today's, whose state is known better, and is
// safe for concurrent use.
type PastDaysCache struct {
	mu   sync.RWMutex
	read time.Time
	rows map[string][]sample.Row // by volume, including those without samples
}

// Of returns the samples of a volume.
func (c *PastDaysCache) Of(volumeID string) []sample.Row {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.rows[volumeID]
}

// Load reads the samples of the volumes that are not cached yet.
func (c *PastDaysCache) Load(ctx context.Context, samples Samples, now time.Time, ids []string) error {
	today, missing := sample.DayOf(now), c.missing(now, ids)
	if len(missing) == 0 {
		return nil
	}
	rows, err := samples.Samples(ctx, sample.OfVolume, missing, (today - StripDays + 1).Month(), today.Month())
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range missing {
		c.rows[id] = nil
	}
	for _, r := range rows {
		c.rows[r.ID] = append(c.rows[r.ID], r)
	}
	return nil
}

func (c *PastDaysCache) missing(now time.Time, ids []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil || now.Sub(c.read) >= PastFor || len(c.rows) > maxPastVolumes {
		c.rows, c.read = map[string][]sample.Row{}, now
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		_, known := c.rows[id]
		return known
	})
}

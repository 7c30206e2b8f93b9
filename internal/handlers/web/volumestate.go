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

// maxOrders is how many orders are remembered. Each takes a few dozen bytes for each volume.
const maxOrders = 12

// OrderMemory remembers orders that lists were opened with, so that their rows keep their place. It may be used
// concurrently.
type OrderMemory struct {
	mu     sync.Mutex
	orders map[string]*inventory.Ranks
	oldest []string
	report *coverage.Report // whose order has the name last
	last   string
}

// Remember returns the name of the order that a report has now.
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

// Ranks is the order of a name, or nil.
func (m *OrderMemory) Ranks(name string) *inventory.Ranks {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.orders[name]
}

// RunningVolumes are the ids of the volumes with an open operation, the same set until any operation changes.
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

// StripDays is how many days the strip of a volume shows, today included.
const StripDays = 14

// maxPastVolumes bounds of how many volumes samples are remembered.
const maxPastVolumes = 20_000

// PastFor is how long samples are remembered. Those of past days do not change, but may be added late.
const PastFor = time.Minute

// PastDaysCache remembers the samples of volumes of the last days, today's excepted, which is known better. It
// may be used concurrently.
type PastDaysCache struct {
	mu   sync.RWMutex
	read time.Time
	rows map[string][]sample.Row // by volume; those without samples have none
}

// Of are the samples of a volume.
func (c *PastDaysCache) Of(volumeID string) []sample.Row {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.rows[volumeID]
}

// Load reads the samples of those volumes of which they are not known yet.
func (c *PastDaysCache) Load(ctx context.Context, samples Samples, now time.Time, ids []string) error {
	today, missing := sample.DayOf(now), c.missing(now, ids)
	if samples == nil || len(missing) == 0 {
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

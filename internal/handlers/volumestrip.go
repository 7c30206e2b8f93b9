package handlers

import (
	"context"
	"slices"
	"sync"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
)

// stripDays is how many days the strip of a volume shows, today included.
const stripDays = 14

// maxPastVolumes bounds of how many volumes samples are remembered.
const maxPastVolumes = 20_000

// pastFor is how long samples are remembered. Those of past days do not change, but may be added late.
const pastFor = time.Minute

// pastDaysCache remembers the samples of volumes of the last days, today's excepted, which is known better. It
// may be used concurrently.
type pastDaysCache struct {
	mu   sync.RWMutex
	read time.Time
	rows map[string][]sample.Row // by volume; those without samples have none
}

// of are the samples of a volume.
func (c *pastDaysCache) of(volumeID string) []sample.Row {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.rows[volumeID]
}

// load reads the samples of those volumes of which they are not known yet.
func (c *pastDaysCache) load(ctx context.Context, samples Samples, now time.Time, ids []string) error {
	today, missing := sample.DayOf(now), c.missing(now, ids)
	if samples == nil || len(missing) == 0 {
		return nil
	}
	rows, err := samples.Samples(ctx, sample.OfVolume, missing, (today - stripDays + 1).Month(), today.Month())
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

func (c *pastDaysCache) missing(now time.Time, ids []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil || now.Sub(c.read) >= pastFor || len(c.rows) > maxPastVolumes {
		c.rows, c.read = map[string][]sample.Row{}, now
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		_, known := c.rows[id]
		return known
	})
}

// loadPast reads what the strips of volumes show. Without it they show less, and the list is there all the
// same.
func (s *Server) loadPast(req pageRequest, volumes []inventory.Volume) {
	ids := idsOf(volumes, func(x inventory.Volume) string { return x.ID })
	if err := s.pastDays.load(req.ctx, s.Samples, req.now, ids); err != nil {
		s.Log.Warn("read the samples of volumes", "error", err.Error())
	}
}

// volumeStrip is how a volume was protected on the last days.
func (s *Server) volumeStrip(req pageRequest, x *inventory.Volume) views.Cell {
	report := req.report()
	if _, known := report.Of(x.ID); !known || !report.Complete {
		return views.Cell{}
	}
	today := sample.DayOf(req.now)
	req.expiry.limit(today.End())
	req.expiry.limit(req.now.Add(pastFor))
	days := sample.History(report, x.ID, s.pastDays.of(x.ID), today-stripDays+1, today)
	strip := views.DayStrip{Days: make([]views.DayState, 0, len(days))}
	for _, d := range days {
		strip.Days = append(strip.Days, views.DayState(dayState(d.State)))
	}
	return views.Cell{Strip: &strip}
}

// dayState is a state of a day; what nobody saw is unknown.
func dayState(s coverage.State) string {
	if s == "" {
		return "unknown"
	}
	return string(s)
}

package volumelist

import (
	"context"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// LoadDailySamples reads the samples for the strips of volumes, which show less when that fails.
func (s *List) LoadDailySamples(ctx context.Context, req web.Request, volumes []inventory.Volume) {
	ids := selection.IDsOf(volumes, func(x inventory.Volume) string { return x.ID })
	if err := s.dailySamples.Load(ctx, s.Samples, req.Now, ids); err != nil {
		s.Log.Warn("read samples of volumes", "error", err)
	}
}

func (s *List) volumeStrip(req web.Request, x *inventory.Volume) ui.Cell {
	report := req.Report()
	if _, known := report.Of(x.ID); !known || !report.Complete {
		return ui.Cell{}
	}
	today := sample.DayOf(req.Now)
	req.Expiry.Limit(today.End())
	req.Expiry.Limit(req.Now.Add(samplesExpiry))
	days := sample.History(report, x.ID, s.dailySamples.Of(x.ID), today-stripDays+1, today)
	strip := views.DayStrip{Days: make([]views.DayState, 0, len(days))}
	for _, d := range days {
		strip.Days = append(strip.Days, DayState(d.State))
	}
	return ui.Cell{Drawing: &strip}
}

// DayState returns the state of a day, which is unknown without a sample.
func DayState(s coverage.State) views.DayState {
	if s == "" {
		return "unknown"
	}
	return views.DayState(s)
}

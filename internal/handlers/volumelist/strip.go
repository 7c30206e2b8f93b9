package volumelist

import (
	"context"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// LoadPast reads what the strips of volumes show. Without it they show less, and the list is there all the
// same.
func (s *List) LoadPast(ctx context.Context, req web.Request, volumes []inventory.Volume) {
	ids := web.IDsOf(volumes, func(x inventory.Volume) string { return x.ID })
	if err := s.PastDays.Load(ctx, s.Samples, req.Now, ids); err != nil {
		s.Log.Warn("read the samples of volumes", "error", err.Error())
	}
}

// volumeStrip is how a volume was protected on the last days.
func (s *List) volumeStrip(req web.Request, x *inventory.Volume) ui.Cell {
	report := req.Report()
	if _, known := report.Of(x.ID); !known || !report.Complete {
		return ui.Cell{}
	}
	today := sample.DayOf(req.Now)
	req.Expiry.Limit(today.End())
	req.Expiry.Limit(req.Now.Add(web.PastFor))
	days := sample.History(report, x.ID, s.PastDays.Of(x.ID), today-web.StripDays+1, today)
	strip := views.DayStrip{Days: make([]views.DayState, 0, len(days))}
	for _, d := range days {
		strip.Days = append(strip.Days, views.DayState(DayState(d.State)))
	}
	return ui.Cell{Drawing: &strip}
}

// DayState is a state of a day; what nobody saw is unknown.
func DayState(s coverage.State) string {
	if s == "" {
		return "unknown"
	}
	return string(s)
}

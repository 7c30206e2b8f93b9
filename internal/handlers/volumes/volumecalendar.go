package volumes

import (
	"context"

	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
)

// calendarWeeks is the number of weeks in a volume's calendar, including the current one.
const calendarWeeks = 13

func (s *Handlers) volumeCalendar(ctx context.Context, req web.Request, vol inventory.Volume) views.Calendar {
	report := req.Report()
	if _, known := report.Of(vol.ID); !known || !report.Complete {
		return views.Calendar{}
	}
	today := sample.DayOf(req.Now)
	weekday := (int(today.Start().Weekday()) + 6) % 7 // from Monday
	from := today - sample.Day(weekday+7*(calendarWeeks-1))
	var c views.Calendar
	for _, d := range sample.History(report, vol.ID, s.samplesOf(ctx, vol.ID, from, today), from, today) {
		c.Add(d.Day.Start(), volumelist.DayState(d.State), d.Made)
	}
	return c
}

// samplesOf returns the samples of a volume in a range of days; a failure only leaves gaps.
func (s *Handlers) samplesOf(ctx context.Context, volumeID string, from, to sample.Day) []sample.Row {
	rows, err := s.Samples.Samples(ctx, sample.OfVolume, []string{volumeID}, from.Month(), to.Month())
	if err != nil {
		s.Log.Warn("read samples of volume", "error", err)
	}
	return rows
}

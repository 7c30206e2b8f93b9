package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
)

// calendarWeeks is how many weeks the calendar of a volume shows, this one included.
const calendarWeeks = 13

// volumeCalendar is how a volume was protected on each day of the last weeks.
func (s *Server) volumeCalendar(req pageRequest, vol inventory.Volume) views.Calendar {
	report := req.report()
	if _, known := report.Of(vol.ID); !known || !report.Complete {
		return views.Calendar{}
	}
	today := sample.DayOf(req.now)
	weekday := (int(today.Start().Weekday()) + 6) % 7 // from Monday
	from := today - sample.Day(weekday+7*(calendarWeeks-1))
	var c views.Calendar
	for _, d := range sample.History(report, vol.ID, s.samplesOf(req, vol.ID, from, today), from, today) {
		c.Add(d.Day.Start(), views.DayState(dayState(d.State)), d.Made)
	}
	return c
}

// samplesOf are the samples of a volume from one day to another. Without them less is known.
func (s *Server) samplesOf(req pageRequest, volumeID string, from, to sample.Day) []sample.Row {
	if s.Samples == nil {
		return nil
	}
	rows, err := s.Samples.Samples(req.ctx, sample.OfVolume, []string{volumeID}, from.Month(), to.Month())
	if err != nil {
		s.Log.Warn("read the samples of a volume", "error", err.Error())
	}
	return rows
}

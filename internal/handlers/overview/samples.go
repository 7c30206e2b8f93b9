package overview

import (
	"context"
	"time"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/sample"
)

// samplesSince reads the samples of the last days; a failure is logged and leaves gaps on the page.
func (s *Handlers) samplesSince(ctx context.Context, req web.Request, days int, kind sample.Kind, ids ...string) []sample.Row {
	from := req.Now.Add(-time.Duration(days) * 24 * time.Hour)
	rows, err := s.Samples.Samples(ctx, kind, ids, sample.DayOf(from).Month(), sample.DayOf(req.Now).Month())
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("read samples", "error", err, "kind", kind)
	}
	return rows
}

const chartDays = 90

// contractHistory returns the contract's samples of the last days, oldest first.
func (s *Handlers) contractHistory(ctx context.Context, req web.Request) []sample.Point[sample.ContractDay] {
	days := sample.ContractDays(s.samplesSince(ctx, req, chartDays, sample.OfContract, sample.ContractKey(req.View).ID))
	first := sample.DayOf(req.Now) - chartDays
	for len(days) > 0 && days[0].Day <= first {
		days = days[1:]
	}
	return days
}

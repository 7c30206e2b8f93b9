package web

import (
	"context"
	"time"

	"snapdeck/internal/sample"
)

// Samples returns the samples of past days.
type Samples interface {
	// Samples returns the rows of resources in a range of months.
	Samples(ctx context.Context, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error)
}

// SamplesSince reads the samples of the last days; a failure is logged and leaves gaps on the page.
func (s *Base) SamplesSince(ctx context.Context, req Request, days int, kind sample.Kind, ids ...string) []sample.Row {
	from := req.Now.Add(-time.Duration(days) * 24 * time.Hour)
	rows, err := s.Samples.Samples(ctx, kind, ids, sample.DayOf(from).Month(), sample.DayOf(req.Now).Month())
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("read samples", "error", err, "kind", kind)
	}
	return rows
}

// chartDays is the number of days in a chart.
const chartDays = 90

// ContractPast returns the contract's samples of the last days, oldest first.
func (s *Base) ContractPast(ctx context.Context, req Request) []sample.Point[sample.ContractDay] {
	days := sample.ContractDays(s.SamplesSince(ctx, req, chartDays, sample.OfContract, sample.ContractKey(req.View).ID))
	first := sample.DayOf(req.Now) - chartDays
	for len(days) > 0 && days[0].Day <= first {
		days = days[1:]
	}
	return days
}

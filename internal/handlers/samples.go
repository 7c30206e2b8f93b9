package handlers

import (
	"context"
	"time"

	"snapdeck/internal/sample"
)

// Samples are what was sampled of past days.
type Samples interface {
	// Samples returns the rows of things from one month to another.
	Samples(ctx context.Context, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error)
}

// noSamples are the samples of nothing.
type noSamples struct{}

func (noSamples) Samples(context.Context, sample.Kind, []string, sample.Month, sample.Month) ([]sample.Row, error) {
	return nil, nil
}

// samplesSince reads what was sampled of things in the last days. What cannot be read is missing on the
// page, with a line in the log.
func (s *Server) samplesSince(req pageRequest, days int, kind sample.Kind, ids ...string) []sample.Row {
	from := req.now.Add(-time.Duration(days) * 24 * time.Hour)
	rows, err := s.Samples.Samples(req.ctx, kind, ids, sample.DayOf(from).Month(), sample.DayOf(req.now).Month())
	if err != nil && req.ctx.Err() == nil {
		s.Log.Warn("read samples", "error", err.Error(), "kind", kind)
	}
	return rows
}

// chartDays is how many days back a chart goes.
const chartDays = 90

// contractPast is what was sampled of the contract in the last days, the oldest day first.
func (s *Server) contractPast(req pageRequest) []sample.Point[sample.ContractDay] {
	days := sample.ContractDays(s.samplesSince(req, chartDays, sample.OfContract, sample.ContractKey(req.view).ID))
	first := sample.DayOf(req.now) - chartDays
	for len(days) > 0 && days[0].Day <= first {
		days = days[1:]
	}
	return days
}

package overview

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/sample"
)

// storedSamples returns samples and records what was read.
type storedSamples struct {
	rows     []sample.Row
	err      error
	from, to sample.Month
}

func (s *storedSamples) Samples(_ context.Context, _ sample.Kind, _ []string, from, to sample.Month) ([]sample.Row, error) {
	s.from, s.to = from, to
	return s.rows, s.err
}

// The order is oldest first; unreadable samples are missing on the page.
func TestContractHistory_CoversLastDays(t *testing.T) {
	t.Parallel()
	s := &storedSamples{}
	var log strings.Builder
	h, req, report := setup(areatest.NewContract().Volume("a", 10, time.Hour), func(d *web.Deps) {
		d.Samples, d.Log = s, slog.New(slog.NewTextHandler(&log, nil))
	})
	byMonth := map[sample.Month][]byte{}
	for _, age := range []int{0, 1, chartDays - 1, chartDays, chartDays + 1} {
		at := areatest.Noon.AddDate(0, 0, -age)
		for _, e := range sample.Take(report, at) {
			if e.Kind == sample.OfContract {
				day := sample.DayOf(at)
				byMonth[day.Month()] = sample.Put(byMonth[day.Month()], day, e.Data)
			}
		}
	}
	for month, days := range byMonth {
		s.rows = append(s.rows, sample.Row{Key: sample.ContractKey(report.View), Month: month, Days: days})
	}
	today := sample.DayOf(areatest.Noon)
	var days []sample.Day
	for _, p := range h.contractHistory(t.Context(), req) {
		days = append(days, today-p.Day)
	}
	require.Equal(t, fmt.Sprint([]sample.Day{chartDays - 1, 1, 0}), fmt.Sprint(days))
	require.Equal(t, sample.DayOf(areatest.Noon.AddDate(0, 0, -chartDays)).Month(), s.from)
	require.Equal(t, today.Month(), s.to)

	s.rows, s.err = nil, webtest.ErrAway
	require.Empty(t, h.contractHistory(t.Context(), req))
	require.Contains(t, log.String(), "level=WARN")
}

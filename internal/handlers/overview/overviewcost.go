package overview

import (
	"fmt"
	"math"
	"strings"
	"time"

	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/price"
	"snapdeck/internal/quantity"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The range of days over which a trend is measured.
const (
	trendDays    = 30
	minTrendDays = 7
)

// costPanel returns the monthly cost of the snapshots, and its trend.
func (s *Handlers) costPanel(req web.Request, history []sample.Point[sample.ContractDay]) views.CostPanel {
	t := s.snapshotAges(req).total
	size := quantity.ShortGB(t.GB) + " in " + quantity.Plural(t.Count, "snapshot", "snapshots")
	p := views.CostPanel{Title: "Snapshot storage", Notes: []string{size}}
	priced := req.View.Prices.Known() && (t.Cost.Priced || len(t.Cost.Unpriced) == 0)
	switch {
	case priced:
		p.Title = "Cost of snapshots"
		p.Amount, p.Exact, p.Unit = amountText(req.View.Prices, t.Cost, money.Short), amountText(req.View.Prices, t.Cost, money.Text), "a month (30 days)"
		p.Notes = append(p.Notes, costNotes(req, t.Cost)...)
	case req.View.Prices.Known():
		p.Notes = append(p.Notes, "No price is set for "+strings.Join(t.Cost.Unpriced, ", ")+".")
	}
	value := func(d sample.ContractDay) float64 { return d.GB }
	if priced {
		value = func(d sample.ContractDay) float64 { return float64(d.Cost) }
	}
	p.Trend, p.Chart = trendText(req, history, value), costChart(req, history, priced, value)
	return p
}

// amountText returns an amount of money, marked as a minimum when some of it has no price.
func amountText(prices price.List, sum price.Sum, text func(price.List, price.Amount) string) string {
	if len(sum.Unpriced) > 0 {
		return "≥ " + text(prices, sum.Amount)
	}
	return text(prices, sum.Amount)
}

func costNotes(req web.Request, sum price.Sum) []string {
	var notes []string
	if len(sum.Unpriced) > 0 {
		notes = append(notes, "No price is set for "+strings.Join(sum.Unpriced, ", ")+".")
	}
	if open := req.View.Unattributed(); open.Count > 0 && open.Cost.Amount > 0 {
		notes = append(notes, money.Short(req.View.Prices, open.Cost.Amount)+" of it cannot be attributed to a volume yet.")
	}
	return notes
}

// trendText returns a change as text, or "" when too few days are known.
func trendText(req web.Request, history []sample.Point[sample.ContractDay], value func(sample.ContractDay) float64) string {
	if len(history) == 0 {
		return ""
	}
	today, last := sample.DayOf(req.Now), history[len(history)-1]
	first := history[0]
	for _, p := range history {
		if p.Day <= today-trendDays {
			first = p
		}
	}
	if last.Day-first.Day < minTrendDays {
		return fmt.Sprintf("Trend after %d daily samples: %d of %d days so far.", minTrendDays+1, last.Day-first.Day+1, minTrendDays+1)
	}
	before, now := value(first.Of), value(last.Of)
	if before <= 0 {
		return ""
	}
	change := math.Round((now - before) / before * 100)
	since := fmt.Sprintf("in %d days", last.Day-first.Day)
	switch {
	case change > 0:
		return fmt.Sprintf("+%.0f %% %s", change, since)
	case change < 0:
		return fmt.Sprintf("−%.0f %% %s", -change, since)
	default:
		return "unchanged " + since
	}
}

// costChart draws the cost of the snapshots, or their size when there are no prices; nil while too few days are
// known.
func costChart(req web.Request, history []sample.Point[sample.ContractDay], priced bool, value func(sample.ContractDay) float64) *ui.LineChart {
	if len(history) < 2 {
		return nil
	}
	scale := newScale(history[0].Day, history[len(history)-1].Day)
	points := make([]point, 0, len(history))
	c := &ui.LineChart{
		From: dateText(req, history[0].Day.Start()), To: dateText(req, scale.to.Start()), TableName: "Numbers", Columns: []string{"Day", "Size", "Snapshots"},
		Label: "Size of all snapshots by day",
	}
	text := quantity.ShortGB
	if priced {
		c.Columns, c.Label = append(c.Columns, "Cost"), "Cost of all snapshots by day"
		text = func(v float64) string { return money.Short(req.View.Prices, price.Amount(v)) }
	}
	for _, p := range history {
		scale.include(value(p.Of))
		points = append(points, point{p.Day, value(p.Of)})
		row := []string{p.Day.Start().Format(time.DateOnly), quantity.GB(p.Of.GB), quantity.Count(p.Of.Count)}
		if priced {
			row = append(row, money.Text(req.View.Prices, p.Of.Cost))
		}
		c.Rows = append(c.Rows, row)
	}
	c.Line = scale.line(points...)
	c.Bottom, c.Top = scale.bounds(text)
	return c
}

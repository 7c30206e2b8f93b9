package overview

import (
	"fmt"
	"math"
	"time"

	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// forecastDays limits how far the chart of a quota looks ahead.
const forecastDays = 45

type kindQuota struct {
	operation.Quota
	kind string
}

// contractQuotas returns the contract's quotas, the one that snapshots count against first.
func (s *Handlers) contractQuotas(req web.Request) []kindQuota {
	return []kindQuota{{quotas.HDD(s.Base, req), "HDD"}, {operation.SSDQuota(req.View, s.Operations.Running()), "SSD"}}
}

// quotaPanel returns the quotas, and when the one that snapshots count against will be full.
func (s *Handlers) quotaPanel(req web.Request, history []sample.Point[sample.ContractDay]) views.QuotaPanel {
	p := views.QuotaPanel{Meters: quotas.Meters(s.Base, req)}
	if len(p.Meters) == 0 || !quotas.HDD(s.Base, req).Known() {
		return p
	}
	p.Meters[0].Notes = p.Meters[0].Notes[:len(p.Meters[0].Notes)-1] // the create form explains what snapshots count against
	uses := sample.HDDUse(history)
	f := sample.ForecastOf(uses)
	p.Forecast, p.Chart = forecastText(req, f), quotaChart(req, uses, f)
	return p
}

// forecastText describes when a quota will be full.
func forecastText(req web.Request, f sample.Forecast) string {
	switch {
	case !f.Known:
		return fmt.Sprintf("Forecast after %d daily samples: %d of %d days so far.", sample.ForecastNeeds, min(f.Samples, sample.ForecastNeeds), sample.ForecastNeeds)
	case f.Full:
		return "The quota is full."
	case !f.FullOn.IsZero():
		return fmt.Sprintf("Full on %s at this rate (+%s a day).", dateText(req, f.FullOn), quantity.GB(perDay(f)))
	case f.Growing:
		return fmt.Sprintf("Not full within three years at this rate (+%s a day).", quantity.GB(perDay(f)))
	default:
		return "Not growing."
	}
}

func perDay(f sample.Forecast) float64 { return math.Max(0.1, math.Round(f.PerDay*10)/10) }

// forecastSuffix returns the forecast as the end of a line; empty when there is none.
func forecastSuffix(req web.Request, f sample.Forecast) string {
	if f.FullOn.IsZero() || f.Full {
		return ""
	}
	return ", full on " + dateText(req, f.FullOn) + " at this rate"
}

// dateText returns a day in UTC, like the samples, with the year only if it is another one: "9 Dec".
func dateText(req web.Request, day time.Time) string {
	if day.Year() != req.Now.UTC().Year() {
		return day.Format("2 Jan 2006")
	}
	return day.Format("2 Jan")
}

// quotaChart draws the use of a quota and its forecast; nil while too few days are known.
func quotaChart(req web.Request, uses []sample.Use, f sample.Forecast) *ui.LineChart {
	if len(uses) < 2 {
		return nil
	}
	last := uses[len(uses)-1]
	scale := newScale(uses[0].Day, last.Day)
	for _, u := range uses {
		scale.include(u.Used)
	}
	scale.include(last.Limit)
	if f.Growing && !f.Full {
		scale.to = last.Day + forecastDays
		if full := sample.DayOf(f.FullOn); !f.FullOn.IsZero() && full < scale.to {
			scale.to = full
		}
	}
	c := &ui.LineChart{
		Label: "HDD storage used, " + forecastText(req, f), From: dateText(req, uses[0].Day.Start()), To: dateText(req, scale.to.Start()),
		Limit: scale.y(last.Limit), TableName: "Numbers", Columns: []string{"Day", "Used", "Limit"},
	}
	c.Bottom, c.Top = scale.bounds(quantity.GB)
	points := make([]point, 0, len(uses))
	for _, u := range uses {
		points = append(points, point{u.Day, u.Used})
		c.Rows = append(c.Rows, []string{u.Day.Start().Format(time.DateOnly), quantity.GB(u.Used), quantity.GB(u.Limit)})
	}
	c.Line = scale.line(points...)
	if scale.to > last.Day {
		end := math.Min(last.Limit, last.Used+f.PerDay*float64(scale.to-last.Day))
		c.Future = scale.line(point{last.Day, last.Used}, point{scale.to, end})
	}
	return c
}

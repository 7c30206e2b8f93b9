package overview

import (
	"context"
	"slices"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/quantity"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The limits of the heat map.
const (
	heatDays    = 30
	heatVolumes = 12
)

// heatMap shows the protection of the worst volumes over the last days; nil before the contract has been read.
func (s *Handlers) heatMap(ctx context.Context, req web.Request, r *coverage.Report) *views.HeatMap {
	if !r.Complete || r.Total.Count == 0 {
		return nil
	}
	worst := slices.DeleteFunc(r.WorstFirst(heatVolumes), func(v coverage.Volume) bool { return v.State == coverage.Excluded })
	ids := selection.IDsOf(worst, func(v coverage.Volume) string { return v.ID })
	rows := sample.ByID(s.samplesSince(ctx, req, heatDays, sample.OfVolume, ids...))
	today := sample.DayOf(req.Now)
	first, sampled := today-heatDays+1, 0
	h := &views.HeatMap{From: dateText(req, first.Start()), To: "today", Days: heatDays}
	for _, v := range worst {
		days := sample.History(r, v.ID, rows[v.ID], first, today)
		for _, d := range days {
			if d.Sampled && d.Day != today {
				sampled++
			}
		}
		h.Rows = append(h.Rows, heatRow(req, v, days))
	}
	if open := r.Total.Count - r.Sum(coverage.Protected).Count - r.Sum(coverage.Excluded).Count; open > heatVolumes {
		h.All = ui.Link{Text: "All " + quantity.Count(open) + " not protected", Href: "/volumes"}
	}
	if sampled == 0 {
		h.Sampled = "Snapdeck samples every day from now on. Earlier days show what existing snapshots prove; the rest is unknown."
	}
	return h
}

func heatRow(req web.Request, v coverage.Volume, days []sample.DayCoverage) views.HeatRow {
	row := views.HeatRow{Volume: resource.VolumeLink(req.View, v.ID, ""), State: string(v.State), Pill: coveragePill(v.State), Detail: heatDetail(req, v)}
	begin := 0
	for i := range days {
		if i+1 < len(days) && days[i+1].State == days[i].State {
			continue
		}
		state := string(volumelist.DayState(days[i].State))
		row.Runs = append(row.Runs, views.HeatRun{
			State: state, Text: daysText(req, days[begin].Day, days[i].Day) + ": " + stateWord(days[i].State), Path: views.HeatPath(state, begin, i-begin+1),
		})
		begin = i + 1
	}
	return row
}

// daysText returns a range of days: "12 Nov to 15 Nov".
func daysText(req web.Request, from, to sample.Day) string {
	if from == to {
		return dateText(req, from.Start())
	}
	return dateText(req, from.Start()) + " to " + dateText(req, to.Start())
}

func stateWord(s coverage.State) string {
	switch s {
	case "":
		return "unknown"
	case coverage.Never:
		return "no snapshot"
	case coverage.Probably:
		return "probably protected"
	default:
		return string(s)
	}
}

// heatDetail returns the age of the newest good snapshot.
func heatDetail(req web.Request, v coverage.Volume) string {
	good := v.LastGood()
	if !good.There() || good.At.IsZero() {
		return ""
	}
	text := ui.Span(req.Now.Sub(good.At))
	if good.ID != v.Good.ID {
		return "≈ " + text
	}
	return text
}

// coveragePill returns the badge of a state, which is muted when the volume is protected.
func coveragePill(s coverage.State) ui.Pill {
	switch s {
	case coverage.Protected:
		return ui.Pill{Tone: "quiet", Icon: "check", Label: s.Name()}
	case coverage.Probably:
		return ui.Pill{Tone: "quiet", Icon: "question", Label: "≈ Probably", Title: "Only a snapshot whose source is likely is young enough"}
	case coverage.Late:
		return ui.Pill{Tone: "warn", Icon: "clock", Label: s.Name(), Title: "The newest good snapshot is older than the target"}
	case coverage.Never:
		return ui.Pill{Tone: "bad", Icon: "none-yet", Label: s.Name(), Title: "No snapshot is known"}
	case coverage.Failing:
		return ui.Pill{Tone: "bad", Icon: "cross", Label: s.Name(), Title: "The newest attempt since the last good snapshot failed"}
	default:
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: s.Name()}
	}
}

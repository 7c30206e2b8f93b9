package overview

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// overview is the start page, which shows how well the volumes are protected and what to do next.
func (s *Handlers) overview(ctx context.Context, req web.Request) (web.Page, error) {
	r := s.Coverage()
	req.View = r.View // so that all numbers are from one view
	history := s.contractHistory(ctx, req)
	p := views.Overview{
		Create: createLink(r), Coverage: coverageBar(req, r), Start: s.gettingStarted(r), Quota: s.quotaPanel(req, history),
		Cost: s.costPanel(req, history), Ages: s.agePanel(req), Running: s.runningPanel(req), Heat: s.heatMap(ctx, req, r),
	}
	var err error
	if p.Attention, err = s.attention(ctx, req, r, history); err != nil {
		return web.Page{}, err
	}
	return web.Page{
		Title: "Overview", Nav: "overview",
		Body: func(sh views.PageLayout) templ.Component { return views.OverviewPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "coverage", HTML: views.OverviewCoverage(p.Coverage)},
			{ID: "attention", HTML: views.OverviewAttention(s.plainLayout(), p.Attention)},
			{ID: "start", HTML: views.OverviewStart(p.Start)},
			{ID: "heat", HTML: views.OverviewHeat(p.Heat)},
			{ID: "running", HTML: views.OverviewRunning(p.Running)},
			{ID: "quotas", HTML: views.OverviewQuota(p.Quota)},
			{ID: "cost", HTML: views.OverviewCost(p.Cost)},
			{ID: "ages", HTML: views.OverviewAges(p.Ages)},
		},
	}, nil
}

// plainLayout returns the part of the layout that a fragment with icons needs.
func (s *Handlers) plainLayout() views.PageLayout { return views.PageLayout{Asset: s.Assets.URL} }

// createLink links to the volumes, the worst state first.
func createLink(r *coverage.Report) ui.Link {
	if len(r.View.Volumes) == 0 {
		return ui.Link{}
	}
	return ui.Link{Text: "Create snapshots", Href: "/volumes"}
}

func coverageHref(state coverage.State) string { return "/volumes?coverage=" + string(state) }

// shownStates returns the states in the order of the bar, the good ones on the left.
func shownStates() []coverage.State {
	return []coverage.State{coverage.Protected, coverage.Probably, coverage.Late, coverage.Never, coverage.Failing, coverage.Excluded}
}

func coverageBar(req web.Request, r *coverage.Report) views.CoverageBar {
	if !r.Complete {
		return views.CoverageBar{Loading: loadingText(r.View.Loading)}
	}
	b := views.CoverageBar{
		Empty: r.Total.Count == 0, Total: quantity.Plural(r.Total.Count, "volume", "volumes"), Size: quantity.ShortGB(r.Total.GB),
		Target: ui.Link{Text: ui.Span(r.Target), Href: "/settings"}, ReadAt: req.Moment(req.Health.ReadAt),
	}
	widths, from := barWidths(r), 0.0
	for i, state := range shownStates() {
		sum := r.Sum(state)
		b.Parts = append(b.Parts, views.CoveragePart{
			State: string(state), Label: state.Name(), Href: coverageHref(state), Count: quantity.Count(sum.Count), Size: quantity.ShortGB(sum.GB), Exact: quantity.GB(sum.GB), N: sum.Count,
			X: ui.PercentText(from), Width: ui.PercentText(widths[i]),
		})
		from += widths[i]
	}
	return b
}

// minWidth is the minimal width, in percent, of a part of the bar, so that a single volume stays visible.
const minWidth = 1.0

// barWidths returns the widths of the states in percent, which add up to 100.
func barWidths(r *coverage.Report) []float64 {
	widths, sum := make([]float64, len(shownStates())), 0.0
	for i, state := range shownStates() {
		if n := r.Sum(state).Count; n > 0 {
			widths[i] = max(minWidth, 100*float64(n)/float64(r.Total.Count))
			sum += widths[i]
		}
	}
	for i := range widths {
		widths[i] *= 100 / max(1, sum)
	}
	return widths
}

// loadingText describes how much of the contract has been read.
func loadingText(l inventory.Progress) string {
	if l.Total == 0 {
		return "Snapdeck is reading the contract. The protection of its volumes is shown when all of it has been read."
	}
	return fmt.Sprintf("Snapdeck has read %d of %s. The protection of the volumes is shown when all of them have been read.",
		l.Done, quantity.Plural(l.Total, "data center", "data centers"))
}

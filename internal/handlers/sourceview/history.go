package sourceview

import (
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// History describes how far the past requests have been read, from which most sources are inferred.
func History(req web.Request, p inventory.RequestHistory) views.HistoryStatus {
	known := "From names and sizes alone."
	if !p.ReadAt.IsZero() {
		known = "From " + quantity.Plural(len(p.Requests), "create-snapshot request", "create-snapshot requests") +
			" that IONOS Cloud still lists since " + p.Since.In(req.Zone).Format("2006-01-02") + ", and from names and sizes. Requests were read"
	}
	v := views.HistoryStatus{Pill: ui.Pill{Tone: "good", Icon: "check", Label: "Requests read"}, Text: known}
	if !p.ReadAt.IsZero() {
		v.When = req.Moment(p.ReadAt)
	}
	switch {
	case p.Loading || p.ReadAt.IsZero() && p.Err == nil:
		v.Pill = ui.Pill{Tone: "busy", Icon: "spin", Label: "Reading requests"}
		if p.ReadAt.IsZero() {
			v.Text = "Past requests are being read from IONOS Cloud, " + quantity.Count(p.Loaded) + " so far. Until then sources are matched by names and sizes alone."
		}
	case p.Err != nil:
		w := operation.ExplainCode(operation.FailureKind(p.Err))
		v.Pill = ui.Pill{Tone: "warn", Icon: "alert", Label: "Requests not read"}
		v.Cause = []string{"The requests of the past could not be read, so some matches are missing or less sure than they could be. " + w.Happened, "Snapdeck tries again in a minute while this page is open."}
	}
	return v
}

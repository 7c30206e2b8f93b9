package overview

import (
	"fmt"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// gettingStarted returns the first steps, or nil once a contract is connected and a target is set.
func (s *Handlers) gettingStarted(r *coverage.Report) *views.GettingStarted {
	target := s.TargetSet == nil || s.TargetSet()
	if !s.Cloud.Simulated && target {
		return nil
	}
	connect := views.StartStep{Key: "connect", Done: !s.Cloud.Simulated, Link: ui.Link{Text: "Connect a contract", Href: "/help"}}
	connect.Text = "Set IONOS_TOKEN and restart Snapdeck. Until then everything here is simulated."
	if connect.Done {
		connect.Text = "Snapdeck reads your contract."
	}
	sources := views.StartStep{Key: "sources", Link: ui.Link{Text: "Confirm sources", Href: paths.SourcesPath}}
	sources.Text = "IONOS Cloud does not record which volume a snapshot came from."
	if r.Complete {
		certain, likely := r.View.UnwrittenSources(), r.View.LikelySources()
		sources.Done = certain == 0 && likely == 0
		sources.Text += fmt.Sprintf(" Snapdeck matched %d for certain, %d as likely.", certain, likely)
	}
	if sources.Done {
		sources.Text = "No match is waiting."
	}
	age := views.StartStep{Key: "target", Done: target, Link: ui.Link{Text: "Set the target age", Href: "/settings"}}
	age.Text = "How old the newest snapshot of a volume may be: " + ui.Span(r.Target) + " now."
	return &views.GettingStarted{Steps: []views.StartStep{connect, sources, age}}
}

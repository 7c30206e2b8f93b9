package volumes

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

type targetSelection struct {
	web.Request
	values  url.Values
	volumes []inventory.Volume
	skipped []views.Skipped
}

func (s *Handlers) targetSelectionOf(c echo.Context) targetSelection {
	f := targetSelection{Request: s.NewRequest(c.Request().URL, nil, session.UserOf(c)), values: c.Request().PostForm}
	for _, id := range selection.IDs(f.values, "vol", func(address *url.URL) []string { return s.volumeList.Matching(f.Request, address) }) {
		vol, known := f.View.Volume(id)
		switch {
		case !known:
			f.skipped = append(f.skipped, resource.Skipped(ui.Link{Text: id}, operation.Gone()))
		case len(f.volumes) >= selection.MaxSelected:
			f.skipped = append(f.skipped, resource.Skipped(resource.VolumeLink(f.View, id, vol.Name), operation.BatchFull(selection.MaxSelected, "volumes")))
		default:
			f.volumes = append(f.volumes, vol)
		}
	}
	return f
}

func (s *Handlers) reviewTargets(c echo.Context) error {
	return s.showTargets(c, s.targetSelectionOf(c), http.StatusOK, "", "")
}

func (s *Handlers) showTargets(c echo.Context, f targetSelection, status int, field, problem string) error {
	r := views.TargetReview{
		Action: paths.BulkTarget + "/record", Preview: paths.BulkTarget, Key: uuid.NewString(), From: selection.Origin(f.values, "/volumes"), Contract: ui.Age(f.Report().Target), Fixed: s.TargetFixed,
		Form:    views.TargetForm{Do: f.values.Get("do"), Target: f.values.Get("target"), Reason: f.values.Get("reason"), Field: field, Problem: problem},
		Skipped: f.skipped[:min(len(f.skipped), selection.MaxSkipped)],
	}
	if r.Form.Do == "" {
		r.Form.Do = targetSet
	}
	changes, _, _ := targetChange(f.values)
	for _, vol := range f.volumes {
		now, _ := f.Report().Of(vol.ID)
		row := views.TargetRow{VolumeRow: volumelist.VolumeRow(f.Request, vol), Now: targetText(now.Target)}
		if changes != nil {
			row.Then = targetText(targetAfter(f.Request, vol.ID, changes))
			row.Unchanged = row.Then == row.Now && len(effectiveTarget(f.Request, vol.ID, changes)) == 0
		}
		r.Rows = append(r.Rows, row)
	}
	title := "Change the target of " + quantity.Plural(len(r.Rows), "volume", "volumes")
	return s.SendPage(c, status, f.Request, web.Page{
		Title: title, Nav: "volumes", Static: true, Crumbs: []ui.Link{{Text: "Volumes", Href: r.From}, {Text: "Review"}},
		Body: func(sh views.PageLayout) templ.Component { return views.TargetReviewPage(sh, title, r) },
	})
}

// targetAfter returns the target of a volume after changes of its labels.
func targetAfter(req web.Request, volumeID string, changes []operation.LabelChange) coverage.Target {
	labels := map[string]string{}
	for _, l := range req.View.LabelsOf(volumeID) {
		labels[l.Key] = l.Value
	}
	for _, c := range changes {
		delete(labels, c.Key)
		if !c.Remove {
			labels[c.Key] = c.Value
		}
	}
	var after []inventory.Label
	for key, value := range labels {
		after = append(after, inventory.Label{Key: key, Value: value})
	}
	return coverage.TargetOf(after, req.Report().Target)
}

// effectiveTarget returns the changes that differ from a volume's current labels.
func effectiveTarget(req web.Request, volumeID string, changes []operation.LabelChange) []operation.LabelChange {
	now := map[string]string{}
	for _, l := range req.View.LabelsOf(volumeID) {
		now[l.Key] = l.Value
	}
	return resource.EffectiveChanges(changes, now)
}

// recordTargets records the change of several targets, all or nothing and once per form.
func (s *Handlers) recordTargets(c echo.Context) error {
	form, err := forms.SentForm(c, s.Ledger)
	if err != nil {
		return err
	}
	f := s.targetSelectionOf(c)
	items := selection.IDsOf(f.volumes, func(vol inventory.Volume) string { return vol.ID })
	used := func(earlier []operation.Operation) error {
		return forms.ShowResent(s.Base, c, f.Request, "volumes", forms.Resent{
			Action: paths.BulkTarget + "/record", Verb: "Change", Field: "vol", Values: f.values,
			Recorded: form.After(earlier).CountRecorded(items), Missing: form.After(earlier).MissingOf(items), Items: items, Earlier: earlier,
		})
	}
	switch {
	case form.WasSent(items...):
		return form.Again(c, "")
	case len(form.Earlier) > 0, len(form.Became) > 0:
		return used(form.Became)
	}
	changes, field, problem := targetChange(f.values)
	if problem != "" {
		return s.showTargets(c, f, http.StatusUnprocessableEntity, field, problem)
	}
	var requests []operation.Request
	for _, vol := range f.volumes {
		if effective := effectiveTarget(f.Request, vol.ID, changes); len(effective) > 0 {
			requests = append(requests, operation.LabellingVolume(vol.DatacenterID, vol.ID, effective))
		}
	}
	if len(requests) == 0 {
		return s.showTargets(c, f, http.StatusUnprocessableEntity, "unchanged", "The selected volumes already have this target.")
	}
	return s.Record(c, form, "", used, requests...)
}

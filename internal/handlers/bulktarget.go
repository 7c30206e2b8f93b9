package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// bulkTarget is where a change of the targets of several volumes is reviewed.
const bulkTarget = bulkPath + "/volumes/target"

// targetSelection is a form about the targets of several volumes.
type targetSelection struct {
	pageRequest
	values  url.Values
	volumes []inventory.Volume
	skipped []views.Skipped
}

func (s *Server) targetSelectionOf(c echo.Context) targetSelection {
	f := targetSelection{pageRequest: s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c)), values: c.Request().PostForm}
	for _, id := range selectedIDs(f.values, "vol", func(address *url.URL) []string { return s.matchingVolumes(f.pageRequest, address) }) {
		vol, known := f.view.Volume(id)
		switch {
		case !known:
			f.skipped = append(f.skipped, views.Skipped{Subject: views.Link{Text: id}, Reason: "It is not in the contract any more."})
		case len(f.volumes) >= maxSelected:
			f.skipped = append(f.skipped, views.Skipped{Subject: volumeLink(f.view, id, vol.Name), Reason: fmt.Sprintf("A batch has at most %s volumes.", views.Count(maxSelected))})
		default:
			f.volumes = append(f.volumes, vol)
		}
	}
	return f
}

// reviewTargets shows the targets of some volumes, and what they would become.
func (s *Server) reviewTargets(c echo.Context) error {
	if err := parseForm(c.Request()); err != nil {
		return err
	}
	return s.showTargets(c, s.targetSelectionOf(c), http.StatusOK, "", "")
}

func (s *Server) showTargets(c echo.Context, f targetSelection, status int, field, problem string) error {
	r := views.TargetReview{
		Action: bulkTarget + "/record", Preview: bulkTarget, Key: uuid.NewString(), From: selectionOrigin(f.values, "/volumes"), Contract: views.Age(f.report().Target), Fixed: s.TargetFixed,
		Form:    views.TargetForm{Do: f.values.Get("do"), Target: f.values.Get("target"), Reason: f.values.Get("reason"), Field: field, Problem: problem},
		Skipped: f.skipped[:min(len(f.skipped), maxSkipped)],
	}
	if r.Form.Do == "" {
		r.Form.Do = targetSet
	}
	changes, _, _ := targetChange(f.values)
	for _, vol := range f.volumes {
		now, _ := f.report().Of(vol.ID)
		row := views.TargetRow{VolumeRow: volumeRow(f.pageRequest, vol), Now: targetText(now.Target)}
		if changes != nil {
			row.Then = targetText(targetAfter(f.pageRequest, vol.ID, changes))
			row.Unchanged = row.Then == row.Now && len(effectiveTarget(f.pageRequest, vol.ID, changes)) == 0
		}
		r.Rows = append(r.Rows, row)
	}
	title := "Change the target of " + views.Plural(len(r.Rows), "volume", "volumes")
	p := page{
		title: title, nav: "volumes", static: true, crumbs: []views.Link{{Text: "Volumes", Href: r.From}, {Text: "Review"}},
		body: func(sh views.PageLayout) templ.Component { return views.TargetReviewPage(sh, title, r) },
	}
	return s.send(c, status, p.body(s.layout(c, p, f.pageRequest)))
}

// targetAfter is the target of a volume after some changes of its labels.
func targetAfter(req pageRequest, volumeID string, changes []operation.LabelChange) coverage.Target {
	labels := map[string]string{}
	for _, l := range req.view.LabelsOf(volumeID) {
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
	return coverage.TargetOf(after, req.report().Target)
}

// effectiveTarget are the changes that would change anything about a volume.
func effectiveTarget(req pageRequest, volumeID string, changes []operation.LabelChange) []operation.LabelChange {
	now := map[string]string{}
	for _, l := range req.view.LabelsOf(volumeID) {
		now[l.Key] = l.Value
	}
	return effectiveChanges(changes, now)
}

// recordTargets records the change of several targets, all or none, and once for each form.
func (s *Server) recordTargets(c echo.Context) error {
	form, err := s.sentForm(c)
	if err != nil {
		return err
	}
	f := s.targetSelectionOf(c)
	items := idsOf(f.volumes, func(vol inventory.Volume) string { return vol.ID })
	used := func(earlier []operation.Operation) error {
		return s.showResent(c, f.pageRequest, "volumes", resent{
			action: bulkTarget + "/record", verb: "Change", field: "vol", values: f.values,
			known: form.after(earlier).countKnown(items), missing: form.after(earlier).missingOf(items), items: items, earlier: earlier,
		})
	}
	switch {
	case form.wasSent(items...):
		return again(c, form.earlier, form.earlierHref())
	case len(form.earlier) > 0, len(form.became) > 0:
		return used(form.became)
	}
	changes, field, problem := targetChange(f.values)
	if problem != "" {
		return s.showTargets(c, f, http.StatusUnprocessableEntity, field, problem)
	}
	var requests []operation.Request
	for _, vol := range f.volumes {
		if effective := effectiveTarget(f.pageRequest, vol.ID, changes); len(effective) > 0 {
			requests = append(requests, operation.LabellingVolume(vol.DatacenterID, vol.ID, effective))
		}
	}
	if len(requests) == 0 {
		return s.showTargets(c, f, http.StatusUnprocessableEntity, "unchanged", "The selected volumes have this target already.")
	}
	done, err := s.Engine.Submit(f.ctx, form.by, form.key, requests...)
	if err != nil {
		return s.notRecorded(c, err, func(e *operation.KeyUsedError) error { return used(e.Earlier) })
	}
	return s.partlyRecorded(c, done)
}

package handlers

import (
	"fmt"
	"math"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// hddQuota is the quota of snapshots, and what operations will take of it.
func (s *Server) hddQuota(req pageRequest) operation.Quota {
	return operation.HDDQuota(req.view, s.Operations.Running())
}

// quotas are the meters of the contract.
func (s *Server) quotas(req pageRequest) []views.Meter {
	var meters []views.Meter
	if m := meterOf("HDD", s.hddQuota(req)); m != nil {
		m.Notes = append(m.Notes, "Snapshots count here, whatever the type of their volume.")
		meters = append(meters, *m)
	}
	if m := meterOf("SSD", operation.SSDQuota(req.view, s.Operations.Running())); m != nil {
		meters = append(meters, *m)
	}
	return meters
}

// meterOf shows a quota as it stands, or nil when the cloud told no limit.
func meterOf(kind string, q operation.Quota) *views.Meter {
	if !q.Known() {
		return nil
	}
	m := &views.Meter{
		ID: "quota-" + kind, Label: kind + " quota", Limit: q.Limit, Tone: quotaTone(q.Used+q.Planned, q.Limit), Free: views.GB(max(0, q.Free())),
		Text:  fmt.Sprintf("%s of %s used (%.0f %%)", views.GB(q.Used), views.GB(q.Limit), q.Used/q.Limit*100),
		Parts: []views.MeterPart{{Kind: "used", Label: "Used", Text: views.GB(q.Used), GB: q.Used}},
	}
	if q.PlannedCount > 0 {
		word := "Planned by " + views.Plural(q.PlannedCount, "operation", "operations")
		m.Parts = append(m.Parts, views.MeterPart{Kind: "planned", Label: word, Text: views.GB(q.Planned), GB: q.Planned})
	}
	if q.FreedCount > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("%s will be freed by %s.", views.GB(q.Freed), views.Plural(q.FreedCount, "planned deletion", "planned deletions")))
	}
	if q.Over() {
		m.Warning = overText(q)
	}
	return m
}

func overText(q operation.Quota) string {
	return fmt.Sprintf("Waiting operations need %s and %s are unused. The cloud will most likely refuse some of them.", views.GB(q.Planned), views.GB(max(0, q.Unused())))
}

// meterWith shows a quota before and after something is added to it.
func meterWith(kind string, q operation.Quota, what string, sizeGB float64) *views.Meter {
	m := meterOf(kind, q)
	if m == nil {
		return nil
	}
	if sizeGB <= 0 {
		return notComparable(m)
	}
	after := q.Used + q.Planned + sizeGB
	m.Text = fmt.Sprintf("%s → %s of %s", views.GB(q.Used), views.GB(after), views.GB(q.Limit))
	m.Tone, m.Free, m.Warning = quotaTone(after, q.Limit), views.GB(max(0, q.Free()-sizeGB)), ""
	m.Parts = append(m.Parts, views.MeterPart{Kind: "added", Label: what, Text: views.GB(sizeGB), GB: sizeGB})
	return m
}

// unsizedWarning is said where something of an unknown size would have to fit into a quota.
const unsizedWarning = "IONOS Cloud gives no size, so it cannot be compared with the quota."

// notComparable is a meter to which something of an unknown size is added; nil stays nil.
func notComparable(m *views.Meter) *views.Meter {
	if m != nil {
		m.Warning = unsizedWarning
	}
	return m
}

// shortage says why the cloud will most likely refuse what needs so much of a quota, or "".
func shortage(q operation.Quota, what string, sizeGB float64) string {
	switch {
	case sizeGB <= 0 && q.Known():
		return unsizedWarning
	case q.Fits(sizeGB):
		return ""
	case math.Ceil(sizeGB) > q.Unused():
		return fmt.Sprintf("The HDD quota has %s free and %s %s. The cloud will most likely refuse it.", views.GB(max(0, q.Unused())), what, views.GB(sizeGB))
	default:
		return fmt.Sprintf("The HDD quota has %s free, of which waiting operations take %s, and %s %s. The cloud will most likely refuse what comes last.",
			views.GB(q.Unused()), views.GB(q.Planned), what, views.GB(sizeGB))
	}
}

// freedText are a quota before and after a deletion.
func freedText(q operation.Quota, sizeGB float64) string {
	return fmt.Sprintf("%s → %s of %s", views.GB(q.Used), views.GB(max(0, q.Used-sizeGB)), views.GB(q.Limit))
}

func quotaTone(used, limit float64) string {
	switch {
	case used > limit:
		return "bad"
	case used >= 0.9*limit:
		return "warn"
	default:
		return "good"
	}
}

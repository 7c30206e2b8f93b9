package quotas

import (
	"fmt"
	"math"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// HDD returns the quota that snapshots count against, including what open operations will use.
func HDD(s *web.Base, req web.Request) operation.Quota {
	return operation.HDDQuota(req.View, s.Operations.Running())
}

// Meters returns the meters of the contract.
func Meters(s *web.Base, req web.Request) []ui.Meter {
	var meters []ui.Meter
	if m := meterOf("HDD", HDD(s, req)); m != nil {
		m.Notes = append(m.Notes, "Snapshots count here, whatever the type of their volume.")
		meters = append(meters, *m)
	}
	if m := meterOf("SSD", operation.SSDQuota(req.View, s.Operations.Running())); m != nil {
		meters = append(meters, *m)
	}
	return meters
}

// meterOf shows a quota, or returns nil when IONOS Cloud reports no limit.
func meterOf(kind string, q operation.Quota) *ui.Meter {
	if !q.Known() {
		return nil
	}
	m := &ui.Meter{
		ID: "quota-" + kind, Label: kind + " quota", Limit: q.Limit, Tone: quotaTone(q.Used+q.Planned.GB, q.Limit), Free: quantity.GB(max(0, q.Free())),
		Text:  fmt.Sprintf("%s of %s used (%s)", quantity.GB(q.Used), quantity.GB(q.Limit), PercentOf(q.Used, q.Limit)),
		Parts: []ui.MeterPart{{Kind: "used", Label: "Used", Text: quantity.GB(q.Used), GB: q.Used}},
	}
	if q.PlannedCount > 0 {
		word := "Planned by " + quantity.Plural(q.PlannedCount, "operation", "operations")
		m.Parts = append(m.Parts, ui.MeterPart{Kind: "planned", Label: word, Text: q.Planned.Text(), GB: q.Planned.GB})
	}
	if q.FreedCount > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("%s will be freed by %s.", q.Freed.Text(), quantity.Plural(q.FreedCount, "planned deletion", "planned deletions")))
	}
	if q.Over() {
		m.Warning = overText(q)
	}
	return m
}

func overText(q operation.Quota) string {
	return fmt.Sprintf("Waiting operations need %s, %s. IONOS Cloud will refuse what comes last.", q.Planned.Text(), quantity.FreeGB(q.Unused()))
}

// MeterWith shows the HDD quota before and after an addition.
func MeterWith(q operation.Quota, what string, sizeGB float64) *ui.Meter {
	m := meterOf("HDD", q)
	if m == nil || sizeGB <= 0 { // the form explains that it cannot be compared
		return m
	}
	after := q.Used + q.Planned.GB + sizeGB
	m.Text = fmt.Sprintf("%s → %s of %s", quantity.GB(q.Used), quantity.GB(after), quantity.GB(q.Limit))
	m.Tone, m.Free, m.Warning = quotaTone(after, q.Limit), quantity.GB(max(0, q.Free()-sizeGB)), ""
	m.Parts = append(m.Parts, ui.MeterPart{Kind: "added", Label: what, Text: quantity.GB(sizeGB), GB: sizeGB})
	return m
}

// Shortage explains why something does not fit into the HDD quota or cannot be compared with it, or returns ""; what
// is the subject with its verb: "the snapshot needs".
func Shortage(q operation.Quota, what string, sizeGB float64) string {
	switch q.RoomFor(sizeGB) {
	case operation.RoomNone:
		return fmt.Sprintf("The HDD quota is full: %s %s, %s. IONOS Cloud will refuse it.", what, quantity.GB(sizeGB), quantity.FreeGB(q.Unused()))
	case operation.RoomWaiting:
		return fmt.Sprintf("The HDD quota is too small for everything: %s %s, and %s once %s done. IONOS Cloud will refuse what comes last.",
			what, quantity.GB(sizeGB), quantity.FreeGB(q.Free()), quantity.Plural(q.PlannedCount, "waiting operation is", "waiting operations are"))
	case operation.RoomUnknown:
		return "IONOS Cloud gives no size, so the snapshot cannot be compared with the quota."
	default:
		return ""
	}
}

// FreedText describes a quota before and after a deletion.
func FreedText(q operation.Quota, sizeGB float64) string {
	return fmt.Sprintf("%s → %s of %s", quantity.GB(q.Used), quantity.GB(max(0, q.Used-sizeGB)), quantity.GB(q.Limit))
}

func quotaTone(used, limit float64) string {
	switch {
	case used >= 0.95*limit:
		return "bad"
	case used >= 0.9*limit:
		return "warn"
	default:
		return "good"
	}
}

// PercentOf returns a share in whole percent, rounded down: 99.9 % is 99 %.
func PercentOf(part, whole float64) string {
	return fmt.Sprintf("%.0f %%", math.Floor(part/whole*100))
}

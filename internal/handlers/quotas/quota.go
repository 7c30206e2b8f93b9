package quotas

import (
	"fmt"
	"math"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
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
		ID: "quota-" + kind, Label: kind + " quota", Limit: q.Limit, Tone: quotaTone(q.Used+q.Planned, q.Limit), Free: ui.GB(max(0, q.Free())),
		Text:  fmt.Sprintf("%s of %s used (%s)", ui.GB(q.Used), ui.GB(q.Limit), PercentOf(q.Used, q.Limit)),
		Parts: []ui.MeterPart{{Kind: "used", Label: "Used", Text: ui.GB(q.Used), GB: q.Used}},
	}
	if q.PlannedCount > 0 {
		word := "Planned by " + ui.Plural(q.PlannedCount, "operation", "operations")
		m.Parts = append(m.Parts, ui.MeterPart{Kind: "planned", Label: word, Text: ui.GB(q.Planned), GB: q.Planned})
	}
	if q.FreedCount > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("%s will be freed by %s.", ui.GB(q.Freed), ui.Plural(q.FreedCount, "planned deletion", "planned deletions")))
	}
	if q.Over() {
		m.Warning = overText(q)
	}
	return m
}

func overText(q operation.Quota) string {
	return fmt.Sprintf("Waiting operations need %s, %s free. IONOS Cloud will refuse what comes last.", ui.GB(q.Planned), isFree(q.Unused()))
}

// MeterWith shows the HDD quota before and after an addition.
func MeterWith(q operation.Quota, what string, sizeGB float64) *ui.Meter {
	m := meterOf("HDD", q)
	if m == nil || sizeGB <= 0 { // the form explains that it cannot be compared
		return m
	}
	after := q.Used + q.Planned + sizeGB
	m.Text = fmt.Sprintf("%s → %s of %s", ui.GB(q.Used), ui.GB(after), ui.GB(q.Limit))
	m.Tone, m.Free, m.Warning = quotaTone(after, q.Limit), ui.GB(max(0, q.Free()-sizeGB)), ""
	m.Parts = append(m.Parts, ui.MeterPart{Kind: "added", Label: what, Text: ui.GB(sizeGB), GB: sizeGB})
	return m
}

// Shortage explains why something does not fit into the HDD quota or cannot be compared with it, or returns ""; what
// is the subject with its verb: "the snapshot needs".
func Shortage(q operation.Quota, what string, sizeGB float64) string {
	switch q.RoomFor(sizeGB) {
	case operation.RoomNone:
		return fmt.Sprintf("The HDD quota is full: %s %s, %s free. IONOS Cloud will refuse it.", what, ui.GB(sizeGB), isFree(q.Unused()))
	case operation.RoomWaiting:
		return fmt.Sprintf("The HDD quota is too small for everything: %s %s, and %s free once %s done. IONOS Cloud will refuse what comes last.",
			what, ui.GB(sizeGB), isFree(q.Free()), areDone(q.PlannedCount))
	case operation.RoomUnknown:
		return "IONOS Cloud gives no size, so the snapshot cannot be compared with the quota."
	default:
		return ""
	}
}

func isFree(gb float64) string {
	text := ui.GB(max(0, math.Floor(gb)))
	if text == "1 GB" {
		return text + " is"
	}
	return text + " are"
}

func areDone(operations int) string {
	if operations == 1 {
		return "1 waiting operation is"
	}
	return ui.Count(operations) + " waiting operations are"
}

// FreedText describes a quota before and after a deletion.
func FreedText(q operation.Quota, sizeGB float64) string {
	return fmt.Sprintf("%s → %s of %s", ui.GB(q.Used), ui.GB(max(0, q.Used-sizeGB)), ui.GB(q.Limit))
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

// PercentOf returns a share in whole percent, rounded down: 99.9 % is 99 %.
func PercentOf(part, whole float64) string {
	return fmt.Sprintf("%.0f %%", math.Floor(part/whole*100))
}

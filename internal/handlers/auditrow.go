package handlers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/audit"
	"snapdeck/internal/views"
)

// outcomes are the outcomes that can be chosen.
func outcomes() []string {
	return []string{audit.Asked, audit.Done, audit.Refused, audit.Failed, audit.Unknown, audit.Cancelled}
}

// auditRow shows a line of the audit trail. It links to what is still there, and gives the
// kept name and the id of what is not.
func auditRow(a asked, e audit.Entry) views.AuditRow {
	what := views.Link{Text: actionWord(e.Action)}
	if e.OperationID != "" {
		what.Href = operationHref(e.OperationID)
	}
	return views.AuditRow{
		ID:        e.ID,
		When:      a.moment(e.At),
		Who:       named(e.Actor, "nobody"),
		From:      e.ActorAddr,
		What:      what,
		Detail:    e.Detail,
		Things:    auditThings(a, e),
		Pill:      outcomePill(e.Outcome),
		RequestID: e.RequestID,
	}
}

func auditThings(a asked, e audit.Entry) []views.Thing {
	var things []views.Thing
	add := func(kind, id, name string, link views.Link) {
		if id == "" && name == "" {
			return
		}
		thing := views.Thing{Kind: kind, Link: views.Link{Text: named(name, id)}}
		if link.Href != "" {
			thing.Link.Href = link.Href
		} else if name != "" {
			thing.ID = id
		}
		things = append(things, thing)
	}
	var snapshot views.Link
	if _, ok := a.view.Snapshot(e.SnapshotID); ok {
		snapshot.Href = snapshotHref(e.SnapshotID)
	}
	add("Snapshot", e.SnapshotID, e.SnapshotName, snapshot)
	add("Volume", e.VolumeID, e.VolumeName, volumeLink(a.view, e.VolumeID, ""))
	add("Data center", e.DatacenterID, e.DatacenterName, datacenterLink(a.view, e.DatacenterID, ""))
	return things
}

// actionWord says what was done: "create-snapshot" is "Create snapshot".
func actionWord(action string) string {
	first, size := utf8.DecodeRuneInString(action)
	if size == 0 {
		return "Unknown"
	}
	return string(unicode.ToUpper(first)) + strings.ReplaceAll(action[size:], "-", " ")
}

func outcomePill(outcome string) views.Pill {
	switch outcome {
	case audit.Asked:
		return views.Pill{Tone: "quiet", Icon: "clock", Word: "Asked", Title: "It was recorded; how it ended is a line of its own"}
	case audit.Done:
		return views.Pill{Tone: "good", Icon: "check", Word: "Done"}
	case audit.Refused:
		return views.Pill{Tone: "warn", Icon: "alert", Word: "Refused"}
	case audit.Failed:
		return views.Pill{Tone: "bad", Icon: "cross", Word: "Failed"}
	case audit.Unknown:
		return views.Pill{Tone: "warn", Icon: "question", Word: "Unknown", Title: "Nobody could prove whether it happened"}
	case audit.Cancelled:
		return views.Pill{Tone: "quiet", Icon: "dash", Word: "Cancelled"}
	default:
		return views.Pill{Tone: "quiet", Icon: "question", Word: actionWord(outcome)}
	}
}

package auditlog

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// outcomes returns the outcomes that can be chosen.
func outcomes() []string {
	return []string{audit.Requested, audit.Done, audit.Refused, audit.Failed, audit.Unknown, audit.Cancelled}
}

// auditRow shows an entry, which links to a target that still exists and gives the recorded name and ID of one that
// does not.
func auditRow(req web.Request, e audit.Entry) views.AuditRow {
	what := ui.Link{Text: actionLabel(e.Action)}
	if e.OperationID != "" {
		what.Href = paths.OperationHref(e.OperationID)
	}
	return views.AuditRow{
		ID:        e.ID,
		When:      req.Moment(e.At),
		Actor:     texts.DisplayName(e.Actor, "no user"),
		Address:   e.ActorAddr,
		Action:    what,
		Detail:    e.Detail,
		Targets:   auditTargets(req, e),
		Pill:      outcomePill(e.Outcome),
		RequestID: e.RequestID,
	}
}

func auditTargets(req web.Request, e audit.Entry) []views.AuditTarget {
	var targets []views.AuditTarget
	add := func(kind, id, name string, link ui.Link) {
		if id == "" && name == "" {
			return
		}
		target := views.AuditTarget{Kind: kind, Link: ui.Link{Text: texts.DisplayName(name, id)}}
		if link.Href != "" {
			target.Link.Href = link.Href
		} else if name != "" {
			target.ID = id
		}
		targets = append(targets, target)
	}
	var snapshot ui.Link
	if _, ok := req.View.Snapshot(e.SnapshotID); ok {
		snapshot.Href = paths.SnapshotHref(e.SnapshotID)
	}
	add("Snapshot", e.SnapshotID, e.SnapshotName, snapshot)
	add("Volume", e.VolumeID, e.VolumeName, resource.VolumeLink(req.View, e.VolumeID, ""))
	add("Data center", e.DatacenterID, e.DatacenterName, resource.DatacenterLink(req.View, e.DatacenterID, ""))
	return targets
}

// actionLabel returns an action in words: "create-snapshot" becomes "Create snapshot".
func actionLabel(action string) string {
	if kind := operation.Kind(action).Spec(); kind.Kind != "" {
		return kind.Words.Audit
	}
	first, size := utf8.DecodeRuneInString(action)
	if size == 0 {
		return "Unknown"
	}
	return string(unicode.ToUpper(first)) + strings.ReplaceAll(action[size:], "-", " ")
}

func outcomePill(outcome string) ui.Pill {
	switch outcome {
	case audit.Requested:
		return ui.Pill{Tone: "quiet", Icon: "clock", Label: "Requested", Title: "Recorded. Its outcome is an entry of its own."}
	case audit.Done:
		return ui.Pill{Tone: "good", Icon: "check", Label: "Done"}
	case audit.Refused:
		return ui.Pill{Tone: "warn", Icon: "alert", Label: "Refused"}
	case audit.Failed:
		return ui.Pill{Tone: "bad", Icon: "cross", Label: "Failed"}
	case audit.Unknown:
		return ui.Pill{Tone: "warn", Icon: "question", Label: "Unknown", Title: "Snapdeck could not determine the outcome"}
	case audit.Cancelled:
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: "Cancelled"}
	default:
		return ui.Pill{Tone: "quiet", Icon: "question", Label: actionLabel(outcome)}
	}
}

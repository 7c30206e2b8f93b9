package operation

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// ConfirmedBy returns requests as confirmed by what a user typed. Submit compares it with the phrase that they need.
func ConfirmedBy(typed string, requests ...Request) []Request {
	confirmed := slices.Clone(requests)
	for i := range confirmed {
		confirmed[i].Typed = typed
	}
	return confirmed
}

// Phrase returns what a user types to confirm requests that are submitted together, or "" when nothing has to be typed.
func (e *Engine) Phrase(requests ...Request) string {
	view := e.inventory.View()
	ops := make([]Operation, 0, len(requests))
	for _, r := range requests {
		ops = append(ops, r.operation(view))
	}
	return phraseOf(ops, missingOf(requests))
}

// refusedPhrase returns an error for each destructive operation whose request does not carry the phrase that confirms them all.
func refusedPhrase(ops []Operation, requests []Request) (refused []*RefusedError) {
	phrase := phraseOf(ops, missingOf(requests))
	if phrase == "" {
		return nil
	}
	for i, op := range ops {
		if op.Kind.Destroys() && !samePhrase(requests[i].Typed, phrase) {
			refused = append(refused, &RefusedError{op, RefusedPhrase, "The phrase that confirms it is missing or does not match."})
		}
	}
	return refused
}

// samePhrase reports whether the typed text is the phrase, ignoring case and spaces.
func samePhrase(typed, phrase string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(typed), " "), strings.Join(strings.Fields(phrase), " "))
}

// phraseOf joins the phrases of all kinds among operations.
func phraseOf(ops []Operation, missing []string) string {
	var parts []string
	for _, kind := range Kinds() {
		if phrase := kind.Spec().phrase; phrase != nil && hasKind(ops, kind) {
			parts = append(parts, phrase(ops, missing))
		}
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.Join(parts, " and ")
}

func missingOf(requests []Request) []string {
	var missing []string
	for _, r := range requests {
		missing = append(missing, r.Missing...)
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

// deletionPhrase confirms the deletion of several snapshots, or of the last good one of a volume. A single one that is
// not the last can be undone, and needs none.
func deletionPhrase(ops []Operation, _ []string) string {
	deletions := ofKind(ops, DeleteSnapshot)
	switch {
	case len(deletions) > 1:
		return "delete " + strconv.Itoa(len(deletions)) + " snapshots"
	case deletions[0].Task.Consent != nil && deletions[0].Task.Consent.LastGood:
		return "delete the last one"
	default:
		return ""
	}
}

// overwritePhrase confirms to overwrite volumes, and names those that a set lacks.
func overwritePhrase(ops []Operation, missing []string) string {
	restores := ofKind(ops, RestoreVolume)
	switch {
	case len(missing) == 1:
		return "overwrite without " + missing[0]
	case len(missing) > 1:
		return "overwrite without " + quantity.Plural(len(missing), "volume", "volumes")
	case len(restores) == 1:
		return "overwrite " + foreign.DisplayName(restores[0].VolumeName, restores[0].VolumeID)
	default:
		return "overwrite " + quantity.Plural(len(restores), "volume", "volumes")
	}
}

// powerOffPhrase confirms to power off a server, unless that is only a step before volumes are overwritten.
func powerOffPhrase(ops []Operation, _ []string) string {
	if hasKind(ops, RestoreVolume) {
		return ""
	}
	server := cmp.Or(ofKind(ops, StopServer)[0].Task.Server, &ServerRef{Name: "server"})
	return "power off " + foreign.DisplayName(server.Name, server.ID)
}

func ofKind(ops []Operation, kind Kind) []Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(op Operation) bool { return op.Kind != kind })
}

// operation is the operation for a request, with the names of a view and not yet identified.
func (r Request) operation(view *inventory.View) Operation {
	return Operation{
		Kind: r.Kind, SnapshotID: r.SnapshotID, DatacenterID: r.DatacenterID, VolumeID: r.VolumeID,
		Params: r.Params, Task: r.Task, NotBefore: r.NotBefore, RetryOf: r.RetryOf, Batch: r.Batch,
	}.withNames(view)
}

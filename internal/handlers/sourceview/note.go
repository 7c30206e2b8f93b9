package sourceview

import (
	"slices"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// SourcesNote describes what is known now thanks to a batch that recorded sources; "" for any other batch, and before
// the first one is recorded.
func SourcesNote(req web.Request, ops []operation.Operation) (note string, links []ui.Link) {
	if slices.ContainsFunc(ops, func(op operation.Operation) bool { return !op.SetsSource() }) {
		return "", nil
	}
	volumes := map[string]bool{}
	written := 0
	for _, op := range operation.LatestAttempts(ops) {
		if op.State != operation.Done {
			continue
		}
		written++
		if source := req.View.Source(op.SnapshotID); source.Written() {
			volumes[source.VolumeID] = true
		}
	}
	if written == 0 {
		return "", nil
	}
	note = quantity.Plural(written, "source is", "sources are") + " written to IONOS Cloud. "
	note += quantity.Plural(len(volumes), "volume has", "volumes have") + " them as known snapshots. "
	if n := req.View.UnknownSources(); n > 0 {
		note += quantity.Plural(n, "snapshot is", "snapshots are") + " still of unknown source."
		links = []ui.Link{{Text: "Match the rest", Href: paths.SourcesPath}}
	} else {
		note += "All sources are known."
	}
	return note, append(links, ui.Link{Text: "Show volumes", Href: "/volumes"})
}

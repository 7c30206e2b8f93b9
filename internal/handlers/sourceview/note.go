package sourceview

import (
	"slices"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// SourcesNote says of a batch that wrote sources what is known now; "" for any other batch, and until one is
// written.
func SourcesNote(req web.Request, ops []operation.Operation) (note string, links []views.Link) {
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
	note = views.Plural(written, "source is", "sources are") + " written to IONOS Cloud. "
	note += views.Plural(len(volumes), "volume has", "volumes have") + " them as known snapshots. "
	if n := req.View.UnknownSources(); n > 0 {
		note += views.Plural(n, "snapshot is", "snapshots are") + " still of unknown source."
		links = []views.Link{{Text: "Match the rest", Href: web.SourcesPath}}
	} else {
		note += "All sources are known."
	}
	return note, append(links, views.Link{Text: "Show volumes", Href: "/volumes"})
}

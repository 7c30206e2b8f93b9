package sources

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const maxOptions = 30

// sourceChoice lets a user choose the volume that a snapshot came from.
func (s *Handlers) sourceChoice(_ context.Context, req web.Request) (web.Page, error) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return web.Page{}, err
	}
	s.Inferrer.History(req.View) // so that it is read again when it is old
	inference, _ := req.View.Inference(snap.ID)
	created := req.Moment(snap.Metadata.CreatedDate)
	p := views.SourceChoice{
		Name: texts.DisplayName(snap.Name, snap.ID), Back: paths.SnapshotHref(snap.ID), Action: paths.SourceHref(snap.ID),
		Query: texts.Truncate(strings.TrimSpace(req.URL.Query().Get("q")), table.MaxQuery),
		None:  sourceview.Pair{SnapshotID: snap.ID}.String(),
		Facts: []ui.Fact{
			{Label: "Created", When: &created}, {Label: "By", Text: snap.Metadata.CreatedBy}, {Label: "Size", Text: quantity.Size(snap.SizeGB), Title: quantity.Bytes(snap.SizeGB)},
			{Label: "Location", Text: snap.Location}, {Label: "Description", Text: snap.PlainDescription()},
		},
	}
	if inference.Snapshot.ID != "" {
		p.Inference = sourceview.Inference(req, inference)
	}
	if source := req.View.Source(snap.ID); source.Written() {
		p.Facts = append(p.Facts, ui.Fact{Label: "Current source", Text: sourceview.SourceVolume(req.View, source.VolumeID).Text})
		if !source.Confirmed {
			p.Empty = "Snapdeck created this snapshot and knows its source."
		}
	}
	if p.Empty == "" {
		p.Options, p.More = sourceOptionsFor(req, snap, inference, p.Query)
		if len(p.Options) == 0 {
			p.Empty = noFittingVolume(snap)
			if p.Query != "" {
				p.Empty = "No volume that fits has this in its name, its id or its data center's name."
			}
		}
	}
	return web.Page{
		Title: "Source of " + p.Name, Nav: "snapshots", Static: true,
		Crumbs: []ui.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: p.Name, Href: p.Back}, {Text: "Source"}},
		Body:   func(sh views.PageLayout) templ.Component { return views.SourceChoicePage(sh, p) },
	}, nil
}

// noFittingVolume describes which volumes can be the source of a snapshot.
func noFittingVolume(snap inventory.Snapshot) string {
	if snap.SizeGB <= 0 {
		return "No volume that is there now fits: it would have to be in " + snap.Location + " and be older than the snapshot."
	}
	return "No volume that is there now fits: it would have to be in " + snap.Location + ", have at least " + quantity.GB(snap.SizeGB) + " and be older than the snapshot."
}

// sourceOptionsFor returns the volumes that can be the source of a snapshot: the inferred ones first, then those of
// its size.
func sourceOptionsFor(req web.Request, snap inventory.Snapshot, g inventory.Inference, query string) (options []views.SourceOption, more int) {
	var inferred, sized, others []views.SourceOption
	for _, vol := range req.View.Volumes {
		dc, _ := req.View.Datacenter(vol.DatacenterID)
		if problem := operation.SourceProblem(req.View, vol, snap); !problem.None() || !containsAny(query, vol.Name, vol.ID, dc.Name) {
			continue
		}
		o := views.SourceOption{Pair: sourceview.PairOf(req.View, snap.ID, vol.ID).String(), Volume: texts.DisplayName(vol.Name, vol.ID), Datacenter: texts.DisplayName(dc.Name, dc.ID), Size: quantity.SizeOf(vol.SizeGB, "")}
		switch {
		case inferenceNames(g, vol.ID):
			o.Note = sourceview.ConfidencePill(inventory.Finding{Confidence: g.Confidence}).Label
			inferred = append(inferred, o)
		case vol.SizeGB == snap.SizeGB && vol.SizeGB > 0:
			o.Note = "Same size"
			sized = append(sized, o)
		default:
			others = append(others, o)
		}
	}
	options = append(append(inferred, sized...), others...)
	if len(options) > 0 && len(inferred) == 1 && g.Confidence != inventory.Possible {
		options[0].Selected = true
	}
	if len(options) > maxOptions {
		return options[:maxOptions], len(options) - maxOptions
	}
	return options, 0
}

func containsAny(query string, texts ...string) bool {
	return strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(query))
}

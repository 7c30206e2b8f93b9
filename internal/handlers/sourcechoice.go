package handlers

import (
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// maxOptions bounds how many volumes are offered as a source at once.
const maxOptions = 30

// sourceChoice lets a person choose which volume a snapshot came from.
func (s *Server) sourceChoice(a asked) (page, error) {
	snap, err := findSnapshot(a)
	if err != nil {
		return page{}, err
	}
	guess, _ := s.Guesser.Look(a.view).Of(snap.ID)
	guess, _ = guess.In(a.view)
	created := a.moment(snap.Metadata.CreatedDate)
	p := views.SourceChoice{
		Name: named(snap.Name, snap.ID), Back: snapshotHref(snap.ID), Action: sourceHref(snap.ID),
		Query: clip(strings.TrimSpace(a.url.Query().Get("q")), maxQuery),
		None:  sourcePair{snapshotID: snap.ID}.String(),
		Facts: []views.Fact{
			{Label: "Created", When: &created}, {Label: "By", Text: snap.Metadata.CreatedBy}, {Label: "Size", Text: views.GB(snap.SizeGB), Title: views.Bytes(snap.SizeGB)},
			{Label: "Location", Text: snap.Location}, {Label: "Description", Text: snap.PlainDescription()},
		},
	}
	if guess.Snapshot.ID != "" {
		p.Guess = guessView(a, guess)
	}
	if source := a.view.Source(snap.ID); source.Written() {
		p.Facts = append(p.Facts, views.Fact{Label: "Source as it stands", Text: sourceVolume(a.view, source.VolumeID).Text})
		if !source.Confirmed {
			p.Empty = "Snapdeck made this snapshot and knows its source. There is nothing to choose."
		}
	}
	if p.Empty == "" {
		p.Options, p.More = sourceOptionsFor(a, snap, guess, p.Query)
		if len(p.Options) == 0 {
			p.Empty = "No volume that is there now fits: it would have to be in " + snap.Location + ", have at least " + views.GB(snap.SizeGB) + " and be older than the snapshot."
			if p.Query != "" {
				p.Empty = "No volume that fits has this in its name, its id or its data center’s name."
			}
		}
	}
	return page{
		title: "Source of " + p.Name, nav: "snapshots", still: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: p.Name, Href: p.Back}, {Text: "Source"}},
		body:   func(sh views.Shell) templ.Component { return views.SourceChoicePage(sh, p) },
	}, nil
}

// sourceOptionsFor are the volumes that can be the source of a snapshot: those that are
// guessed first, then those of its size.
func sourceOptionsFor(a asked, snap inventory.Snapshot, g inventory.Guess, query string) (options []views.SourceOption, more int) {
	var guessed, sized, others []views.SourceOption
	for _, vol := range a.view.Volumes {
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		if cannotBe(a.view, vol, snap) != "" || !saysAny(query, vol.Name, vol.ID, dc.Name) {
			continue
		}
		o := views.SourceOption{Pair: pairOf(a.view, snap.ID, vol.ID).String(), Volume: named(vol.Name, vol.ID), Datacenter: named(dc.Name, dc.ID), Size: views.GB(vol.SizeGB)}
		switch {
		case guessNames(g, vol.ID):
			o.Note = gradePill(inventory.Guess{Grade: g.Grade}).Word
			guessed = append(guessed, o)
		case vol.SizeGB == snap.SizeGB:
			o.Note = "Same size"
			sized = append(sized, o)
		default:
			others = append(others, o)
		}
	}
	options = append(append(guessed, sized...), others...)
	if len(options) > 0 && len(guessed) == 1 && g.Grade != inventory.Possible {
		options[0].Chosen = true
	}
	if len(options) > maxOptions {
		return options[:maxOptions], len(options) - maxOptions
	}
	return options, 0
}

func saysAny(query string, texts ...string) bool {
	return strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(query))
}

package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// gradePill shows how sure a guess of a source is.
func gradePill(g inventory.Guess) views.Pill {
	switch {
	case g.Denied:
		return views.Pill{Tone: "quiet", Icon: "cross", Word: "None of them", Title: "A person said that it came from none of the volumes"}
	case g.Grade == inventory.Certain:
		return views.Pill{Tone: "good", Icon: "check", Word: "Certain", Title: "The cloud’s own record of the request names the volume and the snapshot"}
	case g.Grade == inventory.Likely:
		return views.Pill{Tone: "busy", Icon: "alert", Word: "Likely", Title: "One volume alone fits, and something speaks for it"}
	case g.Grade == inventory.Possible:
		return views.Pill{Tone: "warn", Icon: "question", Word: "Possible", Title: "Little speaks for it, or several volumes fit"}
	default:
		return views.Pill{Tone: "quiet", Icon: "dash", Word: "No guess", Title: "Nothing tells where it came from"}
	}
}

// grades are the grades as they stand in an address, with their words.
func grades() []views.Option {
	return []views.Option{
		{Value: "certain", Text: "Certain"}, {Value: "likely", Text: "Likely"}, {Value: "possible", Text: "Possible"},
		{Value: "none", Text: "No guess"}, {Value: "denied", Text: "None of them"},
	}
}

// gradeOf is the grade of a guess as it stands in an address.
func gradeOf(g inventory.Guess) string {
	if g.Denied {
		return "denied"
	}
	return string(g.Grade)
}

// guessView shows what is guessed of a snapshot's source.
func guessView(a asked, g inventory.Guess) views.SourceGuess {
	v := views.SourceGuess{Grade: gradePill(g), More: g.More, Doubts: g.Doubts}
	for _, c := range g.Candidates {
		v.Candidates = append(v.Candidates, views.SourceCandidate{
			Volume: sourceVolume(a.view, c.VolumeID), Datacenter: datacenterLink(a.view, c.DatacenterID, ""),
			Pair: pairOf(a.view, g.Snapshot.ID, c.VolumeID).String(), Evidence: c.Evidence,
		})
	}
	return v
}

// sourceVolume names a volume that may be gone.
func sourceVolume(v *inventory.View, id string) views.Link {
	if _, there := v.Volume(id); !there {
		return views.Link{Text: "deleted volume " + shortID(id)}
	}
	return volumeLink(v, id, "")
}

// makerBadge says which program made a snapshot.
func makerBadge(m inventory.Making) views.Pill {
	return views.Pill{Tone: "quiet", Icon: "none", Word: m.Maker.Name(), Title: m.Why}
}

func makerOptions() []views.Option {
	options := make([]views.Option, 0, len(inventory.Makers()))
	for _, m := range inventory.Makers() {
		options = append(options, views.Option{Value: string(m), Text: m.Name()})
	}
	return options
}

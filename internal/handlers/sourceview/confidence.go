package sourceview

import (
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// ConfidencePill returns the badge of a finding's confidence.
func ConfidencePill(g inventory.Finding) ui.Pill {
	switch {
	case g.Denied:
		return ui.Pill{Tone: "quiet", Icon: "cross", Label: "None of them", Title: "A user confirmed that it came from none of the volumes"}
	case g.Confidence == inventory.Certain:
		return ui.Pill{Tone: "good", Icon: "check", Label: "Certain", Title: "IONOS Cloud’s own record of the request names the volume and the snapshot"}
	case g.Confidence == inventory.Likely:
		return ui.Pill{Tone: "busy", Icon: "alert", Label: "Likely", Title: "One volume alone fits, and something speaks for it"}
	case g.Confidence == inventory.Possible:
		return ui.Pill{Tone: "warn", Icon: "question", Label: "Possible", Title: "Little speaks for it, or several volumes fit"}
	default:
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: "No match", Title: "Nothing indicates where it came from"}
	}
}

// ConfidenceOptions returns the levels of confidence, with their names in addresses.
func ConfidenceOptions() []ui.Option {
	return []ui.Option{
		{Value: "certain", Text: "Certain"}, {Value: "likely", Text: "Likely"}, {Value: "possible", Text: "Possible"},
		{Value: "none", Text: "No match"}, {Value: "denied", Text: "None of them"},
	}
}

// ConfidenceKey returns the name of an inference's confidence in addresses.
func ConfidenceKey(g inventory.Inference) string {
	if g.Denied {
		return "denied"
	}
	return string(g.Confidence)
}

// Inference shows what is inferred about a snapshot's source.
func Inference(req web.Request, g inventory.Inference) views.SourceInference {
	v := views.SourceInference{Confidence: ConfidencePill(g.Finding), More: g.More, CounterEvidence: g.CounterEvidence}
	for _, c := range g.Candidates {
		v.Candidates = append(v.Candidates, views.SourceCandidate{
			Volume: SourceVolume(req.View, c.VolumeID), Datacenter: resource.DatacenterLink(req.View, c.DatacenterID, ""), Evidence: c.Evidence,
		})
	}
	return v
}

// SourceVolume names a volume that may no longer exist.
func SourceVolume(v *inventory.View, id string) ui.Link {
	if _, exists := v.Volume(id); !exists {
		return ui.Link{Text: "deleted volume " + texts.ShortID(id)}
	}
	return resource.VolumeLink(v, id, "")
}

// CreatorBadge returns the badge of the program that created a snapshot.
func CreatorBadge(m inventory.CreatorInfo) ui.Pill {
	return ui.Pill{Tone: "quiet", Icon: "none", Label: m.Creator.Name(), Title: m.Why}
}

// CreatorOptions returns the programs that create snapshots, to choose from.
func CreatorOptions() []ui.Option {
	options := make([]ui.Option, 0, len(inventory.Creators()))
	for _, m := range inventory.Creators() {
		options = append(options, ui.Option{Value: string(m), Text: m.Name()})
	}
	return options
}

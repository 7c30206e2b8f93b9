package inventory

import (
	"strconv"
	"time"
)

// Infer guesses where the snapshots of a view came from that have neither Snapdeck's labels
// nor its marker, newest first: from the create-snapshot requests that the cloud still lists
// (API reference 7, "provenance"), else from what they are called and how large they are.
func Infer(v *View, requests []Request) []Guess {
	calls, volumes := newCreations(v, requests), newSuspects(v)
	var guesses []Guess
	for _, s := range v.Snapshots {
		if v.Source(s.ID).Known() {
			continue
		}
		guesses = append(guesses, infer(v, *s, calls, volumes))
	}
	return guesses
}

func infer(v *View, s Snapshot, calls *creations, volumes *suspects) Guess {
	g := Guess{Snapshot: s, Grade: Unguessed, Denied: v.DeniedSource(s.ID)}
	if told, ok := calls.told(v, g); ok {
		return told
	}
	if matched, ok := calls.matched(v, g); ok {
		return matched
	}
	return byText(v, g, volumes)
}

// couldBe reports whether a volume that is still there can be the source of a snapshot:
// snapshots stay in their location, volumes only grow, and nothing is copied before it exists.
func couldBe(v *View, vol *Volume, s Snapshot) bool {
	if v.locationOf(vol.DatacenterID) != s.Location || vol.SizeGB < s.SizeGB || vol.Type == "ISO" {
		return false
	}
	born, made := vol.Metadata.CreatedDate, s.Metadata.CreatedDate
	return born.IsZero() || made.IsZero() || !born.After(made)
}

func gigabytesText(gb float64) string { return strconv.FormatFloat(gb, 'f', -1, 64) + " GB" }

func momentText(t time.Time) string {
	if t.IsZero() {
		return "an unknown time"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func quotedText(s string) string { return "“" + s + "”" }

package inventory

import (
	"slices"
	"strings"
)

// suspects are the volumes of a view by what a snapshot may tell of them, so that not every
// snapshot is compared with every volume. Places are those in the view.
type suspects struct {
	byName map[string][]int32 // folded, for those that begin and end with a word
	longs  int                // words of the longest name
	odd    []int32            // whose names do not
	byID   map[string]int32   // by the first word of their id
	bySize map[placeAndSize][]int32
}

type placeAndSize struct {
	location string
	gb       float64
}

func newSuspects(v *View) *suspects {
	x := &suspects{byName: map[string][]int32{}, byID: map[string]int32{}, bySize: map[placeAndSize][]int32{}}
	for i := range v.Volumes {
		vol, at := &v.Volumes[i], int32(i)
		key := placeAndSize{v.locationOf(vol.DatacenterID), vol.SizeGB}
		x.bySize[key] = append(x.bySize[key], at)
		if words := wordsIn(strings.ToLower(vol.ID)); len(words) > 0 {
			x.byID[words[0].of(strings.ToLower(vol.ID))] = at
		}
		name := strings.ToLower(vol.Name)
		words := wordsIn(name)
		if n := len(words); n == 0 || words[0].from > 0 || words[n-1].to < len(name) {
			x.odd = append(x.odd, at)
			continue
		}
		x.longs = max(x.longs, len(words))
		x.byName[name] = append(x.byName[name], at)
	}
	return x
}

// named are the places of the volumes whose name or id may stand in a text, which is folded.
// A name stands between the ends of words.
func (x *suspects) named(text string) []int32 {
	places := slices.Clone(x.odd)
	words := wordsIn(text)
	for i, first := range words {
		if at, known := x.byID[first.of(text)]; known {
			places = append(places, at)
		}
		for _, last := range words[i:min(len(words), i+x.longs)] {
			places = append(places, x.byName[text[first.from:last.to]]...)
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

func (x *suspects) sized(s Snapshot) []int32 { return x.bySize[placeAndSize{s.Location, s.SizeGB}] }

// locationOf is where a data center is, or "".
func (v *View) locationOf(datacenterID string) string {
	if i, known := v.index.datacenters[datacenterID]; known {
		return v.Datacenters[i].Location
	}
	return ""
}

// wordPlace is where a word stands in a text.
type wordPlace struct{ from, to int }

func (w wordPlace) of(text string) string { return text[w.from:w.to] }

func wordsIn(text string) []wordPlace {
	var words []wordPlace
	inside := false
	for i, r := range text {
		switch {
		case joins(r) && !inside:
			words = append(words, wordPlace{i, len(text)})
		case !joins(r) && inside:
			words[len(words)-1].to = i
		}
		inside = joins(r)
	}
	return words
}

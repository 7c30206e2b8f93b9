package inventory

import (
	"slices"
	"strings"
	"time"
)

// suspects are the volumes of a view by what a snapshot may tell of them, so that not every
// snapshot is compared with every volume. Places are those in the view.
type suspects struct {
	byName map[string][]int32       // folded, for those that begin and end with a word
	longs  int                      // words of the longest name
	odd    []int32                  // whose names do not
	byID   map[string]int32         // by id, folded
	idLens []int                    // how long ids are; most often all are UUIDs
	bySize map[placeAndSize][]int32 // those that can be copied, the oldest first
}

type placeAndSize struct {
	location string
	gb       float64
}

func newSuspects(v *View) *suspects {
	x := &suspects{byName: map[string][]int32{}, byID: map[string]int32{}, bySize: map[placeAndSize][]int32{}}
	for i := range v.Volumes {
		vol, at := &v.Volumes[i], int32(i)
		if vol.Type != "ISO" {
			key := placeAndSize{v.locationOf(vol.DatacenterID), vol.SizeGB}
			x.bySize[key] = append(x.bySize[key], at)
		}
		x.addTexts(vol, at)
	}
	for _, places := range x.bySize {
		slices.SortStableFunc(places, func(a, b int32) int {
			return v.Volumes[a].Metadata.CreatedDate.Compare(v.Volumes[b].Metadata.CreatedDate)
		})
	}
	return x
}

// addTexts notes what a text may call a volume.
func (x *suspects) addTexts(vol *Volume, at int32) {
	id := strings.ToLower(vol.ID)
	x.byID[id] = at
	if !slices.Contains(x.idLens, len(id)) {
		x.idLens = append(x.idLens, len(id))
	}
	name := strings.ToLower(vol.Name)
	words := wordsIn(name)
	if n := len(words); n == 0 || words[0].from > 0 || words[n-1].to < len(name) {
		x.odd = append(x.odd, at)
		return
	}
	x.longs = max(x.longs, len(words))
	x.byName[name] = append(x.byName[name], at)
}

// named are the places of the volumes whose name or id may stand in a text, which is folded.
// A name stands between the ends of words.
func (x *suspects) named(text string) []int32 {
	places := slices.Clone(x.odd)
	words := wordsIn(text)
	for i, first := range words {
		for _, n := range x.idLens {
			if at, known := x.byID[text[first.from:min(len(text), first.from+n)]]; known {
				places = append(places, at)
			}
		}
		for _, last := range words[i:min(len(words), i+x.longs)] {
			places = append(places, x.byName[text[first.from:last.to]]...)
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// sized are the places of the volumes of a snapshot's size that it can have been made of, the oldest
// first: nothing is copied before it exists.
func (x *suspects) sized(v *View, s *Snapshot) []int32 {
	places, made := x.bySize[placeAndSize{s.Location, s.SizeGB}], s.Metadata.CreatedDate
	if made.IsZero() {
		return places
	}
	n, _ := slices.BinarySearchFunc(places, made, func(at int32, made time.Time) int {
		if v.Volumes[at].Metadata.CreatedDate.After(made) {
			return 1
		}
		return -1
	})
	return places[:n]
}

// locationOf is where a data center is, or "".
func (v *View) locationOf(datacenterID string) string {
	if i, known := v.index.datacenters[datacenterID]; known {
		return v.Datacenters[i].Location
	}
	return ""
}

// wordPlace is where a word stands in a text.
type wordPlace struct{ from, to int }

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

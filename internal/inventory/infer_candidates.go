package inventory

import (
	"slices"
	"strings"
	"time"
)

// candidateIndex are the volumes of a view by what a snapshot may tell of them, so that not every
// snapshot is compared with every volume. Places are those in the view.
type candidateIndex struct {
	byName       map[string][]int32          // folded, for those that begin and end with a word
	longestWords int                         // words of the longest name
	irregular    []int32                     // whose names do not
	byID         map[string]int32            // by id, folded
	idLens       []int                       // how long ids are; most often all are UUIDs
	bySize       map[locationAndSize][]int32 // those that can be copied, the oldest first
}

type locationAndSize struct {
	location string
	gb       float64
}

func newCandidateIndex(v *View) *candidateIndex {
	x := &candidateIndex{byName: map[string][]int32{}, byID: map[string]int32{}, bySize: map[locationAndSize][]int32{}}
	for i := range v.Volumes {
		vol, at := &v.Volumes[i], int32(i)
		if vol.Type != "ISO" {
			key := locationAndSize{v.locationOf(vol.DatacenterID), vol.SizeGB}
			x.bySize[key] = append(x.bySize[key], at)
		}
		x.addTexts(vol, at)
	}
	for _, positions := range x.bySize {
		slices.SortStableFunc(positions, func(a, b int32) int {
			return v.Volumes[a].Metadata.CreatedDate.Compare(v.Volumes[b].Metadata.CreatedDate)
		})
	}
	return x
}

// addTexts notes what a text may call a volume.
func (x *candidateIndex) addTexts(vol *Volume, at int32) {
	id := strings.ToLower(vol.ID)
	x.byID[id] = at
	if !slices.Contains(x.idLens, len(id)) {
		x.idLens = append(x.idLens, len(id))
	}
	name := strings.ToLower(vol.Name)
	ranges := wordsIn(name)
	if n := len(ranges); n == 0 || ranges[0].from > 0 || ranges[n-1].to < len(name) {
		x.irregular = append(x.irregular, at)
		return
	}
	x.longestWords = max(x.longestWords, len(ranges))
	x.byName[name] = append(x.byName[name], at)
}

// mentionedIn are the places of the volumes whose name or id may stand in a text, which is folded.
// A name stands between the ends of words.
func (x *candidateIndex) mentionedIn(text string) []int32 {
	positions := slices.Clone(x.irregular)
	ranges := wordsIn(text)
	for i, first := range ranges {
		for _, n := range x.idLens {
			if at, known := x.byID[text[first.from:min(len(text), first.from+n)]]; known {
				positions = append(positions, at)
			}
		}
		for _, last := range ranges[i:min(len(ranges), i+x.longestWords)] {
			positions = append(positions, x.byName[text[first.from:last.to]]...)
		}
	}
	slices.Sort(positions)
	return slices.Compact(positions)
}

// ofSize are the places of the volumes of a snapshot's size that it can have been made of, the oldest
// first: nothing is copied before it exists.
func (x *candidateIndex) ofSize(v *View, s *Snapshot) []int32 {
	positions, made := x.bySize[locationAndSize{s.Location, s.SizeGB}], s.Metadata.CreatedDate
	if made.IsZero() {
		return positions
	}
	n, _ := slices.BinarySearchFunc(positions, made, func(at int32, made time.Time) int {
		if v.Volumes[at].Metadata.CreatedDate.After(made) {
			return 1
		}
		return -1
	})
	return positions[:n]
}

// locationOf is where a data center is, or "".
func (v *View) locationOf(datacenterID string) string {
	if i, known := v.index.datacenters[datacenterID]; known {
		return v.Datacenters[i].Location
	}
	return ""
}

// wordRange is where a word stands in a text.
type wordRange struct{ from, to int }

func wordsIn(text string) []wordRange {
	var ranges []wordRange
	inside := false
	for i, r := range text {
		switch {
		case isWordRune(r) && !inside:
			ranges = append(ranges, wordRange{i, len(text)})
		case !isWordRune(r) && inside:
			ranges[len(ranges)-1].to = i
		}
		inside = isWordRune(r)
	}
	return ranges
}

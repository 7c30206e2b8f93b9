package inventory

import (
	"slices"
	"strings"
	"time"
)

// candidateIndex finds the volumes that the texts or the size of a snapshot may refer to, to avoid comparing
// every snapshot with every volume. It holds positions in the view.
type candidateIndex struct {
	byName       map[string][]int32          // lower case, for names that begin and end with a word
	longestWords int                         // words of the longest name
	irregular    []int32                     // with other names
	byID         map[string]int32            // by id, lower case
	idLens       []int                       // the lengths of ids; usually one, that of a UUID
	bySize       map[locationAndSize][]int32 // volumes that can be copied, oldest first
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

// addTexts indexes the name and the id of a volume.
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

// mentionedIn returns the positions of the volumes whose name or id a lower-case text may contain. Names match
// at word boundaries.
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

// ofSize returns the positions of the volumes with a snapshot's size that are older than the snapshot, oldest
// first.
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

// locationOf returns the location of a data center, or "".
func (v *View) locationOf(datacenterID string) string {
	if i, known := v.index.datacenters[datacenterID]; known {
		return v.Datacenters[i].Location
	}
	return ""
}

// wordRange is the position of a word in a text.
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

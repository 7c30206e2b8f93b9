package inference

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"snapdeck/internal/inventory"
)

// candidateIndex finds the volumes that the texts or the size of a snapshot may refer to, to avoid comparing
// every snapshot with every volume. It holds positions in the view.
type candidateIndex struct {
	volumes      []candidateVolume
	byName       map[locationAndName][]int32 // lower case, for names that begin and end with a word
	longestWords int                         // words of the longest name
	irregular    []int32                     // with other names
	byID         map[string]int32            // by id, lower case
	idLens       []int                       // the lengths of ids; usually one, that of a UUID
	bySize       map[locationAndSize][]int32 // volumes that can be copied, oldest first
	evidence     evidenceCache
}

// candidateVolume is what is compared of a volume with every text that mentions it.
type candidateVolume struct {
	id, name string // lower case
	location string
	findable bool // the name is long enough to be looked for
}

type locationAndName struct{ location, name string }

type locationAndSize struct {
	location string
	gb       float64
}

func newCandidateIndex(v *inventory.View) *candidateIndex {
	x := &candidateIndex{
		volumes: make([]candidateVolume, len(v.Volumes)), byName: map[locationAndName][]int32{}, byID: map[string]int32{},
		bySize: map[locationAndSize][]int32{}, evidence: newEvidenceCache(),
	}
	for i := range v.Volumes {
		vol, at := &v.Volumes[i], int32(i)
		is := candidateVolume{id: strings.ToLower(vol.ID), name: strings.ToLower(vol.Name), location: datacenterOf(v, vol).Location}
		is.findable = utf8.RuneCountInString(is.name) >= shortName
		x.volumes[i] = is
		if !vol.IsImage() {
			key := locationAndSize{is.location, vol.SizeGB}
			x.bySize[key] = append(x.bySize[key], at)
		}
		x.addTexts(is, at)
	}
	for _, positions := range x.bySize {
		slices.SortStableFunc(positions, func(a, b int32) int {
			return v.Volumes[a].Metadata.CreatedDate.Compare(v.Volumes[b].Metadata.CreatedDate)
		})
	}
	return x
}

// addTexts indexes the id and the name of a volume.
func (x *candidateIndex) addTexts(is candidateVolume, at int32) {
	id, name := is.id, is.name
	x.byID[id] = at
	if !slices.Contains(x.idLens, len(id)) {
		x.idLens = append(x.idLens, len(id))
	}
	ranges := wordsIn(name)
	if n := len(ranges); n == 0 || ranges[0].from > 0 || ranges[n-1].to < len(name) {
		x.irregular = append(x.irregular, at)
		return
	}
	x.longestWords = max(x.longestWords, len(ranges))
	key := locationAndName{is.location, name}
	x.byName[key] = append(x.byName[key], at)
}

// mentionedIn returns the positions of the volumes in a location whose name or id a lower-case text may contain, and
// some of others. Names match at word boundaries.
func (x *candidateIndex) mentionedIn(text, location string) []int32 {
	positions := slices.Clone(x.irregular)
	ranges := wordsIn(text)
	for i, first := range ranges {
		for _, n := range x.idLens {
			if at, known := x.byID[text[first.from:min(len(text), first.from+n)]]; known {
				positions = append(positions, at)
			}
		}
		for _, last := range ranges[i:min(len(ranges), i+x.longestWords)] {
			positions = append(positions, x.byName[locationAndName{location, text[first.from:last.to]}]...)
		}
	}
	slices.Sort(positions)
	return slices.Compact(positions)
}

// ofSize returns the positions of the volumes with a snapshot's size that are older than the snapshot, oldest
// first.
func (x *candidateIndex) ofSize(v *inventory.View, s *inventory.Snapshot) []int32 {
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

func datacenterOf(v *inventory.View, vol *inventory.Volume) inventory.Datacenter {
	dc, _ := v.Datacenter(vol.DatacenterID)
	return dc
}

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

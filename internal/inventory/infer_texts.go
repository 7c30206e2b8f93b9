package inventory

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortName is how long a volume's name must be at least to be looked for in other texts.
const shortName = 3

// clue is what speaks for a volume as the source of a snapshot, by its texts.
type clue struct {
	*Volume
	strength int  // the higher the better
	loose    bool // the name stands there as a part of a longer one
	sentence string
}

// The strengths of clues.
const (
	clueName = iota + 1
	clueDefault
	clueID
)

// byText guesses by what the snapshot is called and, when that tells nothing, how large it is.
func byText(v *View, s *Snapshot, x *suspects, f *finding) {
	clues := strongest(cluesFor(v, s, x))
	volume, datacenter, told := defaultSource(s.Description)
	switch {
	case len(clues) > 0:
		byClues(s, clues, f)
	case told:
		f.doubts = append(f.doubts, "Its description says that it was created from "+quotedText(volume)+" in "+quotedText(datacenter)+". There is no such volume now.")
	default:
		bySize(v, s, x, f)
	}
}

func byClues(s *Snapshot, clues []clue, f *finding) {
	f.grade, f.more = Possible, max(0, len(clues)-MaxCandidates)
	for _, c := range clues[:len(clues)-f.more] {
		f.candidates = append(f.candidates, c.candidate(s))
	}
	switch only := clues[0]; {
	case len(clues) > 1:
		f.doubts = append(f.doubts, "Nothing tells these volumes apart.")
	case only.strength == clueName && only.loose:
		f.doubts = append(f.doubts, "The volume’s name is only a part of a longer name.")
	case only.strength == clueName && only.SizeGB != s.SizeGB:
		f.doubts = append(f.doubts, "The volume has "+gigabytesText(only.SizeGB)+" now; it would have to have grown since.")
	default:
		f.grade = Likely
	}
}

func bySize(v *View, s *Snapshot, x *suspects, f *finding) {
	places := x.sized(v, s)
	if len(places) == 0 {
		f.doubts = append(f.doubts, "No volume that is there now can be its source: none in "+named(s.Location, "its location")+" fits by age and size.")
		return
	}
	f.grade, f.more = Possible, max(0, len(places)-MaxCandidates)
	evidence := []string{"The volume has the same size, " + gigabytesText(s.SizeGB) + ", and is in the same location."}
	for _, at := range places[:len(places)-f.more] {
		vol := &v.Volumes[at]
		f.candidates = append(f.candidates, Candidate{DatacenterID: vol.DatacenterID, VolumeID: vol.ID, Evidence: evidence})
	}
	doubt := "Only its size and its location speak for it."
	if len(places) > 1 {
		doubt = "Nothing tells these volumes apart."
	}
	f.doubts = append(f.doubts, doubt)
}

// textCandidates are the volumes that texts or size speak for, all of them.
func textCandidates(v *View, s *Snapshot, x *suspects) []string {
	var ids []string
	for _, c := range strongest(cluesFor(v, s, x)) {
		ids = append(ids, c.ID)
	}
	if _, _, told := defaultSource(s.Description); len(ids) > 0 || told {
		return ids
	}
	for _, at := range x.sized(v, s) {
		ids = append(ids, v.Volumes[at].ID)
	}
	return ids
}

func (c clue) candidate(s *Snapshot) Candidate {
	evidence := []string{c.sentence}
	if c.SizeGB == s.SizeGB {
		evidence = append(evidence, "Both have "+gigabytesText(s.SizeGB)+" and are in "+s.Location+".")
	}
	return Candidate{DatacenterID: c.DatacenterID, VolumeID: c.ID, Evidence: evidence}
}

// cluesFor are the volumes that a snapshot's texts name.
func cluesFor(v *View, s *Snapshot, x *suspects) []clue {
	text := textOf(s)
	volumeName, datacenterName, told := defaultSource(s.Description)
	var clues []clue
	for _, at := range x.named(text) {
		vol := &v.Volumes[at]
		if !couldBe(v, vol, s) {
			continue
		}
		dc, _ := v.Datacenter(vol.DatacenterID)
		c := clue{Volume: vol}
		name := strings.ToLower(vol.Name)
		whole, part := false, false
		if utf8.RuneCountInString(name) >= shortName {
			whole, part = holds(text, name)
		}
		switch {
		case strings.Contains(text, strings.ToLower(vol.ID)):
			c.strength, c.sentence = clueID, "Its name or description holds the volume’s id."
		case told && volumeName == vol.Name && datacenterName == dc.Name:
			c.strength, c.sentence = clueDefault, "Its description says that it was created from "+quotedText(vol.Name)+" in "+quotedText(dc.Name)+"."
		case told:
			continue // it tells another source
		case whole || part:
			c.strength, c.loose, c.sentence = clueName, !whole, "Its name or description holds the volume’s name, "+quotedText(vol.Name)+"."
		default:
			continue
		}
		clues = append(clues, c)
	}
	return clues
}

// strongest keeps the clues than which none is stronger: of names the whole and the longest
// ones.
func strongest(clues []clue) []clue {
	rank := func(c clue) [3]int {
		r := [3]int{c.strength, 0, 0}
		if c.strength == clueName {
			r[2] = len(c.Name)
			if !c.loose {
				r[1] = 1
			}
		}
		return r
	}
	if len(clues) == 0 {
		return nil
	}
	compare := func(a, b clue) int { x, y := rank(a), rank(b); return slices.Compare(x[:], y[:]) }
	best := slices.MaxFunc(clues, compare)
	return slices.DeleteFunc(slices.Clone(clues), func(c clue) bool { return compare(c, best) != 0 })
}

// defaultSource reads the description that the platform gives a snapshot when nobody does
// (API reference 3.1).
func defaultSource(description string) (volume, datacenter string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(description), `Created from "`)
	if !ok {
		return "", "", false
	}
	volume, datacenter, ok = strings.Cut(rest, `" in Data Center "`)
	if !ok {
		return "", "", false
	}
	datacenter, ok = strings.CutSuffix(datacenter, `"`)
	return volume, datacenter, ok
}

// holds reports whether a name stands in a text by itself, or at least as a part of a longer
// name. Words that tools put beside a name do not make it longer.
func holds(text, name string) (whole, part bool) {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return whole, part
		}
		at += from
		before, after := text[:at], text[at+len(name):]
		if !joins(lastRune(before)) && !joins(firstRune(after)) {
			part = true
			whole = whole || freeBehind(after) && freeBefore(before)
		}
		from = at + 1
	}
}

// joins reports whether a character makes one word with its neighbour.
func joins(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isHyphen(r rune) bool { return r == '-' || r == '_' || r == '.' }

// freeBehind reports whether a name ends before a text, or goes on in words that name no volume.
func freeBehind(after string) bool {
	if !isHyphen(firstRune(after)) {
		return true
	}
	word, _, _ := strings.Cut(strings.Map(hyphensToSpaces, after[1:]), " ")
	return isFiller(word)
}

func freeBefore(before string) bool {
	if !isHyphen(lastRune(before)) {
		return true
	}
	words := strings.Map(hyphensToSpaces, before[:len(before)-1])
	return isFiller(words[strings.LastIndex(words, " ")+1:])
}

func hyphensToSpaces(r rune) rune {
	if joins(r) {
		return r
	}
	return ' '
}

// isFiller reports whether tools and people put a word beside a volume's name in a snapshot's:
// a number long enough for a date, or a word about copies. Shorter numbers count volumes.
func isFiller(word string) bool {
	digits := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) && r != 't' && r != 'z' }) < 0
	if digits && len(word) >= 4 {
		return true
	}
	return slices.Contains([]string{
		"snapshot", "snapshots", "snap", "backup", "bak", "copy", "tf", "terraform", "auto", "daily", "nightly", "weekly",
		"monthly", "hourly", "before", "after", "pre", "post", "manual", "csi", "ansible", "packer",
	}, word)
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

func named(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

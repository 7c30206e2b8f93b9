package inference

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// shortName is the minimal length of a volume's name to be looked for in texts.
const shortName = 3

// signal is evidence in a snapshot's texts for a volume as its source.
type signal struct {
	*inventory.Volume
	at       int32 // of the volume in the view
	strength int   // higher is better
	partial  bool  // the name is part of a longer one
}

// The strengths of signals.
const (
	signalName = iota + 1
	signalDefault
	signalID
)

// byText infers from the signals in a snapshot's name and description and, when they name no volume, from its size.
func byText(v *inventory.View, s *inventory.Snapshot, x *candidateIndex, signals []signal, f *inventory.Finding) {
	volume, datacenter, byDefault := inventory.DefaultSource(s.Description)
	switch {
	case len(signals) > 0:
		bySignals(s, signals, x, f)
	case byDefault:
		doubt(f, []string{"Its description says that it was created from " + foreign.Quoted(volume) + " in " + foreign.Quoted(datacenter) + ". There is no such volume now."})
	default:
		bySize(v, s, x, f)
	}
}

func bySignals(s *inventory.Snapshot, signals []signal, x *candidateIndex, f *inventory.Finding) {
	f.Confidence, f.More = inventory.Possible, max(0, len(signals)-inventory.MaxCandidates)
	f.Candidates = x.evidence.ofSignals(s, signals[:len(signals)-f.More])
	switch only := signals[0]; {
	case len(signals) > 1:
		doubt(f, x.evidence.indistinguishable)
	case only.strength == signalName && only.partial:
		doubt(f, x.evidence.partialName)
	case only.strength == signalName && s.SizeGB <= 0 && only.SizeGB > 0:
		doubt(f, []string{"The size of the snapshot is unknown."})
	case only.strength == signalName && only.SizeGB != s.SizeGB:
		doubt(f, []string{"The volume has " + quantity.GB(only.SizeGB) + " now; it would have to have grown since."})
	default:
		f.Confidence = inventory.Likely
	}
}

func bySize(v *inventory.View, s *inventory.Snapshot, x *candidateIndex, f *inventory.Finding) {
	positions := x.ofSize(v, s)
	if len(positions) == 0 {
		doubt(f, x.evidence.noneIn(s.Location))
		return
	}
	f.Confidence, f.More = inventory.Possible, max(0, len(positions)-inventory.MaxCandidates)
	f.Candidates = x.evidence.ofSize(v, x, s, len(positions)-f.More)
	if len(positions) > 1 {
		doubt(f, x.evidence.indistinguishable)
		return
	}
	doubt(f, x.evidence.onlySize)
}

// textCandidates returns all volumes that the texts or the size refer to.
func textCandidates(v *inventory.View, s *inventory.Snapshot, x *candidateIndex) []string {
	var ids []string
	for _, c := range strongest(signalsFor(v, s, x)) {
		ids = append(ids, c.ID)
	}
	if _, _, byDefault := inventory.DefaultSource(s.Description); len(ids) > 0 || byDefault {
		return ids
	}
	for _, at := range x.ofSize(v, s) {
		ids = append(ids, v.Volumes[at].ID)
	}
	return ids
}

func signalsFor(v *inventory.View, s *inventory.Snapshot, x *candidateIndex) []signal {
	text := textOf(s)
	volumeName, datacenterName, byDefault := inventory.DefaultSource(s.Description)
	var signals []signal
	for _, at := range x.mentionedIn(text, s.Location) {
		vol, lower := &v.Volumes[at], &x.volumes[at]
		if inventory.SourceProblemOf(lower.location, vol, s) != "" {
			continue
		}
		c := signal{Volume: vol, at: at}
		complete, part := false, false
		if lower.findable {
			complete, part = containsName(text, lower.name)
		}
		switch {
		case strings.Contains(text, lower.id):
			c.strength = signalID
		case byDefault && volumeName == vol.Name && datacenterName == datacenterOf(v, vol).Name:
			c.strength = signalDefault
		case byDefault:
			continue // the description names another source
		case complete || part:
			c.strength, c.partial = signalName, !complete
		default:
			continue
		}
		signals = append(signals, c)
	}
	return signals
}

// strongest returns the strongest signals; of names, the complete and longest ones.
func strongest(signals []signal) []signal {
	rank := func(c signal) [3]int {
		r := [3]int{c.strength, 0, 0}
		if c.strength == signalName {
			r[2] = len(c.Name)
			if !c.partial {
				r[1] = 1
			}
		}
		return r
	}
	if len(signals) == 0 {
		return nil
	}
	compare := func(a, b signal) int { x, y := rank(a), rank(b); return slices.Compare(x[:], y[:]) }
	best := slices.MaxFunc(signals, compare)
	return slices.DeleteFunc(slices.Clone(signals), func(c signal) bool { return compare(c, best) != 0 })
}

// containsName reports whether a text contains a name as a whole, or at least as part of a longer name. Words
// that tools add to a name do not make it longer.
func containsName(text, name string) (complete, part bool) {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return complete, part
		}
		at += from
		before, after := text[:at], text[at+len(name):]
		if !isWordRune(lastRune(before)) && !isWordRune(firstRune(after)) {
			part = true
			complete = complete || nameEnds(after) && nameBegins(before)
		}
		from = at + 1
	}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isHyphen(r rune) bool { return r == '-' || r == '_' || r == '.' }

// nameEnds reports whether a name ends before a text, or continues with filler words only.
func nameEnds(after string) bool {
	if !isHyphen(firstRune(after)) {
		return true
	}
	word := after[1:]
	if end := strings.IndexFunc(word, isNoWordRune); end >= 0 {
		word = word[:end]
	}
	return isFiller(word)
}

func nameBegins(before string) bool {
	if !isHyphen(lastRune(before)) {
		return true
	}
	word := before[:len(before)-1]
	if begin := strings.LastIndexFunc(word, isNoWordRune); begin >= 0 {
		_, size := utf8.DecodeRuneInString(word[begin:])
		word = word[begin+size:]
	}
	return isFiller(word)
}

func isNoWordRune(r rune) bool { return !isWordRune(r) }

// isFiller reports whether tools and users add a word to a volume's name in the name of a snapshot: a number
// long enough for a date, or a word for copies. Shorter numbers count volumes.
func isFiller(word string) bool {
	date := unicode.IsDigit(firstRune(word)) && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) && r != 't' && r != 'z' }) < 0
	if date && len(word) >= 4 {
		return true
	}
	return slices.Contains([]string{
		"snapshot", "snapshots", "snap", "backup", "bak", "copy", "tf", "terraform", "auto", "daily", "nightly", "weekly",
		"monthly", "hourly", "before", "after", "pre", "post", "manual", "csi", "ansible", "packer",
	}, word)
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

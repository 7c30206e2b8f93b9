package inventory

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ByMatch is the Order of search results: best match first, then by name.
const ByMatch = "match"

// MatchRank is how well a resource matches a searched text; smaller is better.
type MatchRank uint8

// The ranks, best first.
const (
	MatchExact      MatchRank = iota // the whole name, or the whole id
	MatchPrefix                      // the name begins with it
	MatchWordStart                   // a word within the name begins with it
	MatchSubstring                   // it is within the name
	MatchServer                      // the name of a server of a volume, or of the source of a snapshot
	MatchDatacenter                  // the name or location of the data center
	MatchDetail                      // a label or the description
	MatchID                          // a part of the id
	NoMatch
)

// RankName returns how well a name matches a text, ignoring case.
func RankName(name, text string) MatchRank {
	return rankLower(strings.ToLower(name), searchText(text))
}

// rankLower is RankName for lower-case texts.
func rankLower(name, text string) MatchRank {
	at := strings.Index(name, text)
	switch {
	case at < 0:
		return NoMatch
	case at == 0 && len(name) == len(text):
		return MatchExact
	case at == 0:
		return MatchPrefix
	}
	for ; at >= 0; at = indexFrom(name, text, at+1) {
		if before, _ := utf8.DecodeLastRuneInString(name[:at]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return MatchWordStart
		}
	}
	return MatchSubstring
}

func indexFrom(s, text string, from int) int {
	at := strings.Index(s[from:], text)
	if at < 0 {
		return -1
	}
	return from + at
}

// RankVolume returns how well a found volume matches its search text.
func (v *View) RankVolume(vol *Volume, text string) MatchRank {
	text = searchText(text)
	if vol.ID == text {
		return MatchExact
	}
	if r := RankName(vol.Name, text); r != NoMatch {
		return r
	}
	for _, s := range v.index.serversOn[vol.ID] {
		if s.ID == text || RankName(s.Name, text) != NoMatch {
			return MatchServer
		}
	}
	dc, _ := v.Datacenter(vol.DatacenterID)
	return v.rankWithLocation(vol.ID, text, dc.ID, dc.Name, dc.Location)
}

// RankServer returns how well a server matches a text.
func (v *View) RankServer(s *Server, text string) MatchRank {
	text = searchText(text)
	if s.ID == text {
		return MatchExact
	}
	if r := RankName(s.Name, text); r != NoMatch {
		return r
	}
	dc, _ := v.Datacenter(s.DatacenterID)
	if rank := v.rankWithLocation(s.ID, text, dc.ID, dc.Name, dc.Location); rank != MatchDetail {
		return rank
	}
	return NoMatch
}

// RankDatacenter returns how well a data center matches a text.
func RankDatacenter(dc *Datacenter, text string) MatchRank {
	text = searchText(text)
	switch r := RankName(dc.Name, text); {
	case dc.ID == text:
		return MatchExact
	case r != NoMatch:
		return r
	case RankName(dc.Location, text) != NoMatch:
		return MatchDatacenter
	case RankName(dc.Description, text) != NoMatch:
		return MatchDetail
	case newIDText(text).in(dc.ID):
		return MatchID
	default:
		return NoMatch
	}
}

// RankSnapshot returns how well a found snapshot matches its search text.
func (v *View) RankSnapshot(s *Snapshot, text string) MatchRank {
	text = searchText(text)
	if s.ID == text {
		return MatchExact
	}
	if r := RankName(s.Name, text); r != NoMatch {
		return r
	}
	if RankName(v.sourceNameAt(v.positionOf(s)), text) != NoMatch {
		return MatchServer
	}
	return v.rankWithLocation(s.ID, text, "", s.Location)
}

// rankWithLocation is the rank of a match outside of the names: in the texts of its location, else in labels, else in ids.
func (v *View) rankWithLocation(id, text, locationID string, texts ...string) MatchRank {
	for _, p := range texts {
		if RankName(p, text) != NoMatch {
			return MatchDatacenter
		}
	}
	switch {
	case locationID == text && text != "":
		return MatchDatacenter
	case newIDText(text).in(id):
		return MatchID
	default:
		return MatchDetail
	}
}

// minIDDigits is the minimal number of hexadecimal digits for a search in ids. Almost every id contains any
// two.
const minIDDigits = 4

// idText is a text prepared for searching ids.
type idText struct {
	text string
	part bool // it may be a part of an id
}

// newIDText prepares a lower-case text for searching ids.
func newIDText(text string) idText {
	digits := 0
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9', 'a' <= r && r <= 'f':
			digits++
		case r != '-':
			return idText{text: text}
		}
	}
	return idText{text: text, part: digits >= minIDDigits}
}

// in reports whether the text is an id or, from four digits on, a part of it.
func (t idText) in(id string) bool {
	return id == t.text && id != "" || t.part && strings.Contains(id, t.text)
}

// begins is in for the ids of related resources: only their beginnings match.
func (t idText) begins(id string) bool {
	return id == t.text && id != "" || t.part && strings.HasPrefix(id, t.text)
}

func (v *View) volumesMatching(text string) []bool {
	found, id := v.lazy.volumeTexts().matches(text), newIDText(text)
	if !id.part && !v.isID(text) {
		return found
	}
	for pos := range found {
		found[pos] = found[pos] || v.volumeNumbered(&v.Volumes[pos], id)
	}
	return found
}

func (v *View) isID(text string) bool {
	_, volume := v.index.volumes[text]
	_, datacenter := v.index.datacenters[text]
	return volume || datacenter || slices.ContainsFunc(v.Servers, func(s Server) bool { return s.ID == text })
}

// volumeNumbered reports whether a text matches the id of a volume, of its data center or of one of its
// servers.
func (v *View) volumeNumbered(vol *Volume, text idText) bool {
	return text.in(vol.ID) || text.begins(vol.DatacenterID) ||
		slices.ContainsFunc(v.index.serversOn[vol.ID], func(s Server) bool { return text.begins(s.ID) })
}

func (v *View) snapshotsMatching(text string) []bool {
	found, id := v.lazy.snapshotTexts().matches(text), newIDText(text)
	for pos := range found {
		found[pos] = found[pos] || v.snapshotNumbered(pos, id)
	}
	return found
}

// snapshotNumbered reports whether a text matches the id of a snapshot, of its source or of its operation.
func (v *View) snapshotNumbered(pos int, text idText) bool {
	id := v.Snapshots[pos].ID
	return text.in(id) || text.begins(v.sourceAt(pos).VolumeID) ||
		slices.ContainsFunc(v.index.labelsOf[id], func(l Label) bool { return ownID(l.Key) && text.begins(l.Value) })
}

func ownID(key string) bool {
	return key == LabelDatacenter || key == LabelVolume || key == LabelOperation
}

// sortByRank sorts items by how well they match and is stable.
func sortByRank[T any](items []T, rank func(T) MatchRank) []T {
	var buckets [NoMatch + 1][]T
	for _, item := range items {
		r := rank(item)
		buckets[r] = append(buckets[r], item)
	}
	return slices.Concat(buckets[:]...)
}

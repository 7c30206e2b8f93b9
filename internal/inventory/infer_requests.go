package inventory

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"time"
)

// sameAct is how far apart the cloud may date a request and the snapshot that it makes.
const sameAct = 2 * time.Minute

// creation is a create-snapshot request.
type creation struct {
	Request
	datacenterID, volumeID string
	name                   string // asked for; empty when the request named none
	named                  bool
	snapshots              []string // the ids of the snapshots that it says it works on
}

// creations are the create-snapshot requests that are known.
type creations struct {
	all        []creation       // oldest first
	bySnapshot map[string][]int // by the snapshot that a request says it works on
	makes      map[int][]string // the snapshots that a request without a target can have made
	madeBy     map[string][]int // and the other way round
	other      map[int][]string // the snapshots that fit but for their name, which can be changed
	otherBy    map[string][]int // and the other way round
}

func newCreations(v *View, requests []Request) *creations {
	c := &creations{bySnapshot: map[string][]int{}, makes: map[int][]string{}, madeBy: map[string][]int{}, other: map[int][]string{}, otherBy: map[string][]int{}}
	for _, r := range requests {
		if made, ok := creationOf(r); ok {
			c.all = append(c.all, made)
		}
	}
	slices.SortStableFunc(c.all, func(a, b creation) int { return cmp.Or(a.CreatedDate.Compare(b.CreatedDate), cmp.Compare(a.ID, b.ID)) })
	for i, r := range c.all {
		for _, id := range r.snapshots {
			c.bySnapshot[id] = append(c.bySnapshot[id], i)
		}
	}
	for _, s := range v.Snapshots {
		c.pair(v, *s)
	}
	return c
}

func creationOf(r Request) (creation, bool) {
	dc, vol, ok := r.SnapshotSource()
	if !ok {
		return creation{}, false
	}
	c := creation{Request: r, datacenterID: dc, volumeID: vol}
	c.name, c.named = nameAskedFor(r.Body)
	for _, t := range r.Targets {
		if t.Type == "snapshot" && t.ID != "" {
			c.snapshots = append(c.snapshots, t.ID)
		}
	}
	return c, true
}

// nameAskedFor reads the name from the body of a create-snapshot request: JSON, or the form
// of older clients (API reference 3.1).
func nameAskedFor(body string) (string, bool) {
	var asked struct {
		Properties struct {
			Name *string `json:"name"`
		} `json:"properties"`
	}
	if json.Unmarshal([]byte(body), &asked) == nil {
		if asked.Properties.Name == nil {
			return "", false
		}
		return *asked.Properties.Name, true
	}
	form, err := url.ParseQuery(body)
	return form.Get("name"), err == nil && form.Has("name")
}

// pair notes the requests that say nothing of a snapshot and fit one by time, name and place.
func (c *creations) pair(v *View, s Snapshot) {
	made := s.Metadata.CreatedDate
	if made.IsZero() || len(c.bySnapshot[s.ID]) > 0 {
		return
	}
	from, _ := slices.BinarySearchFunc(c.all, made.Add(-sameAct), func(r creation, t time.Time) int { return r.CreatedDate.Compare(t) })
	for i := from; i < len(c.all) && !c.all[i].CreatedDate.After(made.Add(sameAct)); i++ {
		switch r := c.all[i]; {
		case !r.fits(v, s):
		case r.named && r.name != s.Name:
			c.other[i] = append(c.other[i], s.ID)
			c.otherBy[s.ID] = append(c.otherBy[s.ID], i)
		default:
			c.makes[i] = append(c.makes[i], s.ID)
			c.madeBy[s.ID] = append(c.madeBy[s.ID], i)
		}
	}
}

// fits reports whether a request that names no snapshot can have made one, whatever the names.
func (r creation) fits(v *View, s Snapshot) bool {
	if len(r.snapshots) > 0 {
		return false
	}
	if r.CreatedBy != "" && s.Metadata.CreatedBy != "" && r.CreatedBy != s.Metadata.CreatedBy {
		return false
	}
	if source := v.Source(s.ID); source.Known() && source.VolumeID != r.volumeID {
		return false
	}
	return r.contradiction(v, s) == ""
}

// contradiction says in a sentence why a request cannot have made a snapshot, or "".
func (r creation) contradiction(v *View, s Snapshot) string {
	dc, known := v.Datacenter(r.datacenterID)
	if known && dc.Location != "" && s.Location != "" && dc.Location != s.Location {
		return "The request’s data center is in " + dc.Location + ", the snapshot in " + s.Location + "."
	}
	vol, there := v.Volume(r.volumeID)
	if there && vol.DatacenterID != r.datacenterID {
		return "The volume is in another data center than the request says."
	}
	if there && vol.SizeGB < s.SizeGB {
		return "The volume has " + gigabytesText(vol.SizeGB) + ", less than the snapshot."
	}
	return ""
}

// told guesses by requests that name the snapshot itself.
func (c *creations) told(v *View, g Guess) (Guess, bool) {
	calls := c.bySnapshot[g.Snapshot.ID]
	if len(calls) == 0 {
		return g, false
	}
	first := c.all[calls[0]]
	candidates := c.candidates(v, calls, func(r creation) string {
		return "The request that created it, of " + momentText(r.CreatedDate) + ", names this volume and this snapshot."
	})
	g.Request = first.Request
	for _, i := range calls {
		if why := c.all[i].contradiction(v, g.Snapshot); why != "" {
			g.Doubts = append(g.Doubts, why)
		}
	}
	if len(candidates) > 1 {
		g.Doubts = append(g.Doubts, "Requests for several volumes name this snapshot.")
	}
	if len(g.Doubts) > 0 {
		return g.graded(Possible, candidates), true
	}
	return g.graded(Certain, candidates), true
}

// matched guesses by requests that name no snapshot and fit this one.
func (c *creations) matched(v *View, g Guess) (Guess, bool) {
	calls := c.madeBy[g.Snapshot.ID]
	if len(calls) == 0 {
		return c.renamed(v, g)
	}
	candidates := c.candidates(v, calls, func(r creation) string {
		text := "A request of " + momentText(r.CreatedDate) + " created a snapshot of this volume at the time at which this one was made"
		if r.named {
			return text + ", by the same name."
		}
		return text + "."
	})
	g.Request = c.all[calls[0]].Request
	alone := true
	for _, i := range calls {
		alone = alone && len(c.makes[i]) <= len(calls) // as many snapshots as requests: one each
	}
	if len(candidates) == 1 && alone {
		return g.graded(Likely, candidates), true
	}
	if len(candidates) == 1 {
		g.Doubts = append(g.Doubts, "The same request may have made another snapshot instead.")
	} else {
		g.Doubts = append(g.Doubts, "Several requests were made at that time.")
	}
	return g.graded(Possible, candidates), true
}

// renamed guesses by the one request that fits but for the name, when it fits nothing else.
func (c *creations) renamed(v *View, g Guess) (Guess, bool) {
	calls := slices.DeleteFunc(slices.Clone(c.otherBy[g.Snapshot.ID]), func(i int) bool { return len(c.makes[i]) > 0 })
	if len(calls) != 1 {
		return g, false
	}
	alone := 0
	for _, id := range c.other[calls[0]] {
		if len(c.madeBy[id]) == 0 {
			alone++
		}
	}
	if alone != 1 {
		return g, false
	}
	g.Request = c.all[calls[0]].Request
	return g.graded(Likely, c.candidates(v, calls, func(r creation) string {
		return "The only request that fits, of " + momentText(r.CreatedDate) + ", created a snapshot of this volume as " + quotedText(r.name) + ", so it has been renamed since."
	})), true
}

// candidates are the volumes of requests, each once.
func (c *creations) candidates(v *View, calls []int, says func(creation) string) []Candidate {
	var found []Candidate
	for _, i := range calls {
		r := c.all[i]
		if slices.ContainsFunc(found, func(x Candidate) bool { return x.VolumeID == r.volumeID }) {
			continue
		}
		candidate := Candidate{DatacenterID: r.datacenterID, VolumeID: r.volumeID, Evidence: []string{says(r)}}
		if _, there := v.Volume(r.volumeID); !there {
			candidate.Evidence = append(candidate.Evidence, "The volume is no longer in the contract.")
		}
		found = append(found, candidate)
	}
	return found
}

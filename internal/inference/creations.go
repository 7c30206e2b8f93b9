package inference

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// maxClockDifference is the largest difference between the dates of a request and of the snapshot that it
// creates.
const maxClockDifference = 2 * time.Minute

type creation struct {
	*inventory.Request
	datacenterID, volumeID string
	name                   string // as requested; empty when the request has none
	nameGiven              bool
	snapshots              []string // the ids of the snapshots among its targets
}

// creations are all known create-snapshot requests. They are immutable.
type creations struct {
	all        []creation         // oldest first
	loose      []int32            // requests that name no snapshot, oldest first
	bySnapshot map[string][]int32 // by target snapshot
	byID       map[string]int32
}

// newCreations parses requests, and reuses those that old has parsed already; old may be nil.
func newCreations(requests []inventory.Request, old *creations) *creations {
	c := &creations{bySnapshot: map[string][]int32{}, byID: make(map[string]int32, len(requests))}
	for i := range requests {
		if made, ok := creationOf(&requests[i], old); ok {
			c.all = append(c.all, made)
		}
	}
	slices.SortStableFunc(c.all, func(a, b creation) int {
		return cmp.Or(a.CreatedDate.Compare(b.CreatedDate), cmp.Compare(a.ID, b.ID))
	})
	for i := range c.all {
		r, at := &c.all[i], int32(i)
		c.byID[r.ID] = at
		if len(r.snapshots) == 0 {
			c.loose = append(c.loose, at)
		}
		for _, id := range r.snapshots {
			c.bySnapshot[id] = append(c.bySnapshot[id], at)
		}
	}
	return c
}

func creationOf(r *inventory.Request, old *creations) (creation, bool) {
	c := creation{Request: r}
	if was, known := old.request(r.ID); known {
		c.datacenterID, c.volumeID, c.name, c.nameGiven = was.datacenterID, was.volumeID, was.name, was.nameGiven
	} else {
		dc, vol, ok := r.SnapshotSource()
		if !ok {
			return creation{}, false
		}
		c.datacenterID, c.volumeID = dc, vol
		c.name, c.nameGiven = requestedName(r.Body)
	}
	for _, t := range r.Targets {
		if t.Type == "snapshot" && t.ID != "" {
			c.snapshots = append(c.snapshots, t.ID)
		}
	}
	return c, true
}

// request returns a request by its id. c may be nil.
func (c *creations) request(id string) (*creation, bool) {
	if c == nil {
		return nil, false
	}
	i, known := c.byID[id]
	if !known {
		return nil, false
	}
	return &c.all[i], true
}

// of returns the first request that names a snapshot as its target, or nil.
func (c *creations) of(snapshotID string) *inventory.Request {
	if len(c.bySnapshot[snapshotID]) == 0 {
		return nil
	}
	return c.all[c.bySnapshot[snapshotID][0]].Request
}

// requestedName reads the name from the body of a create-snapshot request: JSON, or the form that older clients
// send (docs/ionos-api.md 3.1).
func requestedName(body string) (string, bool) {
	var requested struct {
		Properties struct {
			Name *string `json:"name"`
		} `json:"properties"`
	}
	if json.Unmarshal([]byte(body), &requested) == nil {
		if requested.Properties.Name == nil {
			return "", false
		}
		return *requested.Properties.Name, true
	}
	form, err := url.ParseQuery(body)
	return form.Get("name"), err == nil && form.Has("name")
}

// contradiction returns a sentence why a request cannot have created a snapshot, or "". A request is better evidence than
// any comparison, so only what is known contradicts it, unlike inventory.SourceProblemOf.
func (r *creation) contradiction(v *inventory.View, s *inventory.Snapshot) string {
	dc, known := v.Datacenter(r.datacenterID)
	if known && dc.Location != "" && s.Location != "" && dc.Location != s.Location {
		return "The request's data center is in " + dc.Location + ", the snapshot in " + s.Location + "."
	}
	vol, exists := v.Volume(r.volumeID)
	if exists && vol.DatacenterID != r.datacenterID {
		return "The volume is in another data center than the request says."
	}
	if exists && vol.SizeGB > 0 && vol.SizeGB < s.SizeGB {
		return "The volume has " + quantity.GB(vol.SizeGB) + ", less than the snapshot."
	}
	return ""
}

// byTarget infers from requests that name the snapshot itself.
func (c *creations) byTarget(v *inventory.View, s *inventory.Snapshot, f *inventory.Finding) bool {
	calls := c.bySnapshot[s.ID]
	if len(calls) == 0 {
		return false
	}
	f.Candidates = c.candidates(v, calls, func(r *creation) string {
		return "The request that created it, of " + r.DateText() + ", names this volume and this snapshot."
	})
	for _, i := range calls {
		if reason := c.all[i].contradiction(v, s); reason != "" {
			f.CounterEvidence = append(f.CounterEvidence, reason)
		}
	}
	if len(f.Candidates) > 1 {
		f.CounterEvidence = append(f.CounterEvidence, "Requests for several volumes name this snapshot.")
	}
	cut(f)
	f.Confidence = inventory.Certain
	if len(f.CounterEvidence) > 0 {
		f.Confidence = inventory.Possible
	}
	return true
}

// candidates returns the volumes of requests, each once.
func (c *creations) candidates(v *inventory.View, calls []int32, wanted func(*creation) string) []inventory.Candidate {
	var found []inventory.Candidate
	for _, i := range calls {
		r := &c.all[i]
		if slices.ContainsFunc(found, func(x inventory.Candidate) bool { return x.VolumeID == r.volumeID }) {
			continue
		}
		candidate := inventory.Candidate{DatacenterID: r.datacenterID, VolumeID: r.volumeID, Evidence: []string{wanted(r)}}
		if _, exists := v.VolumePosition(r.volumeID); !exists {
			candidate.Evidence = append(candidate.Evidence, "The volume is no longer in the contract.")
		}
		found = append(found, candidate)
	}
	return found
}

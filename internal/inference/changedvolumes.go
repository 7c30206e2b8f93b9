package inference

import (
	"slices"
	"strings"

	"snapdeck/internal/inventory"
)

// fewVolumes is the number of changed volumes up to which the texts of snapshots are searched for each one.
const fewVolumes = 8

// volumeChanges are the volumes that differ between two views in a way that inference depends on.
type volumeChanges struct {
	of            []*inventory.Volume // before and after
	sizes         []locationAndSize   // location and size of each
	datacenters   map[string]struct{} // data centers that were added, removed, moved or renamed
	samePositions bool                // all volumes kept their positions, and none differs
}

func changedVolumes(old, now *inventory.View) volumeChanges {
	c := volumeChanges{datacenters: changedDatacenters(old, now), samePositions: true}
	if inventory.SameSlice(old.Volumes, now.Volumes) && len(c.datacenters) == 0 {
		return c
	}
	c.samePositions = len(old.Volumes) == len(now.Volumes) && len(c.datacenters) == 0
	for i := range now.Volumes {
		is := &now.Volumes[i]
		_, elsewhere := c.datacenters[is.DatacenterID]
		if i < len(old.Volumes) && !elsewhere && looksAlike(&old.Volumes[i], is) {
			continue
		}
		c.samePositions = false
		at, known := old.VolumePosition(is.ID)
		if known && !elsewhere && looksAlike(&old.Volumes[at], is) {
			continue
		}
		c.add(now, is)
		if known {
			c.add(old, &old.Volumes[at])
		}
	}
	for i := range old.Volumes {
		if i < len(now.Volumes) && now.Volumes[i].ID == old.Volumes[i].ID {
			continue
		}
		if _, exists := now.VolumePosition(old.Volumes[i].ID); !exists {
			c.add(old, &old.Volumes[i])
		}
	}
	return c
}

func (c *volumeChanges) add(v *inventory.View, vol *inventory.Volume) {
	c.of = append(c.of, vol)
	c.sizes = append(c.sizes, locationAndSize{datacenterOf(v, vol).Location, vol.SizeGB})
}

// looksAlike reports whether two volumes are equal for inference.
func looksAlike(a, b *inventory.Volume) bool {
	return a.ID == b.ID && a.Name == b.Name && a.SizeGB == b.SizeGB && a.DatacenterID == b.DatacenterID &&
		a.IsImage() == b.IsImage() && a.Metadata.CreatedDate.Equal(b.Metadata.CreatedDate)
}

func changedDatacenters(old, now *inventory.View) map[string]struct{} {
	changed := map[string]struct{}{}
	for _, dc := range now.Datacenters {
		was, known := old.Datacenter(dc.ID)
		if !known || was.Name != dc.Name || was.Location != dc.Location {
			changed[dc.ID] = struct{}{}
		}
	}
	for _, dc := range old.Datacenters {
		if _, exists := now.Datacenter(dc.ID); !exists {
			changed[dc.ID] = struct{}{}
		}
	}
	return changed
}

// markVolumes marks the snapshots whose source may be, or may have been, a changed volume.
func (d *invalidation) markVolumes(c volumeChanges) {
	if len(c.of) == 0 && len(c.datacenters) == 0 {
		return
	}
	d.markRequestsOf(c)
	mayComeFrom := c.snapshotMatcher()
	for i, s := range d.now.view.Snapshots {
		if d.findings.At(i) != nil && !d.marked[i] && mayComeFrom(s) {
			d.marked[i] = true
		}
	}
}

// markRequestsOf marks the snapshots of requests that name a changed volume or data center.
func (d *invalidation) markRequestsOf(c volumeChanges) {
	volumes := make(map[string]struct{}, len(c.of))
	for _, vol := range c.of {
		volumes[vol.ID] = struct{}{}
	}
	for i := range d.now.creations.all {
		r := &d.now.creations.all[i]
		_, volume := volumes[r.volumeID]
		_, datacenter := c.datacenters[r.datacenterID]
		if volume || datacenter {
			d.markCreatedBy(r)
		}
	}
}

// snapshotMatcher returns a function that reports whether a snapshot's texts or size may refer to one of the volumes.
// It may have false positives, but no false negatives.
func (c volumeChanges) snapshotMatcher() func(*inventory.Snapshot) bool {
	sizes := map[locationAndSize]struct{}{}
	for _, p := range c.sizes {
		sizes[p] = struct{}{}
	}
	texts := c.textMatcher()
	return func(s *inventory.Snapshot) bool {
		if _, sized := sizes[locationAndSize{s.Location, s.SizeGB}]; sized {
			return true
		}
		return texts(textOf(s))
	}
}

// textMatcher returns a function that reports whether a text may contain the name or the id of one of the volumes.
func (c volumeChanges) textMatcher() func(text string) bool {
	if len(c.of) > fewVolumes {
		x := &candidateIndex{byName: map[locationAndName][]int32{}, byID: map[string]int32{}}
		for i, vol := range c.of {
			x.addTexts(candidateVolume{id: strings.ToLower(vol.ID), name: strings.ToLower(vol.Name)}, int32(i)) // in any location
		}
		return func(text string) bool { return len(x.mentionedIn(text, "")) > 0 }
	}
	var words []string
	for _, vol := range c.of {
		words = append(words, strings.ToLower(vol.ID))
		if vol.Name != "" {
			words = append(words, strings.ToLower(vol.Name))
		}
	}
	return func(text string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
}

// textOf returns a snapshot's searchable texts in lower case.
func textOf(s *inventory.Snapshot) string {
	return strings.ToLower(s.Name + "\n" + s.PlainDescription())
}

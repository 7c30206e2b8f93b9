package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// The levels of groups, the outer ones first.
const (
	LevelLocation   = "location"
	LevelDatacenter = "dc"
	LevelServer     = "server"
	LevelSource     = "source"
)

// Group is what has the same value at a level of a grouping, such as the volumes of one data
// center. It holds the groups of the next level or, at the last one, the items.
type Group[T any] struct {
	Level   string
	Key     string // an id; empty for what has no such thing
	Name    string
	Total   int
	TotalGB float64
	Parts   []Group[T]
	Items   []*T
}

// level tells apart what stands in different groups.
type level[T any] struct {
	name string
	key  func(*T) string
	word func(*T) string // the name of its group
}

// nest puts items into groups within groups, by name, what belongs nowhere last. Within a group
// they keep their order.
func nest[T any](items []*T, size func(*T) float64, levels []level[T]) []Group[T] {
	first := levels[0]
	var groups []Group[T]
	where := map[string]int{}
	for _, item := range items {
		key := first.key(item)
		i, known := where[key]
		if !known {
			i = len(groups)
			where[key] = i
			groups = append(groups, Group[T]{Level: first.name, Key: key, Name: first.word(item)})
		}
		groups[i].Items = append(groups[i].Items, item)
		groups[i].Total++
		groups[i].TotalGB += size(item)
	}
	slices.SortFunc(groups, func(a, b Group[T]) int {
		return cmp.Or(strings.Compare(none(a.Key), none(b.Key)), fold(a.Name, b.Name), strings.Compare(a.Key, b.Key))
	})
	if len(levels) > 1 {
		for i := range groups {
			groups[i].Parts, groups[i].Items = nest(groups[i].Items, size, levels[1:]), nil
		}
	}
	return groups
}

// none sorts what has no key behind what has one.
func none(key string) string {
	if key == "" {
		return "1"
	}
	return "0"
}

// Grouped is what a query matched, in groups.
type Grouped[T any] struct {
	Groups  []Group[T]
	Total   int
	TotalGB float64
}

// GroupVolumes returns the volumes that a query matches, on all pages, in groups down to a level:
// location, dc or server. A volume on several servers is in the group of the first of them. What
// all groups would share is no level: within one data center there are those of servers only.
func (v *View) GroupVolumes(q VolumeQuery, by string) Grouped[Volume] {
	location := func(x *Volume) string { dc, _ := v.Datacenter(x.DatacenterID); return dc.Location }
	levels := []level[Volume]{
		{LevelLocation, location, location},
		{LevelDatacenter, func(x *Volume) string { return x.DatacenterID }, func(x *Volume) string { dc, _ := v.Datacenter(x.DatacenterID); return dc.Name }},
		{LevelServer, v.firstServerID, func(x *Volume) string { return v.firstServer(x.ID) }},
	}
	if q.DatacenterID != "" {
		levels = levels[2:]
	}
	return grouped(v.allVolumes(q), func(x *Volume) float64 { return x.SizeGB }, downTo(levels, by))
}

// allVolumes are the volumes that a query matches, on all pages.
func (v *View) allVolumes(q VolumeQuery) []*Volume {
	q.Window = Window{}
	if q.DatacenterID != "" {
		return pointers(v.FindVolumes(q).Items)
	}
	return at(v.volumeAt, v.matchedVolumes(q).places)
}

// GroupSnapshots returns the snapshots that a query matches, on all pages, in groups down to a
// level: location or source.
func (v *View) GroupSnapshots(q SnapshotQuery, by string) Grouped[Snapshot] {
	location := func(x *Snapshot) string { return x.Location }
	levels := []level[Snapshot]{
		{LevelLocation, location, location},
		{LevelSource, func(x *Snapshot) string { return v.Source(x.ID).VolumeID }, func(x *Snapshot) string { return v.sourceName(x.ID) }},
	}
	return grouped(v.allSnapshots(q), func(x *Snapshot) float64 { return x.SizeGB }, downTo(levels, by))
}

// allSnapshots are the snapshots that a query matches, on all pages.
func (v *View) allSnapshots(q SnapshotQuery) []*Snapshot {
	q.Window = Window{}
	if q.VolumeID != "" {
		return pointers(v.FindSnapshots(q).Items)
	}
	return at(v.snapshotAt, v.matchedSnapshots(q).places)
}

func pointers[T any](items []T) []*T {
	all := make([]*T, len(items))
	for i := range items {
		all[i] = &items[i]
	}
	return all
}

// at are the items at some places.
func at[T any](item func(place int32) *T, places []int32) []*T {
	all := make([]*T, len(places))
	for i, place := range places {
		all[i] = item(place)
	}
	return all
}

func grouped[T any](items []*T, size func(*T) float64, levels []level[T]) Grouped[T] {
	g := Grouped[T]{Total: len(items), Groups: nest(items, size, levels)}
	for i := range g.Groups {
		g.TotalGB += g.Groups[i].TotalGB
	}
	return g
}

// downTo are the levels down to one, or all.
func downTo[T any](levels []level[T], name string) []level[T] {
	for i, l := range levels {
		if l.name == name {
			return levels[:i+1]
		}
	}
	return levels
}

func (v *View) firstServerID(vol *Volume) string {
	if servers := v.ServersOn(vol.ID); len(servers) > 0 {
		return servers[0].ID
	}
	return ""
}

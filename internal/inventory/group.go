package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// The levels of groups, outermost first.
const (
	LevelLocation   = "location"
	LevelDatacenter = "dc"
	LevelServer     = "server"
	LevelSource     = "source"
)

// Group holds the items with the same value at a level of a grouping, such as the volumes of one data center:
// as groups of the next level or, at the last level, as items.
type Group[T any] struct {
	Level     string
	Key       string // an id; empty for items without one
	Name      string
	Total     int
	TotalGB   float64
	Unsized   int // of its items have no known size
	Subgroups []Group[T]
	Items     []*T
}

type level[T any] struct {
	name  string
	key   func(*T) string
	label func(*T) string // the name of its group
}

// groupItems nests items into groups by name; items without a group come last. Items keep their order within a
// group.
func groupItems[T any](items []*T, size func(*T) float64, levels []level[T]) []Group[T] {
	first := levels[0]
	var groups []Group[T]
	where := map[string]int{}
	for _, item := range items {
		key := first.key(item)
		i, known := where[key]
		if !known {
			i = len(groups)
			where[key] = i
			groups = append(groups, Group[T]{Level: first.name, Key: key, Name: first.label(item)})
		}
		groups[i].Items = append(groups[i].Items, item)
		groups[i].Total++
		groups[i].TotalGB += size(item)
		groups[i].Unsized += unsized(size(item))
	}
	slices.SortFunc(groups, func(a, b Group[T]) int {
		return cmp.Or(strings.Compare(emptyLast(a.Key), emptyLast(b.Key)), compareFold(a.Name, b.Name), strings.Compare(a.Key, b.Key))
	})
	if len(levels) > 1 {
		for i := range groups {
			groups[i].Subgroups, groups[i].Items = groupItems(groups[i].Items, size, levels[1:]), nil
		}
	}
	return groups
}

func emptyLast(key string) string {
	if key == "" {
		return "1"
	}
	return "0"
}

// GroupedResult is the grouped result of a query.
type GroupedResult[T any] struct {
	Groups  []Group[T]
	Total   int
	TotalGB float64
	Unsized int // of the items have no known size
}

// GroupVolumes returns all volumes that match a query, on all pages, grouped down to a level: location, dc or
// server. A volume on several servers is in the group of the first. A level that all groups would share is left
// out: within one data center only servers remain.
func (v *View) GroupVolumes(q VolumeQuery, by string) GroupedResult[Volume] {
	location := func(x *Volume) string { dc, _ := v.Datacenter(x.DatacenterID); return dc.Location }
	levels := []level[Volume]{
		{LevelLocation, location, location},
		{LevelDatacenter, func(x *Volume) string { return x.DatacenterID }, func(x *Volume) string { dc, _ := v.Datacenter(x.DatacenterID); return dc.Name }},
		{LevelServer, func(x *Volume) string { return v.firstServer(x.ID).ID }, func(x *Volume) string { return v.firstServer(x.ID).Name }},
	}
	if q.DatacenterID != "" {
		levels = levels[2:]
	}
	return groupResult(v.allVolumes(q), func(x *Volume) float64 { return x.SizeGB }, levelsDownTo(levels, by))
}

// allVolumes returns all volumes that match a query, on all pages.
func (v *View) allVolumes(q VolumeQuery) []*Volume {
	q.Paging = Paging{}
	if q.DatacenterID != "" {
		return pointers(v.FindVolumes(q).Items)
	}
	return itemsAt(v.volumeAt, v.matchedVolumes(q).positions)
}

// GroupSnapshots returns all snapshots that match a query, on all pages, grouped down to a level: location or
// source.
func (v *View) GroupSnapshots(q SnapshotQuery, by string) GroupedResult[Snapshot] {
	location := func(x *Snapshot) string { return x.Location }
	levels := []level[Snapshot]{
		{LevelLocation, location, location},
		{LevelSource, func(x *Snapshot) string { return v.Source(x.ID).VolumeID }, func(x *Snapshot) string { return v.sourceName(x.ID) }},
	}
	return groupResult(v.allSnapshots(q), func(x *Snapshot) float64 { return x.SizeGB }, levelsDownTo(levels, by))
}

// allSnapshots returns all snapshots that match a query, on all pages.
func (v *View) allSnapshots(q SnapshotQuery) []*Snapshot {
	q.Paging = Paging{}
	if q.VolumeID != "" {
		return pointers(v.FindSnapshots(q).Items)
	}
	return itemsAt(v.snapshotAt, v.matchedSnapshots(q).positions)
}

func pointers[T any](items []T) []*T {
	all := make([]*T, len(items))
	for i := range items {
		all[i] = &items[i]
	}
	return all
}

func itemsAt[T any](item func(pos int32) *T, positions []int32) []*T {
	all := make([]*T, len(positions))
	for i, pos := range positions {
		all[i] = item(pos)
	}
	return all
}

func groupResult[T any](items []*T, size func(*T) float64, levels []level[T]) GroupedResult[T] {
	g := GroupedResult[T]{Total: len(items), Groups: groupItems(items, size, levels)}
	for i := range g.Groups {
		g.TotalGB += g.Groups[i].TotalGB
		g.Unsized += g.Groups[i].Unsized
	}
	return g
}

// levelsDownTo returns the levels down to the named one, or all.
func levelsDownTo[T any](levels []level[T], name string) []level[T] {
	for i, l := range levels {
		if l.name == name {
			return levels[:i+1]
		}
	}
	return levels
}

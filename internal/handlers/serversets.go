package handlers

import (
	"fmt"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// setsShown is how many sets of a server are listed.
const setsShown = 50

// machineSets lists the sets of a server's volumes, the newest first.
func machineSets(a asked, server inventory.Server, sets []operation.Set) (views.List, []views.Row) {
	columns := setColumns(server)
	shown := sets[:min(len(sets), setsShown)]
	rows := make([]views.Row, 0, len(shown))
	for i := range shown {
		row, _ := rowOf(a, shown[i].ID, columns, &shown[i])
		rows = append(rows, row)
	}
	list := wholeList("Sets of this server", headsOf(listing{}, columns), len(shown), len(sets), 0, [2]string{"set", "sets"})
	list.Empty = views.Empty{
		Title: "No set yet",
		Text:  "A set is one snapshot of each volume, taken together, so that the server can be put back as a whole. Snapshot all volumes makes one.",
	}
	return list, rows
}

func setColumns(server inventory.Server) []column[operation.Set] {
	return []column[operation.Set]{
		{label: "Taken", class: "main", cell: setTaken},
		{label: "State", cell: func(_ asked, x *operation.Set) views.Cell { return pillCell(setPill(*x, len(server.VolumeIDs))) }},
		{label: "Volumes", class: "num", word: "Volumes", cell: func(_ asked, x *operation.Set) views.Cell {
			return textCell(fmt.Sprintf("%d of %d", x.Good(), max(len(server.VolumeIDs), len(x.Members))))
		}},
		{label: "Spread", cell: func(_ asked, x *operation.Set) views.Cell { return textCell(apartWords(x.Span())) }},
		{label: "Size", class: "num", cell: func(_ asked, x *operation.Set) views.Cell { return sizeCell(x.SizeGB()) }},
		{label: "Known by", word: "Known by", cell: setKnown},
		{label: "Action", class: "act", cell: func(a asked, x *operation.Set) views.Cell { return setAction(a, server, x) }},
	}
}

func setTaken(a asked, x *operation.Set) views.Cell {
	c := whenCell(a, x.At())
	if x.Safety() {
		c.Note = "before a restore"
	}
	return c
}

func setKnown(_ asked, x *operation.Set) views.Cell {
	if x.Batch == "" {
		return views.Cell{Text: "their times", Quiet: true}
	}
	return views.Cell{Text: "batch by " + x.Members[0].Made.Actor, Href: batchHref(x.Batch)}
}

func setAction(a asked, server inventory.Server, x *operation.Set) views.Cell {
	if x.Good() == 0 {
		return views.Cell{}
	}
	return views.Cell{Button: &views.Button{
		Text: "Restore this set", Href: setHref(server, x.ID), Label: "Restore this set, taken " + a.moment(x.At()).Exact,
	}}
}

// setPill tells whether a set is whole.
func setPill(one operation.Set, of int) views.Pill {
	open := 0
	for _, m := range one.Members {
		if m.Snapshot.Metadata.State == inventory.StateBusy || m.Made.ID != "" && !m.Made.State.Final() {
			open++
		}
	}
	switch good := one.Good(); {
	case open > 0:
		return views.Pill{Tone: "busy", Icon: "spin", Word: "In progress"}
	case good >= of:
		return views.Pill{Tone: "good", Icon: "check", Word: "Complete"}
	case good > 0:
		return views.Pill{Tone: "warn", Icon: "alert", Word: "Incomplete", Title: "Not every volume of the server has a good snapshot in it"}
	default:
		return views.Pill{Tone: "bad", Icon: "cross", Word: "Nothing left"}
	}
}

// machineSet is a set of one server, as its address names it.
func (s *Server) machineSet(a asked) (foundSet, error) {
	server, dc, err := findMachine(a)
	if err != nil {
		return foundSet{}, err
	}
	sets, err := s.setsOf(a, server)
	if err != nil {
		return foundSet{}, err
	}
	home := machineLink(server)
	for _, one := range sets {
		if one.ID != a.params["set"] {
			continue
		}
		all := memberSet(a.view, one, dc.ID)
		crumbs := machineCrumbs(dc, server)
		crumbs[len(crumbs)-1].Href = home.Href
		return foundSet{
			set: all, name: home.Text, nav: "datacenters", action: setHref(server, one.ID), back: home.Href,
			facts:  append(setFacts(a, all, max(len(server.VolumeIDs), len(one.Members))), originOf(one), stateFact(server)),
			crumbs: append(crumbs, views.Link{Text: "Set"}),
		}, nil
	}
	return foundSet{}, gone{"Set " + a.params["set"], home.Text, home.Href}
}

func memberSet(v *inventory.View, one operation.Set, datacenterID string) set {
	all := set{datacenterID: datacenterID}
	for _, m := range one.Members {
		all.take(v, m.VolumeID, m.Made.VolumeName, m.Snapshot.ID)
	}
	return all
}

// originOf tells how it is known that snapshots were taken together.
func originOf(one operation.Set) views.Fact {
	if one.Batch == "" {
		return views.Fact{Label: "Known by", Text: "their times: Snapdeck was not asked for them as one set"}
	}
	return views.Fact{Label: "Asked for", Text: "as one batch by " + one.Members[0].Made.Actor, Href: batchHref(one.Batch)}
}

func stateFact(server inventory.Server) views.Fact {
	pill := vmPill(server)
	return views.Fact{Label: named(server.Name, server.ID), Pill: &pill}
}

package handlers

import (
	"fmt"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// maxSets is how many sets of a server are listed.
const maxSets = 50

// serverSets lists the sets of a server's volumes, the newest first.
func serverSets(req pageRequest, server inventory.Server, sets []operation.Set) (views.List, []views.Row) {
	columns := setColumns(server)
	shown := sets[:min(len(sets), maxSets)]
	rows := make([]views.Row, 0, len(shown))
	for i := range shown {
		row, _ := rowOf(req, shown[i].ID, columns, &shown[i])
		rows = append(rows, row)
	}
	list := singlePageTable("Sets of this server", sortableHeaders(tableQuery{}, columns), len(shown), len(sets), 0, [2]string{"set", "sets"})
	list.Empty = views.Empty{
		Title: "No set yet",
		Text:  "A set is one snapshot of each volume, taken together, to restore the server as a whole. “Snapshot all volumes” creates one.",
	}
	return list, rows
}

func setColumns(server inventory.Server) []column[operation.Set] {
	return []column[operation.Set]{
		{label: "Taken", class: "main", cell: setTaken},
		{label: "State", cell: func(_ pageRequest, x *operation.Set) views.Cell { return pillCell(setPill(*x, len(server.VolumeIDs))) }},
		{label: "Volumes", class: "num", inlineLabel: "Volumes", cell: func(_ pageRequest, x *operation.Set) views.Cell {
			return textCell(fmt.Sprintf("%d of %d", x.CountAvailable(), max(len(server.VolumeIDs), len(x.Members))))
		}},
		{label: "Spread", cell: func(_ pageRequest, x *operation.Set) views.Cell { return textCell(shortSpread(x.Span())) }},
		{label: "Size", class: "num", cell: func(_ pageRequest, x *operation.Set) views.Cell { return sizeCell(x.SizeGB()) }},
		{label: "Known by", inlineLabel: "Known by", cell: setSource},
		{label: "Action", class: "act", cell: func(req pageRequest, x *operation.Set) views.Cell { return setAction(req, server, x) }},
	}
}

func setTaken(req pageRequest, x *operation.Set) views.Cell {
	c := whenCell(req, x.TakenAt())
	if x.Safety() {
		c.Note = "before a restore"
	}
	return c
}

func setSource(_ pageRequest, x *operation.Set) views.Cell {
	if x.Batch == "" {
		return views.Cell{Text: "their times", Muted: true}
	}
	return views.Cell{Text: "batch by " + x.Members[0].Creation.Actor, Href: batchHref(x.Batch)}
}

func setAction(req pageRequest, server inventory.Server, x *operation.Set) views.Cell {
	if open := openMembers(*x); open > 0 {
		return views.Cell{Text: "being created", Muted: true, Title: "A set can be restored when all its snapshots are done"}
	}
	if x.CountAvailable() == 0 {
		return views.Cell{}
	}
	return views.Cell{Button: &views.Button{
		Text: "Restore this set", Href: setHref(server, x.ID), Label: "Restore this set, taken " + req.moment(x.TakenAt()).Exact,
	}}
}

// openMembers counts the snapshots of a set that are still being created.
func openMembers(one operation.Set) int {
	open := 0
	for _, m := range one.Members {
		if m.Snapshot.Metadata.State == inventory.StateBusy || m.Creation.ID != "" && !m.Creation.State.Final() {
			open++
		}
	}
	return open
}

// setPill tells whether a set is whole.
func setPill(one operation.Set, of int) views.Pill {
	open := openMembers(one)
	switch good := one.CountAvailable(); {
	case open > 0:
		return views.Pill{Tone: "busy", Icon: "spin", Label: "In progress"}
	case good >= of:
		return views.Pill{Tone: "good", Icon: "check", Label: "Whole"}
	case good > 0:
		return views.Pill{Tone: "bad", Icon: "alert", Label: "Not whole", Title: "Some volumes have no usable snapshot in this set"}
	default:
		return views.Pill{Tone: "bad", Icon: "cross", Label: "Nothing left"}
	}
}

// serverSet is a set of one server, as its address names it.
func (s *Server) serverSet(req pageRequest) (setPageData, error) {
	server, dc, err := findServer(req)
	if err != nil {
		return setPageData{}, err
	}
	sets, err := s.setsOf(req, server)
	if err != nil {
		return setPageData{}, err
	}
	home := serverLink(server)
	for _, one := range sets {
		if one.ID != req.params["set"] {
			continue
		}
		all := memberSet(req.view, one, dc.ID)
		crumbs := serverCrumbs(dc, server)
		crumbs[len(crumbs)-1].Href = home.Href
		return setPageData{
			snapshotSet: all, missing: missingFrom(req.view, all, server.VolumeIDs), server: home.Text, open: openMembers(one), name: home.Text, nav: "servers", formAction: setHref(server, one.ID), back: home.Href,
			facts:  append(setFacts(req, all, max(len(server.VolumeIDs), len(one.Members))), setOriginFact(one), stateFact(server)),
			crumbs: append(crumbs, views.Link{Text: "Set"}),
		}, nil
	}
	return setPageData{}, notFoundError{"Set " + req.params["set"], home.Text, home.Href}
}

func memberSet(v *inventory.View, one operation.Set, datacenterID string) snapshotSet {
	all := snapshotSet{datacenterID: datacenterID}
	for _, m := range one.Members {
		all.addVolume(v, m.VolumeID, m.Creation.VolumeName, m.Snapshot.ID)
	}
	return all
}

// setOriginFact tells how it is known that snapshots were taken together.
func setOriginFact(one operation.Set) views.Fact {
	if one.Batch == "" {
		return views.Fact{Label: "Known by", Text: "their times; Snapdeck did not request them as one set"}
	}
	return views.Fact{Label: "Requested", Text: "as one batch by " + one.Members[0].Creation.Actor, Href: batchHref(one.Batch)}
}

func stateFact(server inventory.Server) views.Fact {
	pill := vmPill(server)
	return views.Fact{Label: displayName(server.Name, server.ID), Pill: &pill}
}

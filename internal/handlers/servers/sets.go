package servers

import (
	"fmt"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

const maxSets = 50

// serverSets lists the sets of a server's volumes, the newest first.
func serverSets(req web.Request, server inventory.Server, sets []operation.Set) (ui.List, []ui.Row) {
	columns := setColumns(server)
	shown := sets[:min(len(sets), maxSets)]
	rows := table.PlainRows(req, columns, shown, func(x *operation.Set) string { return x.ID })
	list := table.SinglePageTable("Sets of this server", table.SortableHeaders(table.Query{}, columns), len(shown), len(sets), quantity.Total{}, [2]string{"set", "sets"})
	list.Empty = ui.Empty{
		Title: "No set yet",
		Text:  "A set is one snapshot of each volume, taken together, to restore the whole server. “Snapshot all volumes” creates one.",
	}
	return list, rows
}

func setColumns(server inventory.Server) []table.Column[operation.Set] {
	return []table.Column[operation.Set]{
		{Label: "Taken", Class: "main", Cell: setTaken},
		{Label: "State", Cell: func(_ web.Request, x *operation.Set) ui.Cell {
			return table.PillCell(setPill(*x, len(server.VolumeIDs)))
		}},
		{Label: "Volumes", Class: "num", InlineLabel: "Volumes", Cell: func(_ web.Request, x *operation.Set) ui.Cell {
			return table.TextCell(fmt.Sprintf("%d of %d", x.CountAvailable(), max(len(server.VolumeIDs), len(x.Members))))
		}},
		{Label: "Spread", Cell: func(_ web.Request, x *operation.Set) ui.Cell { return table.TextCell(sets.ShortSpread(x.Span())) }},
		{Label: "Size", Class: "num", Cell: func(_ web.Request, x *operation.Set) ui.Cell { return table.SizeCell(x.SizeGB()) }},
		{Label: "Known by", InlineLabel: "Known by", Cell: setSource},
		{Label: "Action", Class: "act", Right: auth.RightMaintain, Cell: func(req web.Request, x *operation.Set) ui.Cell { return setAction(req, server, x) }},
	}
}

func setTaken(req web.Request, x *operation.Set) ui.Cell {
	c := table.WhenCell(req, x.TakenAt())
	if x.Safety() {
		c.Note = "before a restore"
	}
	return c
}

func setSource(_ web.Request, x *operation.Set) ui.Cell {
	if x.Batch == "" {
		return ui.Cell{Text: "their times", Muted: true}
	}
	return ui.Cell{Text: "batch by " + x.Members[0].Creation.Actor, Href: paths.BatchHref(x.Batch)}
}

func setAction(req web.Request, server inventory.Server, x *operation.Set) ui.Cell {
	if open := sets.OpenMembers(*x); open > 0 {
		return ui.Cell{Text: "being created", Muted: true, Title: "A set can be restored when all its snapshots are done"}
	}
	if x.CountAvailable() == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Button: &ui.Button{
		Text: "Restore this set", Href: paths.ServerSetHref(server, x.ID), Label: "Restore this set, taken " + req.Moment(x.TakenAt()).Exact,
	}}
}

// setPill returns the badge of whether a set is complete.
func setPill(one operation.Set, of int) ui.Pill {
	open := sets.OpenMembers(one)
	switch good := one.CountAvailable(); {
	case open > 0:
		return ui.Pill{Tone: "busy", Icon: "spin", Label: "In progress"}
	case good >= of:
		return ui.Pill{Tone: "good", Icon: "check", Label: "Whole"}
	case good > 0:
		return ui.Pill{Tone: "bad", Icon: "alert", Label: "Incomplete", Title: "Some volumes have no usable snapshot in this set"}
	default:
		return ui.Pill{Tone: "bad", Icon: "cross", Label: "Nothing left"}
	}
}

package auditlog

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// auditKeys returns the parameters, beside the search, that narrow the page.
func auditKeys() []string {
	return []string{"actor", "action", "outcome", "from", "to", "volume", "snapshot"}
}

func auditColumns() []table.Header {
	return []table.Header{
		{Label: "Outcome", Class: ""}, {Label: "What", Class: ""}, {Label: "Resource", Class: ""}, {Label: "Who", Class: ""}, {Label: "When", Class: ""}, {Label: "Request", Class: ""},
	}
}

// auditFilter reads the filter from the address; a parameter that makes no sense filters nothing.
func auditFilter(q table.Query, zone *time.Location) audit.Filter {
	value := func(key string) string { return storable(q.Values.Get(key)) }
	f := audit.Filter{
		Query: storable(q.Text), Actor: value("actor"), Action: value("action"), Outcome: value("outcome"),
		VolumeID: value("volume"), SnapshotID: value("snapshot"),
		Offset: q.Window().Offset, Limit: q.PerPage,
	}
	if day, err := time.ParseInLocation(time.DateOnly, value("from"), zone); err == nil {
		f.Since = day
	}
	if day, err := time.ParseInLocation(time.DateOnly, value("to"), zone); err == nil {
		f.Until = day.AddDate(0, 0, 1)
	}
	return f
}

// storable drops the characters that databases refuse in a text.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// audit shows the actions of all users, newest first.
func (s *Handlers) audit(ctx context.Context, req web.Request) (web.Page, error) {
	q := table.ParseQuery(req.URL, nil, inventory.Order{})
	found, total, err := s.AuditLog.Audit(ctx, auditFilter(q, s.Zone))
	if err != nil {
		return web.Page{}, fmt.Errorf("list the audit log: %w", err)
	}
	p := views.Audit{List: q.Table("Audit log", table.FixedHeaders(auditColumns()), len(found), total, quantity.Total{}, [2]string{"entry", "entries"})}
	if p.Filter, err = s.auditForm(ctx, req, q); err != nil {
		return web.Page{}, err
	}
	p.List.Empty = auditEmpty(q)
	if total > 0 {
		p.Exports = exportLinks(q)
	}
	rows := make([]web.Fragment, 0, len(found))
	for _, e := range found {
		row := auditRow(req, e)
		p.Rows = append(p.Rows, row)
		rows = append(rows, web.Fragment{ID: "audit-" + e.ID, HTML: views.AuditTableRow(row)})
	}
	return web.Page{
		Title: "Audit log", Nav: "audit",
		Body: func(sh views.PageLayout) templ.Component { return views.AuditPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "exports", HTML: ui.Exports(p.Exports)},
			{ID: "list", HTML: views.AuditList(p), Rows: func() []web.Fragment { return rows }},
		},
	}, nil
}

func auditEmpty(q table.Query) ui.Empty {
	if q.Page > 1 || q.Filtered(auditKeys()...) {
		return ui.Empty{
			Title: "Nothing matches", Text: "No line of the audit log matches the search and the filters.",
			Link: ui.Link{Text: "Show all", Href: q.Path},
		}
	}
	return ui.Empty{Title: "No entries yet", Text: "All actions, newest first. Entries cannot be changed."}
}

// exportLinks returns the links to the exports of all entries that the filters match.
func exportLinks(q table.Query) []ui.Link {
	values := url.Values{}
	for _, key := range append(auditKeys(), "q") {
		values.Set(key, q.Values.Get(key))
	}
	return table.ExportLinks(table.Query{Values: values}, paths.AuditPath)
}

package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/audit"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// auditPath is the page of the audit log; its exports stand beside it.
const auditPath = "/audit"

// auditKeys are the parameters of the page that narrow it, beside the search.
func auditKeys() []string {
	return []string{"actor", "action", "outcome", "from", "to", "volume", "snapshot"}
}

func auditColumns() []columnHeader {
	return []columnHeader{
		{"Outcome", ""}, {"What", ""}, {"Thing", ""}, {"Who", ""}, {"When", ""}, {"Request id", ""},
	}
}

// auditFilter reads what the address chooses. What it does not understand chooses everything.
func auditFilter(q tableQuery, zone *time.Location) audit.Filter {
	value := func(key string) string { return storable(q.values.Get(key)) }
	f := audit.Filter{
		Query: storable(q.Text), Actor: value("actor"), Action: value("action"), Outcome: value("outcome"),
		VolumeID: value("volume"), SnapshotID: value("snapshot"),
		Offset: q.window().Offset, Limit: q.PerPage,
	}
	if day, err := time.ParseInLocation(time.DateOnly, value("from"), zone); err == nil {
		f.Since = day
	}
	if day, err := time.ParseInLocation(time.DateOnly, value("to"), zone); err == nil {
		f.Until = day.AddDate(0, 0, 1)
	}
	return f
}

// storable drops what no database keeps in a text.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// audit shows who did what to which thing, newest first.
func (s *Server) audit(req pageRequest) (page, error) {
	q := parseTableQuery(req.url, nil, inventory.Order{})
	found, total, err := s.AuditLog.Audit(req.ctx, auditFilter(q, s.Zone))
	if err != nil {
		return page{}, fmt.Errorf("list the audit log: %w", err)
	}
	p := views.Audit{List: q.table("Audit log", fixedHeaders(auditColumns()), len(found), total, 0, [2]string{"line", "lines"})}
	if p.Filter, err = s.auditForm(req, q); err != nil {
		return page{}, err
	}
	p.List.Empty = auditEmpty(q)
	if total > 0 {
		p.Exports = []views.Link{{Text: "CSV", Href: exportHref(q, ".csv")}, {Text: "CSV for Excel", Href: excelHref(q)}, {Text: "JSON", Href: exportHref(q, ".json")}}
	}
	rows := make([]fragment, 0, len(found))
	for _, e := range found {
		row := auditRow(req, e)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "audit-" + e.ID, html: views.AuditTableRow(row)})
	}
	return page{
		title: "Audit log", nav: "audit",
		body: func(sh views.PageLayout) templ.Component { return views.AuditPage(sh, p) },
		fragments: []fragment{
			{id: "exports", html: views.Exports(p.Exports)},
			{id: "list", html: views.AuditList(p), rows: func() []fragment { return rows }},
		},
	}, nil
}

func auditEmpty(q tableQuery) views.Empty {
	if q.Page > 1 || q.filtered(auditKeys()...) {
		return views.Empty{
			Title: "Nothing matches", Text: "No entry matches the search and the filters.",
			Link: views.Link{Text: "Show all", Href: q.path},
		}
	}
	return views.Empty{Title: "Nothing was done yet", Text: "What somebody does with Snapdeck stands here from then on, and cannot be changed."}
}

// exportHref is the address at which all is that the filters choose.
func excelHref(q tableQuery) string {
	address := exportHref(q, ".csv")
	if strings.Contains(address, "?") {
		return address + "&" + excelKey + "=1"
	}
	return address + "?" + excelKey + "=1"
}

func exportHref(q tableQuery, ending string) string {
	values := url.Values{}
	for _, key := range append(auditKeys(), "q") {
		if value := q.values.Get(key); value != "" {
			values.Set(key, value)
		}
	}
	if len(values) == 0 {
		return auditPath + ending
	}
	return auditPath + ending + "?" + values.Encode()
}

package table

import (
	"snapdeck/internal/handlers/export"
	"snapdeck/internal/views/ui"
)

// ExportLinks returns the links to the exports of a list, with its filters and order.
func ExportLinks(q Query, path string) []ui.Link {
	whole := []string{"page", "", "per", "", columnsKey, "", GroupKey, "", collapsedKey, "", toggledKey, ""}
	q.Path = path + ".csv"
	table := q.Link(whole...)
	excel := q.Link(append(whole, export.ExcelKey, "1")...)
	q.Path = path + ".json"
	return []ui.Link{{Text: "CSV", Href: table}, {Text: "CSV for Excel", Href: excel}, {Text: "JSON", Href: q.Link(whole...)}}
}

package views

import "snapdeck/internal/views/ui"

// Audit is the audit log.
type Audit struct {
	Filter  ui.Filter
	Exports []ui.Link // the exports of all matches; none if nothing matches
	List    ui.List
	Rows    []AuditRow
}

// AuditRow is a line of the audit log.
type AuditRow struct {
	ID        string
	When      ui.Moment
	Actor     string
	Address   string  // IP address; empty: none
	Action    ui.Link // links to the operation, if any
	Detail    string
	Targets   []AuditTarget
	Pill      ui.Pill
	RequestID string
}

// AuditTarget is the target of an action.
type AuditTarget struct {
	Kind string // "Volume"
	Link ui.Link
	ID   string // shown when there is no link
}

// shortIDLength is the length at which an ID is distinct from the others on a page.
const shortIDLength = 8

// shortID returns the start of an ID, whose title shows all of it.
func shortID(id string) string {
	letters := []rune(id)
	return string(letters[:min(len(letters), shortIDLength)])
}

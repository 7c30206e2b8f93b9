package views

import "snapdeck/internal/views/ui"

// Audit is the audit log.
type Audit struct {
	Filter  ui.Filter
	Exports []ui.Link // the files with all that is filtered; none when nothing is
	List    ui.List
	Rows    []AuditRow
}

// AuditRow is a line of the audit log.
type AuditRow struct {
	ID        string
	When      ui.Moment
	Actor     string
	Address   string  // an address; empty when there is none
	Action    ui.Link // leads to the operation, if it was one
	Detail    string
	Targets   []AuditTarget
	Pill      ui.Pill
	RequestID string
}

// AuditTarget is what something was done to.
type AuditTarget struct {
	Kind string // "Volume"
	Link ui.Link
	ID   string // told when it leads nowhere
}

// shortIDLength is how much of an id tells it apart from the others of a page.
const shortIDLength = 8

// shortID is the beginning of an id, which is whole in its title.
func shortID(id string) string {
	if len(id) <= shortIDLength {
		return id
	}
	return id[:shortIDLength]
}

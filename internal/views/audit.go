package views

// Audit is the audit log.
type Audit struct {
	Filter  Filter
	Exports []Link // the files with all that is filtered; none when nothing is
	List    List
	Rows    []AuditRow
}

// AuditRow is a line of the audit log.
type AuditRow struct {
	ID        string
	When      Moment
	Actor     string
	Address   string // an address; empty when there is none
	Action    Link   // leads to the operation, if it was one
	Detail    string
	Targets   []AuditTarget
	Pill      Pill
	RequestID string
}

// AuditTarget is what something was done to.
type AuditTarget struct {
	Kind string // "Volume"
	Link Link
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

package views

// Audit is the audit trail.
type Audit struct {
	Filter  Filter
	Exports []Link // the files with all that is filtered; none when nothing is
	List    List
	Rows    []AuditRow
}

// AuditRow is a line of the audit trail.
type AuditRow struct {
	ID        string
	When      Moment
	Who       string
	From      string // an address; empty when there is none
	What      Link   // leads to the operation, if it was one
	Detail    string
	Things    []Thing
	Pill      Pill
	RequestID string
}

// Thing is what something was done to.
type Thing struct {
	Kind string // "Volume"
	Link Link
	ID   string // told when it leads nowhere
}

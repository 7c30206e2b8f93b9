package jobs

// Advance are the arguments of the jobs that advance operations. The JSON names are stored in the database;
// jobs from before starts were numbered have no start.
type Advance struct {
	OperationID string `json:"operation_id"`
	Start       int64  `json:"start"`
}

// NewAdvance returns the arguments of an operation's job.
func NewAdvance(operationID string, start int64) Advance { return Advance{operationID, start} }

// Kind is the stored name of the kind.
func (Advance) Kind() string { return "advance" }

// About returns the operation and the start of the job.
func (a Advance) About() (id string, start int64) { return a.OperationID, a.Start }

package jobs

// Advance are the arguments of the jobs that advance operations. The names are those in the
// database, where jobs from before starts were numbered have none.
type Advance struct {
	OperationID string `json:"operation_id"`
	Start       int64  `json:"start"`
}

// NewAdvance makes the arguments of an operation's job.
func NewAdvance(operationID string, start int64) Advance { return Advance{operationID, start} }

// Kind names the kind of job.
func (Advance) Kind() string { return "advance" }

// About says what the job is about.
func (a Advance) About() (id string, start int64) { return a.OperationID, a.Start }

package app

// advanceJob are the arguments of the jobs that advance operations. The JSON names are stored in the database;
// jobs from before starts were numbered have no start.
type advanceJob struct {
	OperationID string `json:"operation_id"`
	Start       int64  `json:"start"`
}

func newAdvanceJob(operationID string, start int64) advanceJob { return advanceJob{operationID, start} }

// Kind is the stored name of the kind.
func (advanceJob) Kind() string { return "advance" }

// About returns the operation and the start of the job.
func (a advanceJob) About() (id string, start int64) { return a.OperationID, a.Start }

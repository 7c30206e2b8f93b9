package views

// RetryForm reviews the retry of an operation.
type RetryForm struct {
	Title, Action, Back, Key string
	Steps                    []RetryStep
	Running                  []string    // IDs of the running servers; accepted unless powered off
	Leaving                  []Operation // deletions of the snapshots, which block the retry
	Warnings                 []string
	Danger                   bool   // it is irreversible
	Undo                     string // time to undo it; empty: none
	Phrase                   string // to type; empty: none
	Wrong                    string // what is wrong with what was typed
	Notice                   string // why the form is shown again
}

// RetryStep is one step that will run.
type RetryStep struct {
	Title    string
	Repeated bool // it was done before, but its effect is gone
}

package views

// RetryForm reviews what trying an operation again would do.
type RetryForm struct {
	Title, Action, Back, Key string
	Steps                    []RetryStep
	Running                  []string    // ids of the servers that run now; accepted unless powered off
	Leaving                  []Operation // that delete the snapshots, so that it cannot be done
	Warnings                 []string
	Danger                   bool   // it takes something away for good
	Undo                     string // for how long it can be undone; empty: not at all
	Phrase                   string // to be typed; empty: none
	Wrong                    string // what is wrong with what was typed
	Notice                   string // why the form is shown again
}

// RetryStep is one step that will run.
type RetryStep struct {
	Title    string
	Repeated bool // it was done before, and its effect no longer stands
}

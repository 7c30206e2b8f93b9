package views

// ChainStep is one of the operations of a batch that follow each other.
type ChainStep struct {
	Operation
	Number   int
	Title    string // what it does, and to what
	WaitsFor string // what it waits for; empty when it does not
	IfFails  string // what happens then, while it is its turn
	Skipped  bool   // it was never begun
	Began    bool   // the clock runs, or ran
}

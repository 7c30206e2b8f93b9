package views

// ChainStep is a step of a batch whose operations follow each other.
type ChainStep struct {
	Operation
	Number   int
	Title    string // what it does, and to what
	WaitsFor string // what it waits for; empty: nothing
	IfFails  string // what happens if it fails, while it is open
	Skipped  bool   // it was never started
	Began    bool   // it has started
}

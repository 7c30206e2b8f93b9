package views

// Server is the page of one server, with the sets of its volumes.
type Server struct {
	ID, Name      string
	Pill          Pill
	Facts         []Fact
	Operations    []Operation
	Timeline      Timeline
	List, SetList List
	Volumes, Sets []Row
	Idle          bool // nothing is attached to it
}

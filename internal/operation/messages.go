package operation

// phrases are the sentences of an operation's history that depend on its kind.
type phrases struct {
	asking  string // the call is being made
	working string // the cloud works on the request
	done    string // it is done
	refused string // the cloud refused for good
	later   string // the cloud did not take it, and is asked again
	lost    string // the answer was lost
	missed  string // it was never confirmed and has not happened
	undone  string // the request is done, but what was wanted is not so
	broken  string // the request was accepted and failed
	unknown string // nobody can prove anything
}

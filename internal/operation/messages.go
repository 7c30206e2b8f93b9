package operation

// messages are the sentences of an operation's history that depend on its kind.
type messages struct {
	sending       string // the call is being made
	running       string // the cloud works on the request
	done          string // it is done
	refused       string // the cloud refused for good
	retrying      string // the cloud did not take it, and is asked again
	answerLost    string // the answer was lost
	notConfirmed  string // it was never confirmed and has not happened
	notApplied    string // the request is done, but what was wanted is not so
	requestFailed string // the request was accepted and failed
	unknown       string // nobody can prove anything
}

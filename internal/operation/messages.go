package operation

// messages are the sentences of an operation's history that depend on its kind.
type messages struct {
	sending       string // the call is being sent
	running       string // the request is running
	done          string // it is done
	atOnce        string // IONOS Cloud answered without a request; empty where that is usual
	found         string // its lost response was replaced by a verification; empty: the target is as requested
	refused       string // IONOS Cloud refused it finally
	retrying      string // IONOS Cloud did not accept it, and it is retried
	responseLost  string // the response was lost
	notConfirmed  string // it was never confirmed and has not taken effect
	notApplied    string // the request is done, but had no effect
	requestFailed string // the request was accepted and failed
	unknown       string // nothing could be verified
}

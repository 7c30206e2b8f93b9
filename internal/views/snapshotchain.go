package views

// SnapshotChain is where a snapshot stands among those of its volume, oldest first.
type SnapshotChain struct {
	Volume       Link
	Total        int
	Older, Newer int // that are not shown
	Items        []ChainItem
	Remaining    string // what is left of the volume without it
}

// ChainItem is one snapshot of a chain.
type ChainItem struct {
	Snapshot Link
	Created  Moment
	Size     string
	Pill     Pill // empty: its state is as it should be
	Current  bool // the page is about it
	Latest   bool // it is the newest good one
}

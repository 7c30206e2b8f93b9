package views

import "snapdeck/internal/views/ui"

// SnapshotChain is where a snapshot stands among those of its volume, oldest first.
type SnapshotChain struct {
	Volume       ui.Link
	Total        int
	Older, Newer int // that are not shown
	Items        []ChainItem
	Remaining    string // what is left of the volume without it
}

// ChainItem is one snapshot of a chain.
type ChainItem struct {
	Snapshot ui.Link
	Created  ui.Moment
	Size     string
	Pill     ui.Pill // empty: its state is as it should be
	Current  bool    // the page is about it
	Latest   bool    // it is the newest good one
}

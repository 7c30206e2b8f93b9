package views

import "snapdeck/internal/views/ui"

// SnapshotChain shows the position of a snapshot among those of its volume, oldest first.
type SnapshotChain struct {
	Volume       ui.Link
	Total        int
	Older, Newer int // number of snapshots that are not shown
	Items        []ChainItem
	Remaining    string // what remains of the volume's snapshots without it
}

// ChainItem is one snapshot of a chain.
type ChainItem struct {
	Snapshot ui.Link
	Created  ui.Moment
	Size     string
	Pill     ui.Pill // empty: its state is normal
	Current  bool    // the page's own snapshot
	Latest   bool    // the newest good one
}

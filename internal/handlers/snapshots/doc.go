// Package snapshots holds the list of snapshots and the pages on which a snapshot is viewed, edited, locked and
// deleted.
package snapshots

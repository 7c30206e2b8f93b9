// Package snapshots holds the pages of one snapshot: to look at, edit, lock and delete it.
package snapshots

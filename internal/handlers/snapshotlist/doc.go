// Package snapshotlist is the list of snapshots, wherever it stands: its columns, filters, badges and rows.
package snapshotlist

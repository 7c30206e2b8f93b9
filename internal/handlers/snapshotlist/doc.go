// Package snapshotlist builds the lists of snapshots on any page: columns, filters, badges and rows.
package snapshotlist

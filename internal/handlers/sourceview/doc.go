// Package sourceview shows inferred sources of snapshots.
package sourceview

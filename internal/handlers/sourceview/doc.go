// Package sourceview shows what is inferred of the sources of snapshots.
package sourceview

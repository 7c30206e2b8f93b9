// Package sourceview shows what is inferred about the sources of snapshots.
package sourceview

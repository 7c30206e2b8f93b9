// Package restores holds the pages that make new volumes from snapshots and overwrite volumes.
package restores

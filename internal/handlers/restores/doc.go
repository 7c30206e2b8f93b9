// Package restores holds the pages that create volumes from snapshots and overwrite volumes with them.
package restores

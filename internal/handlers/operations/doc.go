// Package operations holds the pages of operations and batches, and the actions on them.
package operations

// Package operations holds the pages of operations and batches, and what people do to them.
package operations

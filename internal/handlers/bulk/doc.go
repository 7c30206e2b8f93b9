// Package bulk holds what is done to many snapshots at once: a review, and what records it.
package bulk

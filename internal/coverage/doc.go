// Package coverage computes how well volumes are protected: excluded, protected, probably protected, failing,
// never or late. It uses the snapshots that exist, not the results of operations; only "failing" looks at
// attempts. It has no clock and does no I/O.
package coverage

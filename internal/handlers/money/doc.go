// Package money writes amounts and what snapshots cost.
package money

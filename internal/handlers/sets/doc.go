// Package sets finds snapshots of several volumes that were taken together.
package sets

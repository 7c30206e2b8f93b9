// Package sets gathers snapshots of several volumes that were taken together.
package sets

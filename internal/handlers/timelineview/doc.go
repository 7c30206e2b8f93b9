// Package timelineview draws the snapshots of volumes along an axis of time.
package timelineview

// Package timeline lays things out along an axis of time: where they stand, which of them are
// too close together to be told apart, which gaps are longer than usual, and where the axis has
// its ticks. Places are percent of the width.
package timeline

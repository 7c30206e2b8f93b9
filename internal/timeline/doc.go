// Package timeline computes positions on a time axis: of marks, of groups of marks that are too close to
// distinguish, of gaps that are longer than usual, and of ticks. Positions are percent of the width.
package timeline

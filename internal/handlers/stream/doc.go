// Package stream sends the changes of pages, and the progress of operations, to the browsers that have them open.
package stream

// Package selection reads which rows of a list a form names, by their IDs.
package selection

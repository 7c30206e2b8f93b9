// Package selection reads which rows of a list a form names.
package selection

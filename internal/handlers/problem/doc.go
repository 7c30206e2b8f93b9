// Package problem holds the errors that a page explains, and their words.
package problem

// Package createform is the form that creates a snapshot, and what it says before that.
package createform

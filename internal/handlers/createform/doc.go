// Package createform builds the form that creates a snapshot, with the facts and warnings beside it.
package createform

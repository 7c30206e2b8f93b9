// Package notice shows on a page what became of the form that led to it.
package notice

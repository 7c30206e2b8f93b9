// Package search holds the search across pages, resources and commands.
package search

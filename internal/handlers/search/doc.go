// Package search holds what is found from anywhere.
package search

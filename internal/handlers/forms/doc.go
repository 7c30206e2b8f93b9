// Package forms reads, records and repeats forms: their keys, what they recorded before, and why something was not recorded.
package forms

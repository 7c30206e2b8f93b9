// Package opview shows operations on any page.
package opview

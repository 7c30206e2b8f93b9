// Package opview shows operations as they stand, on any page.
package opview

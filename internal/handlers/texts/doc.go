// Package texts describes operations, resources and failures in words, for any page.
package texts

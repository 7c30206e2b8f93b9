// Package rowcache caches the rendered rows of lists.
package rowcache

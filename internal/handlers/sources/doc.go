// Package sources holds the pages that confirm where snapshots came from.
package sources

// Package sources holds the pages that confirm which volumes snapshots came from.
package sources

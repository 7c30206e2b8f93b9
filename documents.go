// Package snapdeck holds the documents of the project, which the dashboard serves as its help.
package snapdeck

import "embed"

// Documents are the README, the changelog and what is in docs.
//
//go:embed README.md CHANGELOG.md docs/*.md docs/decisions/*.md
var Documents embed.FS

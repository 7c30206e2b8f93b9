package ui

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMarkMatch_Table(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, query string
		want        []TextPart
	}{
		{"db-01", "db", []TextPart{{"db", true}, {"-01", false}}},
		{"DB-01", "db-01", []TextPart{{"DB-01", true}}},
		{"olddb-db", "db", []TextPart{{"olddb-", false}, {"db", true}}},
		{"olddb", "db", []TextPart{{"old", false}, {"db", true}}},
		{"web", "db", []TextPart{{"web", false}}},
		{"web", " ", []TextPart{{"web", false}}},
		{"İdb", "db", []TextPart{{"İdb", false}}},
	} {
		require.Equal(t, c.want, MarkMatch(c.text, c.query), "%s in %s", c.query, c.text)
	}
}

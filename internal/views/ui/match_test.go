package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

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
		{"disk", "\u212a", []TextPart{{"dis", false}, {"k", true}}},
		{"straß", "\u1e9e", []TextPart{{"stra", false}, {"ß", true}}},
		{"\u023a\u1e9edb", "db", []TextPart{{"\u023a\u1e9edb", false}}},
		{"\xffdb", "db", []TextPart{{"\xffdb", false}}},
		{"db/db-01/db", "DB-01", []TextPart{{"db/", false}, {"db-01", true}, {"/db", false}}},
		{"東京-db", "京", []TextPart{{"東", false}, {"京", true}, {"-db", false}}},
		{"x", "longer than the text", []TextPart{{"x", false}}},
		{"", "db", []TextPart{{"", false}}},
	} {
		require.Equal(t, c.want, MarkMatch(c.text, c.query), "%s in %s", c.query, c.text)
	}
}

func TestMarkedText_EscapesWithinAndAroundMatch(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	require.NoError(t, MarkedText(`<a>"b"</a>`, `"b"`).Render(t.Context(), &page))
	require.Equal(t, `<span>&lt;a&gt;<mark>&#34;b&#34;</mark>&lt;/a&gt;</span>`, page.String())
}

// FuzzMarkMatch requires that the parts form the text, and that at most one of them is a match.
func FuzzMarkMatch(f *testing.F) {
	for _, seed := range [][2]string{{"db-01", "db"}, {"disk", "\u212a"}, {"straß", "\u1e9e"}, {"\u0130", "i"}, {"\xff", "\xff"}, {"\u023a\u1e9e", "\u1e9e"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		var whole strings.Builder
		matches := 0
		for _, p := range MarkMatch(text, query) {
			whole.WriteString(p.Text)
			require.Equal(t, utf8.ValidString(text), utf8.ValidString(p.Text), "a letter is cut: %q", p.Text)
			if p.Matches {
				matches++
				require.Equal(t, strings.ToLower(strings.TrimSpace(query)), strings.ToLower(p.Text))
			}
		}
		require.Equal(t, text, whole.String())
		require.LessOrEqual(t, matches, 1)
	})
}

package inventory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// indexOf returns an index of items with the given fields.
func indexOf(items ...[]string) *textIndex {
	return newTextIndex(len(items), func(pos int, add func(string)) {
		for _, field := range items[pos] {
			add(field)
		}
	})
}

func TestTextIndex_FindsText(t *testing.T) {
	t.Parallel()
	h := indexOf([]string{"Web", "fra"}, nil, []string{"", "webweb"}, []string{"we", "b"})
	for text, want := range map[string][]bool{
		"web":        {true, false, true, false},
		"b":          {true, false, true, true},
		"webfra":     {false, false, false, false}, // not across fields
		"frawe":      {false, false, false, false}, // not across items
		"web\x00fra": {false, false, false, false},
		"\x00":       {false, false, false, false},
		"x":          {false, false, false, false},
	} {
		require.Equal(t, want, h.matches(text), text)
	}
	require.Empty(t, indexOf().matches("x"))
}

func TestTextIndex_MatchesNaiveSearch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(rapid.StringMatching(`[abAB]{0,6}`), 0, 3)
		items := rapid.SliceOfN(fields, 0, 140).Draw(t, "items")
		text := rapid.StringMatching(`[ab]{1,5}`).Draw(t, "text")
		h := indexOf(items...)
		for pos, found := range h.matches(text) {
			paused := false
			for _, field := range items[pos] {
				paused = paused || strings.Contains(strings.ToLower(field), text)
			}
			require.Equal(t, paused, found)
			require.Equal(t, paused, h.contains(pos, text))
		}
	})
}

package inventory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// hay makes a haystack of things with the given fields.
func hay(things ...[]string) *haystack {
	return newHaystack(len(things), func(place int, add func(string)) {
		for _, field := range things[place] {
			add(field)
		}
	})
}

func TestATextIsFoundInTheThingsThatHoldIt(t *testing.T) {
	t.Parallel()
	h := hay([]string{"Web", "fra"}, nil, []string{"", "webweb"}, []string{"we", "b"})
	for text, want := range map[string][]bool{
		"web":        {true, false, true, false},
		"b":          {true, false, true, true},
		"webfra":     {false, false, false, false}, // not across fields
		"frawe":      {false, false, false, false}, // not across things
		"web\x00fra": {false, false, false, false},
		"\x00":       {false, false, false, false},
		"x":          {false, false, false, false},
	} {
		require.Equal(t, want, h.places(text), text)
	}
	require.Empty(t, hay().places("x"))
}

func TestAllThatASearchFindsHoldsTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(rapid.StringMatching(`[abAB]{0,6}`), 0, 3)
		things := rapid.SliceOfN(fields, 0, 140).Draw(t, "things")
		text := rapid.StringMatching(`[ab]{1,5}`).Draw(t, "text")
		h := hay(things...)
		for place, found := range h.places(text) {
			held := false
			for _, field := range things[place] {
				held = held || strings.Contains(strings.ToLower(field), text)
			}
			require.Equal(t, held, found)
			require.Equal(t, held, h.holds(place, text))
		}
	})
}

package inventory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCutMarker_Table(t *testing.T) {
	t.Parallel()
	marker := Marker{OperationID: "0198-op", VolumeID: "4f-vol"}
	const written = "[snapdeck op=0198-op vol=4f-vol]"
	require.Equal(t, written, marker.String())

	for name, c := range map[string]struct {
		description string
		text        string
		marked      bool
	}{
		"nothing at all":                  {"", "", false},
		"only a user's text":              {"before the upgrade", "before the upgrade", false},
		"only a marker":                   {written, "", true},
		"text, then the marker":           {"before\n" + written, "before", true},
		"on one line, as a tool joins it": {"before " + written, "before", true},
		"white space behind it":           {"before\n" + written + " \r\n", "before", true},
		"an older marker stays text":      {written + "\n" + written, written, true},
		"text behind it":                  {written + " and more", written + " and more", false},
		"not closed":                      {strings.TrimSuffix(written, "]"), strings.TrimSuffix(written, "]"), false},
		"no volume":                       {"[snapdeck op=a]", "[snapdeck op=a]", false},
		"an empty volume":                 {"[snapdeck op=a vol=]", "[snapdeck op=a vol=]", false},
		"an empty operation":              {"[snapdeck op= vol=b]", "[snapdeck op= vol=b]", false},
		"an id with odd characters":       {"[snapdeck op=a vol=<b>]", "[snapdeck op=a vol=<b>]", false},
		"an id that is too long": {
			"[snapdeck op=a vol=" + strings.Repeat("b", maxMarkerID+1) + "]",
			"[snapdeck op=a vol=" + strings.Repeat("b", maxMarkerID+1) + "]", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, got, ok := CutMarker(c.description)
			require.Equal(t, c.marked, ok)
			require.Equal(t, c.text, text)
			if ok {
				require.Equal(t, marker, got)
			} else {
				require.Zero(t, got)
			}
			require.Equal(t, c.text, Snapshot{Description: c.description}.PlainDescription())
		})
	}
}

func TestMarker_RoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[0-9a-zA-Z-]{1,64}`)
		marker := Marker{OperationID: id.Draw(t, "operation"), VolumeID: id.Draw(t, "volume")}
		description := rapid.OneOf(rapid.String(), rapid.Just(marker.String()+" ")).Draw(t, "description")

		text, got, ok := CutMarker(marker.Append(description))

		require.True(t, ok)
		require.Equal(t, marker, got)
		require.Equal(t, trimEnd(description), text)
	})
}

func FuzzCutMarker(f *testing.F) {
	f.Add("")
	f.Add("before\n[snapdeck op=a vol=b]")
	f.Add("[snapdeck op=[snapdeck op=a vol=b] vol=c]")
	f.Add("[snapdeck op=a vol=b vol=c]\n")
	f.Fuzz(func(t *testing.T, description string) {
		text, marker, ok := CutMarker(description)
		if !ok {
			require.Equal(t, description, text)
			require.Zero(t, marker)
			return
		}
		require.True(t, strings.HasPrefix(description, text))
		again, same, ok := CutMarker(marker.Append(text))
		require.True(t, ok)
		require.Equal(t, marker, same)
		require.Equal(t, text, again)
	})
}

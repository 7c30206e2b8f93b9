package selection

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The selection is the ticked rows, or all that a list of this site matches.
func TestSelectedIDs_EachOnce(t *testing.T) {
	t.Parallel()
	asked := ""
	list := func(address *url.URL) []string { asked = address.String(); return []string{"b", "c", ""} }
	for name, c := range map[string]struct {
		form   url.Values
		want   []string
		listed string
	}{
		"marked":                 {url.Values{"vol": {"a", "b", "a", ""}}, []string{"a", "b"}, ""},
		"marked and a list":      {url.Values{"vol": {"a", "b"}, "match": {"/volumes?q=x"}}, []string{"a", "b", "c"}, "/volumes?q=x"},
		"a list alone":           {url.Values{"match": {"/volumes"}}, []string{"b", "c"}, "/volumes"},
		"a list of another site": {url.Values{"match": {"https://evil.example.org/volumes?q=x"}}, []string{"b", "c"}, "/"},
		"other field":            {url.Values{"snap": {"a"}}, nil, ""},
	} {
		asked = ""
		require.Equal(t, c.want, IDs(c.form, "vol", list), name)
		require.Equal(t, c.listed, asked, name)
	}
}

// The row of the pressed button is one of them.
func TestDroppedIDs_AreShownAndNotSelected(t *testing.T) {
	t.Parallel()
	form := url.Values{"row": {"a", "b", "c", "d"}, "vol": {"a", "b", "c"}, "drop": {"b,x"}}
	require.Equal(t, []string{"b", "d"}, Dropped(form, "vol"))
	require.Equal(t, []string{"a", "c"}, form["vol"])
	require.Equal(t, []string{"a", "b", "c", "d"}, form["row"])
}

// Otherwise it is the whole list.
func TestSelectionOrigin_StaysOnThisSite(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"/volumes?q=a": "/volumes?q=a", "": "/volumes", "/": "/volumes", "//evil.example.org": "/volumes", "javascript:alert(1)": "/volumes"} {
		require.Equal(t, want, Origin(url.Values{"from": {from}}, "/volumes"), from)
	}
}

package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOverview_LoadsOneStyleAndOneScript counts the requests of a first visit, except for the event stream.
func TestOverview_LoadsOneStyleAndOneScript(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.logIn()
	b.visit("/")
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
	loaded := get[[]string](b, `performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname).filter((p) => p !== "/events")`)
	of := func(ending string) (n int) {
		for _, path := range loaded {
			if strings.HasSuffix(path, ending) {
				n++
			}
		}
		return n
	}
	require.Equal(t, 1, of(".css"), loaded)
	require.Equal(t, 1, of(".js"), loaded)
	require.LessOrEqual(t, len(loaded), 5, loaded)
	t.Log("beside the page:", loaded)
	b.requireNoErrors()
}

package web

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The first pattern that matches counts.
func TestMatch_FirstPageCounts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.Pages = []Route{{Path: "/snapshots/sources"}, {Path: "/snapshots/:id"}}
	for address, want := range map[string]string{"/snapshots/sources?q=a": "/snapshots/sources", "/snapshots/a%2Fb": "/snapshots/:id", "/snapshots": ""} {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		r, _, ok := f.Pages.Match(parsed)
		require.Equal(t, want, r.Path, address)
		require.Equal(t, want != "", ok, address)
	}
}

package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// When one snapshot of a review is gone, nothing is written and the others are reviewed again.
func TestSources_ChangedSinceReview(t *testing.T) {
	t.Parallel()
	d, cloud := sourcesDashboard(t)
	form := url.Values{"key": {"k"}, "pair": {"s1/v1/there", "s2/v2/there"}}
	cloud.change(func(c *sourceMirror) {
		c.Snapshots = slices.DeleteFunc(c.Snapshots, func(s inventory.Snapshot) bool { return s.ID == "s2" })
	})
	status, page, _ := d.postForm("/snapshots/sources/confirm", form)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, `data-error="changed"`)
	require.Contains(t, page, `name="pair" value="s1/v1/there"`)
	require.NotContains(t, page, `name="pair" value="s2/v2/there"`)
	require.Contains(t, page, `id="skipped-title"`)
	require.Empty(t, d.ops())
	form["pair"] = []string{"s1/v1/there"}
	status, _, _ = d.postForm("/snapshots/sources/confirm", form)
	require.Equal(t, http.StatusSeeOther, status, "the remaining snapshots can be confirmed")
	require.Len(t, d.ops(), 1)
}

package problem

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Every page says that nothing was done, unless Snapdeck failed.
func TestHTTPProblem_UsesStatusOfResponse(t *testing.T) {
	t.Parallel()
	titles := map[string]int{}
	for _, status := range []int{400, 403, 404, 405, 408, 415, 418, 500, 502} {
		p := OfStatus(status)
		require.Equal(t, status, p.Status)
		require.NotEmpty(t, p.Sentences)
		titles[p.Title]++
	}
	require.Equal(t, 2, titles[OfStatus(400).Title], "an unreadable body and a wrong type of it read the same")
	require.Equal(t, OfStatus(500).Title, OfStatus(502).Title)
}

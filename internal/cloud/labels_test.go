package cloud

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestLabels(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "labels.json")
	got, err := s.client.Labels(t.Context())
	require.NoError(t, err)
	require.Equal(t, []inventory.Label{
		{ResourceType: "snapshot", ResourceID: "s-1", Key: "snapdeck-volume", Value: "v-1"},
		{ResourceType: "volume", ResourceID: "v-1", Key: "a:b", Value: "c"},
	}, got.Items)
	require.Len(t, got.Warnings, 1)
	s.requireRequested(t, "/labels", "depth=1&pretty=false")
}

func TestSetLabel(t *testing.T) {
	t.Parallel()
	const made, changed = `{"id":"k","type":"label","properties":{"key":"k","value":"v"}}`, "{}"
	for name, c := range map[string]struct {
		post, put int
		body      string
		want      error
		ambiguous bool
		calls     int64
	}{
		"new":                       {201, 0, made, nil, false, 1},
		"new, empty response":       {201, 0, "", inventory.ErrUnreadable, true, 1},
		"new, odd response":         {201, 0, `{"id":7}`, nil, false, 1},
		"a page for a response":     {200, 0, "<html>", inventory.ErrUnreadable, true, 1},
		"exists":                    {422, 200, changed, nil, false, 2},
		"exists, answered with 400": {400, 200, changed, nil, false, 2},
		"exists, answered with 409": {409, 200, changed, nil, false, 2},
		"refused, no such label":    {422, 404, "", inventory.ErrInvalid, false, 2},
		"refused twice":             {422, 422, "", inventory.ErrInvalid, false, 2},
		"exists, then the limit":    {422, 429, "", inventory.ErrRateLimited, false, 2},
		"exists, then a gateway":    {422, 502, "", inventory.ErrServer, true, 2},
		"no such snapshot":          {404, 0, "", inventory.ErrNotFound, false, 1},
		"a gateway":                 {504, 0, "", inventory.ErrServer, true, 1},
		"not allowed":               {403, 0, "", inventory.ErrForbidden, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got, _ := io.ReadAll(r.Body)
				require.JSONEq(t, `{"properties":{"key":"k","value":"v"}}`, string(got))
				status := c.post
				if r.Method == http.MethodPut {
					status = c.put
					require.Equal(t, "/cloudapi/v6/snapshots/s-1/labels/k", r.URL.Path)
				} else {
					require.Equal(t, "/cloudapi/v6/snapshots/s-1/labels", r.URL.Path)
				}
				respond(w, status, "", c.body)
			})
			err := s.client.SetSnapshotLabel(t.Context(), "s-1", "k", "v")
			require.ErrorIs(t, err, c.want)
			require.Equal(t, c.calls, s.calls.Load())
			if c.want != nil {
				require.Equal(t, c.ambiguous, faultOf(t, err).Ambiguous)
			}
		})
	}
}

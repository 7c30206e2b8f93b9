package cloud

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestRedirects(t *testing.T) {
	t.Parallel()
	foreign := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("a foreign host was called with %q", r.Header.Get("Authorization"))
	}))
	t.Cleanup(foreign.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, foreign.URL+"/cloudapi/v6/", status) })
		_, err := s.client.Snapshots(t.Context())
		require.ErrorIs(t, err, inventory.ErrUnreadable)
		require.Contains(t, err.Error(), "redirect")
		require.NotErrorIs(t, err, inventory.ErrAmbiguous)

		_, err = create(t.Context(), s.client)
		require.ErrorIs(t, err, inventory.ErrAmbiguous)
		require.Equal(t, int64(2), s.calls.Load())
	}
}

func TestRedirects_InsideEndpoint(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost, r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusTemporaryRedirect)
		case r.URL.Path == "/there":
			require.Equal(t, "Bearer t0ken", r.Header.Get("Authorization"))
			respond(w, http.StatusOK, jsonType, emptyList)
		case strings.HasSuffix(r.URL.Path, "/snapshots"):
			http.Redirect(w, r, "/there", http.StatusFound)
		default:
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	})
	_, err := s.client.Snapshots(t.Context())
	require.NoError(t, err)
	_, err = create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, int64(3), s.calls.Swap(0), "a redirected POST was sent again")
	_, err = s.client.Locations(t.Context())
	require.ErrorIs(t, err, errRedirects)
	require.Equal(t, int64(maxRedirects+1), s.calls.Load())
}

func TestRedirects_ForeignHostIsNotCalled(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://example.org/cloudapi/v6/", nil)
	require.NoError(t, err)
	_, err = s.client.transport.RoundTrip(req)
	require.ErrorIs(t, err, errForeign)
}

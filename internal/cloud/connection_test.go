package cloud

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestConnection_Refused(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	clock := newClock()
	client := newClient(t, listener.Addr().String(), clock)
	_, err = client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.Len(t, clock.slept(), DefaultTries-1)
	_, err = create(t.Context(), client)
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous, "nothing was written")
}

func TestConnection_UntrustedCertificate(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = discardLogger()
	s.StartTLS()
	t.Cleanup(s.Close)
	clock := newClock()
	client := newClient(t, s.URL, clock)
	_, err := client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	var bad *tls.CertificateVerificationError
	require.ErrorAs(t, err, &bad)
	require.Empty(t, clock.slept(), "trying again cannot help")
	_, err = create(t.Context(), client)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous)
}

// The server disconnects after it has read the request.
func TestConnection_Cut(t *testing.T) {
	t.Parallel()
	cut := func(before string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			_, _ = buf.WriteString(before)
			_ = buf.Flush()
			_ = conn.Close()
		}
	}
	s := serve(t, cut(""))
	_, err := s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreachable)
	require.GreaterOrEqual(t, s.calls.Swap(0), int64(DefaultTries))
	_, err = create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, int64(1), s.calls.Load())

	s = serve(t, cut("HTTP/1.1 202 Accepted\r\nLocation: http://h/requests/r-9/status\r\nContent-Length: 400\r\n\r\n{\"id\":\"s"))
	_, err = s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreadable)
	require.Equal(t, int64(DefaultTries), s.calls.Swap(0))
	receipt, err := create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, "r-9", receipt.RequestID)
	require.Equal(t, "r-9", faultOf(t, err).RequestID)
	require.Equal(t, int64(1), s.calls.Load())
}

func TestConnection_ResponseTooLarge(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jsonType, `{"items":[`+strings.Repeat(" ", 5000)+`]}`)
	}, func(c *Config) { c.MaxResponse = 4096 })
	_, err := s.client.Snapshots(t.Context())
	require.ErrorIs(t, err, inventory.ErrUnreadable)
	require.ErrorIs(t, err, errTooLarge)
	require.Equal(t, int64(1), s.calls.Load())
}

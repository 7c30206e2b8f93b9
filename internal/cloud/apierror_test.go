package cloud

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// failures returns the formats of an error response.
func failures(status int) map[string][2]string {
	n := strconv.Itoa(status)
	return map[string][2]string{
		"IONOS form":    {jsonType, `{"httpStatus":` + n + `,"messages":[{"errorCode":"315","message":"told so"}]}`},
		"numeric codes": {jsonType, `{"httpStatus":` + n + `,"messages":[{"errorCode":315,"message":"told so"}]}`},
		"no type":       {"", `{"httpStatus":` + n + `,"messages":[{"errorCode":"315","message":"told so"}]}`},
		"HTML":          {"text/html", "<html><head><title>" + n + " Gateway</title></head></html>"},
		"empty":         {"", ""},
		"garbage":       {jsonType, `{"httpStatus":`},
	}
}

// TestAPIError_EveryStatus checks each status in each format, for a read and for a mutation.
func TestAPIError_EveryStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		kind      error
		tries     int64 // of a GET
		ambiguous string
	}{
		400: {inventory.ErrInvalid, 1, "never"},
		401: {inventory.ErrUnauthorized, 1, "never"},
		402: {inventory.ErrPaymentRequired, 1, "never"},
		403: {inventory.ErrForbidden, 1, "never"},
		404: {inventory.ErrNotFound, 1, "never"},
		405: {inventory.ErrMethod, 1, "never"},
		406: {inventory.ErrInvalid, 1, "never"},
		407: {inventory.ErrUnreachable, 1, "never"},
		408: {inventory.ErrServer, 1, "always"},
		409: {inventory.ErrBusy, 1, "never"},
		410: {inventory.ErrNotFound, 1, "never"},
		415: {inventory.ErrMediaType, 1, "never"},
		422: {inventory.ErrInvalid, 1, "never"},
		423: {inventory.ErrBusy, 1, "never"},
		429: {inventory.ErrRateLimited, 4, "never"},
		500: {inventory.ErrServer, 4, "always"},
		501: {inventory.ErrServer, 1, "always"},
		502: {inventory.ErrServer, 4, "always"},
		503: {inventory.ErrMaintenance, 4, "unless the API itself answers"},
		504: {inventory.ErrServer, 4, "always"},
		304: {inventory.ErrUnreadable, 1, "always"},
	} {
		for form, body := range failures(status) {
			t.Run(strconv.Itoa(status)+" "+form, func(t *testing.T) {
				t.Parallel()
				text := body[1]
				if status == http.StatusNotModified {
					text = ""
				}
				s := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, status, body[0], text) })

				_, err := s.client.Snapshots(t.Context())
				fault := faultOf(t, err)
				require.ErrorIs(t, err, want.kind)
				require.Equal(t, status, fault.Status)
				require.False(t, fault.Ambiguous)
				require.Equal(t, want.tries, s.calls.Swap(0))

				_, err = create(t.Context(), s.client)
				fault = faultOf(t, err)
				require.ErrorIs(t, err, want.kind)
				require.Equal(t, status, fault.Status)
				require.Equal(t, int64(1), s.calls.Load(), "a POST was repeated")
				byAPI := form == "IONOS form" || form == "numeric codes" || form == "no type"
				ambiguous := want.ambiguous == "always" || want.ambiguous != "never" && !byAPI
				require.Equal(t, ambiguous, fault.Ambiguous)
				if byAPI && text != "" {
					require.Equal(t, []inventory.APIMessage{{Code: "315", Text: "told so"}}, fault.Messages)
				}
			})
		}
	}
}

func TestAPIError_RequestID(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/cloudapi/v6/requests/r-7/status")
		respond(w, http.StatusGatewayTimeout, "text/html", "<title>504</title>")
	})
	_, err := create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, "r-7", faultOf(t, err).RequestID)
}

func TestAPIError_RefusedPOSTCarriesRetryAfter(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		respond(w, http.StatusTooManyRequests, "", "")
	})
	_, err := create(t.Context(), s.client)
	require.ErrorIs(t, err, inventory.ErrRateLimited)
	require.NotErrorIs(t, err, inventory.ErrAmbiguous)
	require.Equal(t, 30*time.Second, faultOf(t, err).RetryAfter)
	require.Equal(t, int64(1), s.calls.Load())
	require.Empty(t, s.clock.slept())
}

// Only the Location of a redirect leads a GET elsewhere.
func TestAPIError_LocationIsNoRedirect(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/cloudapi/v6/")
		respond(w, http.StatusNotFound, "", "")
	})
	_, err := s.client.Snapshot(t.Context(), "s")
	require.ErrorIs(t, err, inventory.ErrNotFound)
	require.Equal(t, int64(1), s.calls.Load())
}

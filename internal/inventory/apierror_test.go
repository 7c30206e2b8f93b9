package inventory

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func kinds() []error {
	return []error{
		ErrUnauthorized, ErrPaymentRequired, ErrForbidden, ErrNotFound, ErrMethod, ErrMediaType, ErrInvalid,
		ErrBusy, ErrRateLimited, ErrServer, ErrMaintenance, ErrUnreachable, ErrUnreadable,
	}
}

func TestAPIError_MatchesItsKindOnly(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds() {
		err := fmt.Errorf("outer: %w", &APIError{Kind: kind, Op: "list", Cause: io.ErrUnexpectedEOF})
		for _, other := range kinds() {
			require.Equal(t, kind == other, errors.Is(err, other), "%v is %v", kind, other)
		}
		require.NotErrorIs(t, err, ErrAmbiguous)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
}

func TestAPIError_AmbiguousMatchesBoth(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("outer: %w", &APIError{Kind: ErrServer, Status: 504, RetryAfter: time.Second, Ambiguous: true})
	require.ErrorIs(t, err, ErrServer)
	require.ErrorIs(t, err, ErrAmbiguous)
	require.NotErrorIs(t, err, ErrInvalid)

	var fault *APIError
	require.ErrorAs(t, err, &fault)
	require.Equal(t, 504, fault.Status)
	require.Equal(t, time.Second, fault.RetryAfter)
}

func TestAPIError_OneLine(t *testing.T) {
	t.Parallel()
	for want, fault := range map[string]*APIError{
		"list snapshots: IONOS Cloud could not be reached": {Op: "list snapshots", Kind: ErrUnreachable},
		"list snapshots: IONOS Cloud could not be reached: unexpected EOF": {
			Op: "list snapshots", Kind: ErrUnreachable, Cause: io.ErrUnexpectedEOF,
		},
		"create: IONOS Cloud refused the values (HTTP 422); 100 too long; and odd": {
			Op: "create", Kind: ErrInvalid, Status: 422, Messages: []APIMessage{{"100", "too long"}, {"", "and odd"}},
		},
	} {
		require.Equal(t, want, fault.Error())
	}
}

func TestListing_CompleteDespiteMinorWarnings(t *testing.T) {
	t.Parallel()
	minor, major := Warning{Text: "a date", Minor: true}, Warning{Text: "an entry"}
	for want, lists := range map[bool][][]Warning{true: {nil, {minor}, {minor, minor}}, false: {{major}, {minor, major}}} {
		for _, warnings := range lists {
			require.Equal(t, want, Listing[int]{Warnings: warnings}.Complete())
		}
	}
}

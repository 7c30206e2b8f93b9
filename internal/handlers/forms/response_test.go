package forms

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// newRecorder returns a recorder whose forms wait for some time.
func newRecorder(timeout time.Duration) *Recorder {
	return NewRecorder(&web.Base{Deps: web.Deps{Operations: operation.NewCache(), ResponseTimeout: timeout}}, nil)
}

// The operation is accepted, cannot be sent, or gets no response.
func TestAwaitResponse_EndsWithFirstResponse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after operation.Operation
		want  operation.State
	}{
		"accepted":     {operation.Operation{ID: "op", Version: 2, State: operation.Accepted}, operation.Accepted},
		"refused":      {operation.Operation{ID: "op", Version: 2, State: operation.Failed}, operation.Failed},
		"not answered": {operation.Operation{ID: "op", Version: 2, State: operation.Submitting, Failure: &operation.Failure{Kind: "server"}}, operation.Submitting},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRecorder(time.Minute)
			s.operations.Put(c.after)
			require.Equal(t, c.want, s.AwaitResponse(t.Context(), operation.Operation{ID: "op", Version: 1, State: operation.Queued}).State)
			require.Empty(t, s.responses.waiting, "no request is waiting any more")
		})
	}
	s := newRecorder(time.Minute)
	disconnected, disconnect := context.WithCancel(t.Context())
	disconnect()
	require.Equal(t, operation.Queued, s.AwaitResponse(disconnected, operation.Operation{ID: "op", State: operation.Queued}).State, "a client that has disconnected does not wait")
}

// A change of another operation wakes no request.
func TestOperationChanged_WakesAllWaitingRequests(t *testing.T) {
	t.Parallel()
	f := newRecorder(time.Minute)
	responses := make(chan operation.State, 3)
	queued := operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Queued}
	for range 3 {
		go func() { responses <- f.AwaitResponse(t.Context(), queued).State }()
	}
	require.Eventually(t, func() bool {
		f.responses.mu.Lock()
		defer f.responses.mu.Unlock()
		return len(f.responses.waiting["op"]) == 3
	}, time.Minute, time.Millisecond)
	f.OperationChanged(operation.Operation{ID: "other", Version: 2, Kind: operation.CreateSnapshot, State: operation.Accepted})
	require.Empty(t, responses)
	f.OperationChanged(operation.Operation{ID: "op", Version: 2, Kind: operation.CreateSnapshot, State: operation.Accepted})
	for range 3 {
		require.Equal(t, operation.Accepted, <-responses)
	}
}

// The form is answered even if IONOS Cloud takes longer.
func TestAwaitResponse_WaitIsBounded(t *testing.T) {
	t.Parallel()
	f := newRecorder(time.Nanosecond)
	op := operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Submitting}
	require.Equal(t, operation.Submitting, f.AwaitResponse(t.Context(), op).State)
	require.Empty(t, f.responses.waiting)
}

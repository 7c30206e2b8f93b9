package operation

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestSubmit_RefusalFailsAtOnce(t *testing.T) {
	t.Parallel()
	for word, kind := range map[string]error{
		"unauthorized": inventory.ErrUnauthorized, "trial": inventory.ErrPaymentRequired, "forbidden": inventory.ErrForbidden,
		"not-found": inventory.ErrNotFound, "method": inventory.ErrMethod, "media-type": inventory.ErrMediaType,
		"invalid": inventory.ErrInvalid,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.responses = []response{{err: fault(kind, 422)}}
				op := env.finish(env.submitCreate())
				require.Equal(t, []State{Queued, Submitting, Failed}, states(op))
				require.Equal(t, op.CreatedAt, op.FinishedAt)
				require.Equal(t, &Failure{
					Kind: word, Text: "No snapshot was created.", Status: 422,
					RequestID: "cloud-7", Messages: []inventory.APIMessage{{Code: "100", Text: "why"}},
				}, op.Failure)
				require.Equal(t, 1, env.cloud.sends)
				require.Empty(t, env.cloud.creations)
			})
		})
	}
}

func TestSubmit_TransientRefusalIsRetried(t *testing.T) {
	t.Parallel()
	for word, kind := range map[string]error{
		"busy": inventory.ErrBusy, "rate-limited": inventory.ErrRateLimited, "server": inventory.ErrServer,
		"maintenance": inventory.ErrMaintenance, "unreachable": inventory.ErrUnreachable, "unreadable": inventory.ErrUnreadable,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			runEnv(t, func(env *testEnv) {
				env.cloud.responses = []response{{err: fault(kind, 503)}}
				id := env.submitCreate()
				retryIn, _ := env.advance(id)
				require.Equal(t, 5*time.Second, retryIn)
				op := env.op(id)
				require.Equal(t, Waiting, op.State)
				require.Equal(t, time.Now().Add(5*time.Second), op.NotBefore)
				require.Equal(t, word, op.Failure.Kind)

				op = env.finish(id)
				require.Equal(t, []State{Queued, Submitting, Waiting, Submitting, Accepted, Provisioning, Done}, states(op))
				require.Nil(t, op.Failure)
				require.Equal(t, 2, op.Sends)
				require.Len(t, env.cloud.creations, 1)
			})
		})
	}
}

func TestSubmit_HonoursRetryAfter(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		limited := fault(inventory.ErrRateLimited, 429)
		limited.RetryAfter = time.Minute
		env.cloud.responses = []response{{err: limited}}
		id := env.submitCreate()
		retryIn, _ := env.advance(id)
		require.Equal(t, time.Minute, retryIn)
		time.Sleep(time.Minute - time.Second)
		retryIn, _ = env.advance(id) // woken early
		require.Equal(t, time.Second, retryIn)
		require.Equal(t, 1, env.cloud.sends)
		require.Equal(t, Done, env.finish(id).State)
	})
}

func TestSubmit_BacksOffDuringOutage(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		for range 50 {
			env.cloud.responses = append(env.cloud.responses, response{err: fault(inventory.ErrMaintenance, 503)})
		}
		op := env.finish(env.submitCreate())
		require.Equal(t, Done, op.State)
		require.Equal(t, 51, op.Sends)
		require.InDelta(t, time.Hour, op.FinishedAt.Sub(op.CreatedAt), float64(5*time.Minute), "5, 10, 20, 40, then 80 s between two")
		require.Len(t, env.cloud.creations, 1)
	})
}

func TestSubmit_RefusalsDoNotCountAsSends(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		busy := response{err: fault(inventory.ErrBusy, 423)}
		env.cloud.responses = []response{busy, busy, busy, busy, {err: lost(inventory.ErrServer, 504)}}
		require.Equal(t, Done, env.finish(env.submitCreate()).State)
		require.Equal(t, 6, env.cloud.sends)
	})
}

func TestSubmit_UntypedErrorIsAmbiguous(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.responses = []response{{err: errors.New("a bug of ours"), applied: true}}
		op := env.finish(env.submitCreate())
		require.Equal(t, Done, op.State)
		require.Len(t, env.cloud.creations, 1)
		require.Equal(t, 1, env.cloud.sends)
	})
}

func TestSubmit_TruncatedAcceptanceIsAccepted(t *testing.T) {
	t.Parallel()
	runEnv(t, func(env *testEnv) {
		env.cloud.noSnapshots, env.cloud.noRequests = true, true // nothing could be verified
		env.cloud.responses = []response{{err: lost(inventory.ErrUnreadable, 202), applied: true, receipt: Receipt{RequestID: "req-1"}}}
		op := env.finish(env.submitCreate())
		require.Equal(t, []State{Queued, Submitting, Accepted, Provisioning, Done}, states(op))
		require.Equal(t, "snap-1", op.SnapshotID)
		require.Nil(t, op.Failure)
	})
}

package operation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A step is reviewed with the chain that destroys, and alone it is not.
func TestHowToRetry_ByKindAndChain(t *testing.T) {
	t.Parallel()
	alone := map[Kind]Retry{DeleteSnapshot: RetryAsNew, RestoreVolume: RetryReviewed, StopServer: RetryReviewed}
	inChain := map[Kind]Retry{DeleteSnapshot: RetryAsNew, RestoreVolume: RetryReviewed, StopServer: RetryReviewed, StartServer: RetryReviewed, CreateSnapshot: RetryReviewed}
	prevented := &Failure{Kind: CauseLocked}
	for _, kind := range append(Kinds(), "of next year") {
		want := func(listed map[Kind]Retry) Retry {
			if way, special := listed[kind]; special {
				return way
			}
			return RetryAtOnce
		}
		require.Equal(t, want(alone), Operation{Kind: kind}.HowToRetry(), kind)
		require.Equal(t, want(inChain), Operation{Kind: kind, Chain: "chain"}.HowToRetry(), kind)
		require.NotEqual(t, RetryAtOnce, Operation{Kind: kind, State: Cancelled, Failure: prevented}.HowToRetry(), kind)
	}
}

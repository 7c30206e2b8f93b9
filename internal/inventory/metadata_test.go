package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestState_Stable(t *testing.T) {
	t.Parallel()
	for state, final := range map[State]bool{
		StateAvailable: true, StateInactive: true, StateFailed: true, StateUnknown: true, "": true, "A NEW WORD": true,
		StateBusy: false, "DEPLOYING": false, "UPDATING": false, "DESTROYING": false,
	} {
		require.Equal(t, final, state.Stable(), state)
	}
}

func TestFlag_Unknown(t *testing.T) {
	t.Parallel()
	on, off := true, false
	require.Equal(t, FlagUnknown, FlagOf(nil))
	require.Equal(t, FlagOn, FlagOf(&on))
	require.Equal(t, FlagOff, FlagOf(&off))
}

func TestServer_RunningUnlessKnownOff(t *testing.T) {
	t.Parallel()
	for state, running := range map[string]bool{
		"RUNNING": true, "PAUSED": true, "CRASHED": true, "": true, "A NEW WORD": true,
		"SHUTOFF": false, "SHUTDOWN": false, "NOSTATE": false,
	} {
		require.Equal(t, running, Server{VMState: state}.Running(), state)
	}
}

package operation

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func allStates() []State {
	return []State{Queued, Waiting, Submitting, Accepted, Provisioning, Done, Failed, Unknown, Cancelled}
}

func TestState_TransitionTable(t *testing.T) {
	t.Parallel()
	table := map[State][]State{
		Queued:       {Waiting, Submitting, Failed, Cancelled},
		Waiting:      {Submitting, Failed, Cancelled},
		Submitting:   {Waiting, Accepted, Failed, Unknown},
		Accepted:     {Provisioning, Done, Failed, Unknown},
		Provisioning: {Done, Failed, Unknown},
		Done:         nil,
		Failed:       nil,
		Unknown:      {Done, Failed},
		Cancelled:    nil,
	}
	require.Len(t, table, len(allStates()))
	for from, followers := range table {
		require.Equal(t, followers, NextStates(from), from)
		for _, to := range allStates() {
			require.Equal(t, contains(followers, to), to.CanFollow(from), "%s after %s", to, from)
		}
	}
	require.Nil(t, NextStates("a new word"))
}

func contains(states []State, s State) bool {
	for _, one := range states {
		if one == s {
			return true
		}
	}
	return false
}

func TestState_ClassesAreDisjoint(t *testing.T) {
	t.Parallel()
	for state, want := range map[State][2]bool{
		Queued: {false, false}, Waiting: {false, false},
		Submitting: {false, true}, Accepted: {false, true}, Provisioning: {false, true},
		Done: {true, false}, Failed: {true, false}, Unknown: {true, false}, Cancelled: {true, false},
	} {
		require.Equal(t, want, [2]bool{state.Final(), state.InFlight()}, state)
	}
}

func TestState_WalksTerminate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state, inFlight := Queued, false
		for range 100 {
			followers := NextStates(state)
			if len(followers) == 0 {
				break
			}
			next := rapid.SampledFrom(followers).Draw(t, "next")
			if state.Final() {
				require.Equal(t, Unknown, state, "only unknown outcomes are resolved")
				require.True(t, next.Final())
			}
			if next == Cancelled {
				require.False(t, state.InFlight(), "an operation that IONOS Cloud may have received cannot be cancelled")
			}
			inFlight = inFlight || next.InFlight()
			if next == Done {
				require.True(t, inFlight, "an operation that was never sent cannot be done")
			}
			state = next
		}
	})
}

func TestOperation_CompleteWithStateAndLabels(t *testing.T) {
	t.Parallel()
	for _, state := range allStates() {
		for labels, final := range map[LabelState]bool{
			LabelsNone: true, LabelsWritten: true, LabelsDropped: true, LabelsPending: false, LabelsFailing: false,
		} {
			op := Operation{State: state, Labels: LabelProgress{State: labels}}
			require.Equal(t, state.Final() && state != Unknown && final, op.Complete(), "%s with labels %q", state, labels)
		}
	}
}

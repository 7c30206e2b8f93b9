package storetest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

func states() []operation.State {
	return []operation.State{
		operation.Queued, operation.Waiting, operation.Submitting, operation.Accepted, operation.Provisioning,
		operation.Done, operation.Failed, operation.Unknown, operation.Cancelled,
	}
}

func runTransitions(t *testing.T, open Open) {
	t.Run("the database has the table of the code", func(t *testing.T) {
		t.Parallel()
		want := [][2]string{{"", string(operation.Queued)}}
		for _, from := range states() {
			for _, to := range states() {
				if to.CanFollow(from) {
					want = append(want, [2]string{string(from), string(to)})
				}
			}
		}
		require.ElementsMatch(t, want, storedTransitions(t, open(t)))
	})
	t.Run("the database refuses what the code would", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		op := record(t, db.Ledger(nil), newOperation(t))
		for _, change := range []string{
			`UPDATE operations SET from_state = state, state = 'provisioning' WHERE id = $1`,
			`UPDATE operations SET state = 'gone' WHERE id = $1`,
			`DELETE FROM operations WHERE id = $1`,
		} {
			_, err := db.DB().ExecContext(t.Context(), change, op.ID)
			require.Error(t, err, change)
		}
	})
	t.Run("any order of events", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		rapid.Check(t, func(rt *rapid.T) { randomOrder(t, rt, ledger) })
	})
}

// randomOrder saves states in random order: allowed ones are stored, others change nothing.
func randomOrder(t *testing.T, rt *rapid.T, ledger *store.Ledger) {
	op := record(t, ledger, newOperation(t))
	for _, next := range rapid.SliceOfN(rapid.SampledFrom(states()), 1, 8).Draw(rt, "states") {
		try := op
		try.State = next
		stored, err := ledger.Save(t.Context(), try, &operation.Stage{State: next, At: noon})
		if next != op.State && !next.CanFollow(op.State) {
			if !errors.Is(err, operation.ErrTransition) {
				rt.Fatalf("from %s to %s: %v", op.State, next, err)
			}
			continue
		}
		if err != nil {
			rt.Fatalf("from %s to %s: %v", op.State, next, err)
		}
		if stored.State != next || stored.Version != op.Version+1 || len(stored.Stages) != len(op.Stages)+1 {
			rt.Fatalf("from %s to %s: stored %+v", op.State, next, stored)
		}
		op = stored
	}
}

func storedTransitions(t *testing.T, db *store.Store) (all [][2]string) {
	t.Helper()
	rows, err := db.DB().QueryContext(t.Context(), `SELECT from_state, to_state FROM operation_transitions`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var pair [2]string
		require.NoError(t, rows.Scan(&pair[0], &pair[1]))
		all = append(all, pair)
	}
	require.NoError(t, rows.Err())
	return all
}

package operation

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// told draws what a board is told of an operation, which may be what it has been told before.
func told(t *rapid.T) Operation {
	n := rapid.IntRange(0, 7).Draw(t, "n")
	o := op(n, rapid.SampledFrom([]State{Queued, Waiting, Submitting, Accepted, Done, Failed, Unknown, Cancelled}).Draw(t, "state"))
	o.Kind = []Kind{CreateSnapshot, DeleteSnapshot, LockSnapshot, UnlockSnapshot}[n%4]
	o.Version, o.Rank = rapid.Int64Range(1, 4).Draw(t, "version"), rapid.Int64Range(-1, 0).Draw(t, "rank")
	o.Actor, o.Batch = []string{"amy", "bob"}[n%2], rapid.SampledFrom([]string{"", "b"}).Draw(t, "batch")
	o.SnapshotID = rapid.SampledFrom([]string{"", "s", "t"}).Draw(t, "snapshot")
	if n%4 != 0 {
		o.SnapshotID = []string{"s", "t"}[n/4]
	}
	o.MadeVolumeID = rapid.SampledFrom([]string{"", "v0", "v9"}).Draw(t, "made")
	if n > 0 {
		o.Task.After = op(n-1, Done).ID
	}
	if o.Kind == LockSnapshot {
		o.Task.Lock = &Lock{Reason: o.ID}
	}
	return o
}

// seen is all that a board shows.
func seen(b *Board) map[string]any {
	now := time.Unix(1000, 0)
	all := map[string]any{
		"all": b.All(), "running": b.Running(), "deletions": b.Deletions(), "in flight": b.InFlight(), "unsettled": b.UnsettledIDs(),
		"of amy": b.CountOpen("amy"), "of bob": b.CountOpen("bob"), "in b": b.CountOpenIn("b"), "in none": b.CountOpenIn(""),
	}
	for _, id := range []string{"s", "t"} {
		lock, locked := b.Lock(id, nil, now)
		_, made := b.OfSnapshot(id)
		_, leaves := b.Deletion(id)
		all[id] = []any{b.OnSnapshot(id), lock, locked, made, leaves}
	}
	for _, id := range []string{"v0", "v1", "v9"} {
		all[id] = b.OnVolume(id)
	}
	for n := range 8 {
		all["after"+op(n, Done).ID] = b.After(op(n, Done).ID)
	}
	return all
}

// TestABoardShowsWhatOneShowsThatBeginsWithTheLatest tells a board of operations in any order, old
// news among them.
func TestABoardShowsWhatOneShowsThatBeginsWithTheLatest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, latest := NewBoard(), map[string]Operation{}
		for range rapid.IntRange(1, 20).Draw(t, "news") {
			o := told(t)
			if before, known := latest[o.ID]; known && before.Version >= o.Version {
				o = before // or the same again
				o.Version -= rapid.Int64Range(0, 1).Draw(t, "older")
			}
			if b.Put(o); o.Version >= latest[o.ID].Version {
				latest[o.ID] = o
			}
			if rapid.Bool().Draw(t, "looked at") {
				b.All()
			}
		}
		ops := make([]Operation, 0, len(latest))
		for _, o := range latest {
			ops = append(ops, o)
		}
		slices.SortFunc(ops, func(x, y Operation) int { return x.CreatedAt.Compare(y.CreatedAt) })
		require.Equal(t, seen(NewBoard(ops...)), seen(b))
		for _, id := range []string{"s", "t"} { // the ledger tells which lock is the newest by when it was asked for
			var newest *Operation
			for i := range ops {
				if ops[i].SnapshotID == id && (ops[i].Kind == LockSnapshot || ops[i].Kind == UnlockSnapshot) {
					newest = &ops[i]
				}
			}
			want, locked := LockOn(newest, []inventory.Label{}, time.Unix(1000, 0))
			got, is := b.Lock(id, nil, time.Unix(1000, 0))
			require.Equal(t, locked, is)
			require.Equal(t, want, got)
		}
	})
}

func TestWhatABoardDidNotHearOfIsLookedFor(t *testing.T) {
	t.Parallel()
	b := NewBoard(op(1, Done), op(2, Queued), op(3, Provisioning), op(4, Unknown))
	require.ElementsMatch(t, []string{op(2, Queued).ID, op(4, Unknown).ID}, b.Unheard([]Operation{op(3, Accepted), op(9, Queued)}))
	require.Empty(t, b.Unheard([]Operation{op(2, Queued), op(3, Accepted), op(4, Unknown)}))
}

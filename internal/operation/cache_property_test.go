package operation

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// cacheUpdate draws an update of the cache, which may repeat an earlier one.
func cacheUpdate(t *rapid.T) Operation {
	n := rapid.IntRange(0, 7).Draw(t, "n")
	o := op(n, rapid.SampledFrom([]State{Queued, Waiting, Submitting, Accepted, Done, Failed, Unknown, Cancelled}).Draw(t, "state"))
	o.Kind = []Kind{CreateSnapshot, DeleteSnapshot, LockSnapshot, UnlockSnapshot}[n%4]
	o.Version, o.Priority = rapid.Int64Range(1, 4).Draw(t, "version"), rapid.Int64Range(-1, 0).Draw(t, "rank")
	o.Actor, o.Batch = []string{"amy", "bob"}[n%2], rapid.SampledFrom([]string{"", "b"}).Draw(t, "batch")
	o.SnapshotID = rapid.SampledFrom([]string{"", "s", "t"}).Draw(t, "snapshot")
	if n%4 != 0 {
		o.SnapshotID = []string{"s", "t"}[n/4]
	}
	o.CreatedVolumeID = rapid.SampledFrom([]string{"", "v0", "v9"}).Draw(t, "made")
	if n > 0 {
		o.Task.DependsOn = op(n-1, Done).ID
		o.RetryOf = rapid.SampledFrom([]string{"", o.Task.DependsOn}).Draw(t, "retry of")
	}
	if o.Kind == LockSnapshot {
		o.Task.Lock = &Lock{Reason: o.ID}
	}
	return o
}

// cacheContents returns the results of all methods of a cache.
func cacheContents(c *Cache) map[string]any {
	now := time.Unix(1000, 0)
	all := map[string]any{
		"all": c.All(), "running": c.Running(), "unresolved": c.Unresolved(), "deletions": c.Deletions(), "in flight": c.InFlight(), "unsettled": c.IncompleteIDs(),
		"of amy": c.CountOpen("amy"), "of bob": c.CountOpen("bob"), "in b": c.CountOpenInBatch("b"), "in none": c.CountOpenInBatch(""),
	}
	for _, id := range []string{"s", "t"} {
		lock, locked := c.Lock(id, nil, now)
		_, made := c.CreationOf(id)
		_, leaves := c.Deletion(id)
		all[id] = []any{c.OnSnapshot(id), lock, locked, made, leaves}
	}
	for _, id := range []string{"v0", "v1", "v9"} {
		all[id] = c.OnVolume(id)
	}
	for n := range 8 {
		all["after"+op(n, Done).ID] = c.Dependents(op(n, Done).ID)
		all["retry of"+op(n, Done).ID] = c.Retried(op(n, Done).ID)
	}
	return all
}

// TestCache_UpdatesInAnyOrderMatchFreshCache applies updates in any order, including stale ones.
func TestCache_UpdatesInAnyOrderMatchFreshCache(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, latest := NewCache(), map[string]Operation{}
		for range rapid.IntRange(1, 20).Draw(t, "news") {
			o := cacheUpdate(t)
			if before, known := latest[o.ID]; known && before.Version >= o.Version {
				o = before // or the same again
				o.Version -= rapid.Int64Range(0, 1).Draw(t, "older")
			}
			if c.Put(o); o.Version >= latest[o.ID].Version {
				latest[o.ID] = o
			}
			if rapid.Bool().Draw(t, "looked at") {
				c.All()
			}
		}
		ops := make([]Operation, 0, len(latest))
		for _, o := range latest {
			ops = append(ops, o)
		}
		slices.SortFunc(ops, func(x, y Operation) int { return x.CreatedAt.Compare(y.CreatedAt) })
		require.Equal(t, cacheContents(NewCache(ops...)), cacheContents(c))
		for _, id := range []string{"s", "t"} { // the ledger takes the lock that was requested last
			var newest *Operation
			for i := range ops {
				if ops[i].SnapshotID == id && (ops[i].Kind == LockSnapshot || ops[i].Kind == UnlockSnapshot) {
					newest = &ops[i]
				}
			}
			want, locked := EffectiveLock(newest, []inventory.Label{}, time.Unix(1000, 0))
			got, is := c.Lock(id, nil, time.Unix(1000, 0))
			require.Equal(t, locked, is)
			require.Equal(t, want, got)
		}
	})
}

func TestCache_FindsStaleIDs(t *testing.T) {
	t.Parallel()
	c := NewCache(op(1, Done), op(2, Queued), op(3, Provisioning), op(4, Unknown))
	require.ElementsMatch(t, []string{op(2, Queued).ID, op(4, Unknown).ID}, c.StaleIDs([]Operation{op(3, Accepted), op(9, Queued)}))
	require.Empty(t, c.StaleIDs([]Operation{op(2, Queued), op(3, Accepted), op(4, Unknown)}))
}

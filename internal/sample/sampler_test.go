package sample

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
)

// memoryStore is a store in memory.
type memoryStore struct {
	mu     sync.Mutex
	rows   map[Key]map[Month][]byte
	puts   []int // number of entries in each call
	fails  int
	purges []Month
}

func (s *memoryStore) PutSamples(_ context.Context, day Day, entries []Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails > 0 {
		s.fails--
		return errors.New("the disk is full")
	}
	s.puts = append(s.puts, len(entries))
	for _, e := range entries {
		if s.rows[e.Key] == nil {
			s.rows[e.Key] = map[Month][]byte{}
		}
		s.rows[e.Key][day.Month()] = Put(s.rows[e.Key][day.Month()], day, e.Data)
	}
	return nil
}

func (s *memoryStore) Samples(_ context.Context, kind Kind, ids []string, from, to Month) ([]Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	for _, id := range ids {
		for month, days := range s.rows[Key{kind, id}] {
			if month >= from && month <= to {
				rows = append(rows, Row{Key{kind, id}, month, days})
			}
		}
	}
	return rows, nil
}

func (s *memoryStore) PurgeSamples(_ context.Context, before Month) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.purges = append(s.purges, before)
	return len(s.purges)%2 == 1, nil
}

func (s *memoryStore) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.puts)
}

// sampling runs a sampler of a contract that was just read.
func sampling(t *testing.T, store Store, change func(r *coverage.Report) *coverage.Report, readAt func() time.Time) {
	t.Helper()
	source := Source{Report: func() *coverage.Report { return change(reportOf(time.Now(), day, time.Hour)) }, ReadAt: readAt}
	go NewSampler(source, store, time.Now, slog.New(slog.DiscardHandler)).Run(t.Context())
	synctest.Wait()
}

func asItIs(r *coverage.Report) *coverage.Report { return r }

func TestSampler_OncePerSlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the bubble's clock starts at midnight
		start := time.Now()
		store := &memoryStore{rows: map[Key]map[Month][]byte{}}
		sampling(t, store, asItIs, time.Now)
		require.Equal(t, 1, store.count(), "at the start")
		source := Source{Report: func() *coverage.Report { return reportOf(time.Now(), day) }, ReadAt: time.Now}
		require.NoError(t, NewSampler(source, store, time.Now, slog.New(slog.DiscardHandler)).sampleDue(t.Context()))
		require.Equal(t, 1, store.count(), "another replica finds it done")
		for _, at := range []time.Duration{5*time.Hour + 50*time.Minute, 11*time.Hour + 50*time.Minute, 17*time.Hour + 50*time.Minute, 23*time.Hour + 50*time.Minute, 29*time.Hour + 50*time.Minute} {
			before := store.count()
			time.Sleep(time.Until(start.Add(at - time.Second)))
			synctest.Wait()
			require.Equal(t, before, store.count(), at)
			time.Sleep(time.Minute)
			synctest.Wait()
			require.Equal(t, before+1, store.count(), at)
		}
		rows, err := store.Samples(t.Context(), OfVolume, []string{"v"}, 200001, 200001)
		require.NoError(t, err)
		require.Len(t, VolumeDays(rows), 2, "two days")
		require.Equal(t, Oldest(time.Now()), store.purges[len(store.purges)-1])
	})
}

func TestSampler_OnlyCompleteAndFresh(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(r *coverage.Report) *coverage.Report
		readAt func() time.Time
	}{
		"not all is read":   {func(r *coverage.Report) *coverage.Report { r.Complete = false; return r }, time.Now},
		"known from before": {func(r *coverage.Report) *coverage.Report { r.View.Loading.CachedAsOf = noon; return r }, time.Now},
		"never read":        {asItIs, func() time.Time { return time.Time{} }},
		"read an hour ago":  {asItIs, func() time.Time { return time.Now().Add(-time.Hour) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := &memoryStore{rows: map[Key]map[Month][]byte{}}
				sampling(t, store, c.change, c.readAt)
				time.Sleep(day)
				require.Zero(t, store.count())
			})
		})
	}
}

func TestSampler_RetriesFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &memoryStore{rows: map[Key]map[Month][]byte{}, fails: 2}
		sampling(t, store, asItIs, time.Now)
		require.Zero(t, store.count())
		time.Sleep(2*checkInterval + time.Second)
		require.Equal(t, 1, store.count())
	})
}

package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/sample"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// sampledVolumes and sampledDays are the size of a large contract on the day when its oldest samples are deleted.
const (
	sampledVolumes = 10_000
	sampledDays    = 400
)

// BenchmarkStore_Samples measures the size of a large contract's samples, and the cost of a day. The setup is
// slow: it writes every row of 400 days.
func BenchmarkStore_Samples(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) {
		path := b.TempDir() + "/snapdeck.db"
		s, err := store.Open(b.Context(), store.Options{Path: path})
		require.NoError(b, err)
		defer func() { require.NoError(b, s.Close()) }()
		benchmarkSamples(b, s, func() int64 {
			_, err := s.DB().ExecContext(b.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
			require.NoError(b, err)
			file, err := os.Stat(path)
			require.NoError(b, err)
			return file.Size()
		})
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		s, err := store.Open(b.Context(), store.Options{URL: postgrestest.URL(b)})
		require.NoError(b, err)
		defer func() { require.NoError(b, s.Close()) }()
		benchmarkSamples(b, s, func() (size int64) {
			require.NoError(b, s.DB().QueryRowContext(b.Context(), `SELECT pg_total_relation_size('samples')`).Scan(&size))
			return size
		})
	})
}

func benchmarkSamples(b *testing.B, s *store.Store, size func() int64) {
	b.Helper()
	last := sample.DayOf(time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC))
	empty := size()
	fillSamples(b, s.DB(), last-sampledDays, last-1)
	full := size()
	entries := make([]sample.Entry, sampledVolumes)
	longest := time.Duration(0)
	for b.Loop() {
		for i := range entries {
			entries[i] = sample.Entry{Key: sample.Key{Kind: sample.OfVolume, ID: sampledID(i)}, Data: entryOf(i)}
		}
		for some := range slices.Chunk(entries, sample.Batch) {
			began := time.Now()
			require.NoError(b, s.PutSamples(context.Background(), last, some))
			longest = max(longest, time.Since(began))
		}
	}
	b.ReportMetric(float64(full-empty)/(1<<20), "MB")
	b.ReportMetric(float64(longest)/float64(time.Millisecond), "ms-longest-batch")
}

func sampledID(i int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012d", i*7919, i) }

func entryOf(i int) []byte {
	return []byte{2, byte(i >> 8), byte(i), 7, 0, byte(i), 0, 0, byte(i >> 4), 9}
}

// fillSamples writes whole months at once.
func fillSamples(b *testing.B, db *sql.DB, from, to sample.Day) {
	b.Helper()
	months := map[sample.Month][]sample.Day{}
	for day := from; day <= to; day++ {
		months[day.Month()] = append(months[day.Month()], day)
	}
	for month, days := range months {
		tx, err := db.BeginTx(context.Background(), nil)
		require.NoError(b, err)
		insert, err := tx.PrepareContext(context.Background(), `INSERT INTO samples (kind, id, month, days) VALUES ($1, $2, $3, $4)`)
		require.NoError(b, err)
		for i := range sampledVolumes {
			var row []byte
			for _, day := range days {
				row = sample.Put(row, day, entryOf(i+int(day)))
			}
			_, err := insert.ExecContext(context.Background(), string(sample.OfVolume), sampledID(i), int64(month), row)
			require.NoError(b, err)
		}
		require.NoError(b, insert.Close())
		require.NoError(b, tx.Commit())
	}
}

package store

import (
	"context"
	"database/sql"
	"slices"

	"snapdeck/internal/sample"
)

// PutSamples stores the samples of a day and replaces earlier ones of the same day, in one transaction. Pass at
// most sample.Batch entries, since SQLite has one writer.
func (s *Store) PutSamples(ctx context.Context, day sample.Day, entries []sample.Entry) error {
	byKind := map[sample.Kind][]sample.Entry{}
	for _, e := range entries {
		byKind[e.Kind] = append(byKind[e.Kind], e)
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, kind := range sample.Kinds() {
			for some := range slices.Chunk(byKind[kind], maxRowsPerStatement) {
				if err := putSamples(ctx, tx, kind, day, some); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return wrap(err, "store %d samples", len(entries))
}

func putSamples(ctx context.Context, tx *sql.Tx, kind sample.Kind, day sample.Day, entries []sample.Entry) error {
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	known, err := samplesOf(ctx, tx, kind, ids, day.Month(), day.Month())
	if err != nil {
		return err
	}
	before := make(map[string][]byte, len(known))
	for _, r := range known {
		before[r.ID] = r.Days
	}
	rows := make([][]any, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, []any{string(kind), e.ID, int64(day.Month()), sample.Put(before[e.ID], day, e.Data)})
	}
	return insertMany(ctx, tx, `samples (kind, id, month, days)`, rows, `ON CONFLICT (kind, id, month) DO UPDATE SET days = excluded.days`)
}

// Samples returns the rows of some resources between two months, in any order.
func (s *Store) Samples(ctx context.Context, kind sample.Kind, ids []string, from, to sample.Month) (all []sample.Row, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		for some := range slices.Chunk(ids, maxRowsPerStatement) {
			rows, err := samplesOf(ctx, tx, kind, some, from, to)
			if err != nil {
				return err
			}
			all = append(all, rows...)
		}
		return nil
	})
	return all, wrap(err, "read samples")
}

func samplesOf(ctx context.Context, q querier, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error) {
	args := append([]any{string(kind), int64(from), int64(to)}, toArgs(ids)...)
	return queryAll(ctx, q, scanSample(kind), `SELECT id, month, days FROM samples WHERE kind = $1 AND month >= $2 AND month <= $3 AND id IN (`+placeholders(4, len(ids))+`)`, args...)
}

func scanSample(kind sample.Kind) func(row) (sample.Row, error) {
	return func(r row) (sample.Row, error) {
		x := sample.Row{Key: sample.Key{Kind: kind}}
		err := r.Scan(&x.ID, &x.Month, &x.Days)
		return x, err
	}
}

// PurgeSamples deletes a few hundred rows from before a month, and reports whether there may be more.
func (s *Store) PurgeSamples(ctx context.Context, before sample.Month) (more bool, err error) {
	n, err := rowsChanged(s.rw.ExecContext(ctx, `DELETE FROM samples WHERE (kind, id, month) IN (SELECT kind, id, month FROM samples WHERE month < $1 LIMIT $2)`,
		int64(before), maxRowsPerStatement))
	return n == maxRowsPerStatement, wrap(err, "delete old samples")
}

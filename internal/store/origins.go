package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"snapdeck/internal/inference"
)

const originColumns = `snapshot_id, request_id, datacenter_id, volume_id, user_agent, created_by, created_at`

// Origins returns all stored origins.
func (s *Store) Origins(ctx context.Context) ([]inference.Origin, error) {
	all, err := queryAll(ctx, s.ro, func(r row) (o inference.Origin, err error) {
		err = r.Scan(&o.SnapshotID, &o.RequestID, &o.DatacenterID, &o.VolumeID, &o.UserAgent, &o.CreatedBy, timeInto{&o.CreatedAt})
		return o, err
	}, `SELECT `+originColumns+` FROM snapshot_origins`)
	return all, wrap(err, "list snapshot origins")
}

// AddOrigins stores origins, a few hundred per transaction, and leaves existing ones unchanged.
func (s *Store) AddOrigins(ctx context.Context, origins []inference.Origin) error {
	for some := range slices.Chunk(origins, maxRowsPerStatement) {
		rows := make([][]any, 0, len(some))
		for _, o := range some {
			rows = append(rows, []any{o.SnapshotID, o.RequestID, o.DatacenterID, o.VolumeID, o.UserAgent, o.CreatedBy, millis(o.CreatedAt)})
		}
		err := s.write(ctx, func(tx *sql.Tx) error {
			return insertMany(ctx, tx, `snapshot_origins (`+originColumns+`)`, rows, `ON CONFLICT (snapshot_id, request_id) DO NOTHING`)
		})
		if err != nil {
			return fmt.Errorf("store origins of %d snapshots: %w", len(some), err)
		}
	}
	return nil
}

// RemoveOrigins deletes the origins of snapshots.
func (s *Store) RemoveOrigins(ctx context.Context, snapshotIDs []string) error {
	for some := range slices.Chunk(snapshotIDs, maxRowsPerStatement) {
		if _, err := s.rw.ExecContext(ctx, `DELETE FROM snapshot_origins WHERE snapshot_id IN (`+placeholders(1, len(some))+`)`, toArgs(some)...); err != nil {
			return fmt.Errorf("delete origins of %d snapshots: %w", len(some), err)
		}
	}
	return nil
}

package store

import (
	"context"
	"time"

	"snapdeck/internal/operation"
)

// archiveRow holds the columns that decide whether an operation can be archived.
type archiveRow struct {
	id, batch, chain, retryOf, snapshotID string
	kind                                  operation.Kind
	state                                 operation.State
	old                                   bool // complete and unchanged since
}

// archivable returns the ids of the operations to archive, oldest first, and of those that stay.
func archivable(ctx context.Context, q querier, before time.Time) (leave []string, stay map[string]bool, err error) {
	ops, err := queryAll(ctx, q, func(r row) (l archiveRow, err error) {
		var final bool
		var created, updated int64
		err = r.Scan(&l.id, &l.batch, &l.chain, &l.retryOf, &l.snapshotID, &l.kind, &l.state, &final, &created, &updated)
		l.old = final && max(created, updated) < millis(before)
		return l, err
	}, `SELECT id, batch_id, chain_id, retry_of, snapshot_id, kind, state, settled, created_at, updated_at
		FROM operations ORDER BY created_at, id`)
	if err != nil {
		return nil, nil, err
	}
	together := groups(ops)
	keep := map[string]bool{}
	newest := newestLocks(ops)
	for _, op := range ops {
		if !op.old || newest[op.id] {
			keep[together.of(op.id)] = true
		}
	}
	stay = map[string]bool{}
	for _, op := range ops {
		if keep[together.of(op.id)] {
			stay[op.id] = true
			continue
		}
		leave = append(leave, op.id)
	}
	return leave, stay, nil
}

// newestLocks returns the operations that hold the lock state of snapshots that may still exist: IONOS Cloud does
// not know Snapdeck's locks.
func newestLocks(ops []archiveRow) map[string]bool {
	latest, deleted := map[string]string{}, map[string]bool{}
	for _, op := range ops {
		switch {
		case op.kind == operation.LockSnapshot, op.kind == operation.UnlockSnapshot:
			latest[op.snapshotID] = op.id
		case op.kind == operation.DeleteSnapshot && op.state == operation.Done:
			deleted[op.snapshotID] = true
		}
	}
	newest := map[string]bool{}
	for snapshot, id := range latest {
		if !deleted[snapshot] {
			newest[id] = true
		}
	}
	return newest
}

// unionFind maps each name to another one of its set, or to itself.
type unionFind map[string]string

// groups joins the operations of a batch or chain, and retries with their originals.
func groups(ops []archiveRow) unionFind {
	s := unionFind{}
	for _, op := range ops {
		if op.batch != "" {
			s.join(op.id, "batch "+op.batch)
		}
		if op.chain != "" {
			s.join(op.id, "chain "+op.chain)
		}
		if op.retryOf != "" {
			s.join(op.id, op.retryOf)
		}
	}
	return s
}

// of returns the representative of a name's set.
func (s unionFind) of(name string) string {
	for {
		next, known := s[name]
		if !known || next == name {
			return name
		}
		if further, known := s[next]; known {
			s[name] = further // path compression
		}
		name = next
	}
}

func (s unionFind) join(a, b string) {
	if x, y := s.of(a), s.of(b); x != y {
		s[x] = y
	}
}

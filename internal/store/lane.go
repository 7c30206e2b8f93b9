package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"snapdeck/internal/operation"
)

// maxQueuePosition bounds the count of operations ahead, whose exact number no longer matters beyond it.
const maxQueuePosition = 1000

const inFlight = `state IN ('submitting', 'accepted', 'provisioning')`

// Position returns how many operations are ahead of one, and what else blocks it.
func (l *Ledger) Position(ctx context.Context, op operation.Operation, t operation.Terms) (b operation.Blocked, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		b, err = position(ctx, tx, op, t, maxQueuePosition)
		return err
	})
	return b, wrap(err, "find position of operation %s", op.ID)
}

// position uses the indexes only, so its cost does not grow with the number of waiting operations.
func position(ctx context.Context, q querier, op operation.Operation, t operation.Terms, most int) (b operation.Blocked, err error) {
	if err = countAhead(ctx, q, op, t, most, &b); err != nil {
		return b, err
	}
	if err = paused(ctx, q, op, &b); err != nil {
		return b, err
	}
	if b.Chain, err = holderOf(ctx, q, op.Touches(), op.Chain, held); err != nil || b.Chain != "" {
		return b, err
	}
	if op.Chain != "" && len(op.Task.Holds) > 0 {
		if b.Chain, err = usedBySingles(ctx, q, op); err != nil || b.Chain != "" {
			return b, err
		}
	}
	if op.Kind == operation.DeleteSnapshot {
		err = blockedDeletion(ctx, q, op, t, &b)
	}
	return b, err
}

// countAhead counts the operations that go first: those in flight in the lane, those in flight on the same snapshot
// if one of the two changes it, and those that wait before it and are due.
func countAhead(ctx context.Context, q querier, op operation.Operation, t operation.Terms, most int, b *operation.Blocked) error {
	lane, stuck := op.Lane(), millis(t.Stuck)
	err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM operations WHERE NOT settled AND lane = $1 AND id <> $2 AND `+inFlight+`
		AND (state = 'submitting' OR updated_at > $3)`, lane, op.ID, stuck).Scan(&b.InFlight)
	if err != nil {
		return fmt.Errorf("count operations in flight: %w", err)
	}
	var waiting int
	err = q.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM operations o WHERE NOT settled AND lane = $1 AND id <> $2
		AND state IN ('queued', 'waiting') AND (lane_rank, created_at, id) < ($3, $4, $2) AND not_before <= $5 AND `+notWaiting+` AND `+notBlocked+` LIMIT $6) ahead`,
		lane, op.ID, op.Priority, millis(op.CreatedAt), millis(t.Now), most).Scan(&waiting)
	if err != nil {
		return fmt.Errorf("count operations waiting before it: %w", err)
	}
	b.QueuePosition = b.InFlight + waiting
	if op.SnapshotID == "" {
		return nil
	}
	var same int
	err = q.QueryRowContext(ctx, `SELECT COUNT(*) FROM operations WHERE NOT settled AND snapshot_id = $1 AND id <> $2 AND lane <> $3 AND `+inFlight+`
		AND ($4 OR lane = $5)`, op.SnapshotID, op.ID, lane, op.Kind.OnSnapshot(), "snapshot:"+op.SnapshotID).Scan(&same)
	if err != nil {
		return fmt.Errorf("count operations on its snapshot: %w", err)
	}
	b.InFlight, b.QueuePosition = b.InFlight+same, b.QueuePosition+same
	return nil
}

// notWaiting excludes operations whose dependency has not ended, and creates that need confirmation because the
// ledger went back in time.
const notWaiting = `(o.backup_restored_at = 0 OR o.kind NOT IN ('create-snapshot', 'create-volume')) AND (o.depends_on = '' OR NOT EXISTS (SELECT 1 FROM operations d WHERE d.id = o.depends_on AND d.state NOT IN ('done', 'failed', 'cancelled')))`

// notBlocked excludes operations that cannot start because a chain holds what they change.
const notBlocked = `NOT EXISTS (SELECT 1 FROM holds h WHERE h.kind = 'held' AND h.holder <> o.chain_id
	AND h.resource IN ('volume:' || o.volume_id, 'server:' || o.server_id))
	AND (o.chain_id = '' OR NOT EXISTS (SELECT 1 FROM holds w JOIN holds h ON h.resource = w.resource AND h.kind = 'held' AND h.holder <> w.holder
		WHERE w.holder = o.chain_id AND w.kind = 'wanted'))`

// paused checks for a pause of the lane or of all lanes.
func paused(ctx context.Context, q querier, op operation.Operation, b *operation.Blocked) error {
	type pause struct {
		lane  string
		until time.Time
	}
	pauses, err := queryAll(ctx, q, func(r row) (p pause, err error) {
		err = r.Scan(&p.lane, timeInto{&p.until})
		return p, err
	}, `SELECT lane, paused_until FROM lanes WHERE lane IN ($1, $2)`, op.Lane(), operation.ContractLane)
	if err != nil {
		return fmt.Errorf("look up pause: %w", err)
	}
	for _, p := range pauses {
		if p.until.After(b.Until) {
			b.Until, b.Contract = p.until, p.lane == operation.ContractLane
		}
	}
	return nil
}

// usedBySingles finds an operation in flight on a resource that a chain is about to hold.
func usedBySingles(ctx context.Context, q querier, op operation.Operation) (id string, err error) {
	err = q.QueryRowContext(ctx, `SELECT o.id FROM operations o WHERE NOT o.settled AND o.lane = $1 AND o.chain_id <> $2 AND o.`+inFlight+`
		AND ('volume:' || o.volume_id IN (`+placeholders(3, len(op.Task.Holds))+`) OR 'server:' || o.server_id IN (`+placeholders(3, len(op.Task.Holds))+`)) LIMIT 1`,
		append([]any{op.Lane(), op.Chain}, toArgs(op.Task.Holds)...)...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, wrap(err, "look up operations on resources of the chain")
}

// blockedDeletion checks whether a chain or another deletion needs the snapshot that is to be deleted, and whether the
// snapshots that must remain are being deleted.
func blockedDeletion(ctx context.Context, q querier, op operation.Operation, t operation.Terms, b *operation.Blocked) error {
	holder, err := holderOf(ctx, q, []string{"snapshot:" + op.SnapshotID}, op.ID, needed)
	if err != nil {
		return fmt.Errorf("look up who needs the snapshot: %w", err)
	}
	if holder != "" {
		return neededBy(ctx, q, holder, b)
	}
	if len(t.Remaining) == 0 {
		return nil
	}
	var leaving int
	err = q.QueryRowContext(ctx, `SELECT COUNT(*) FROM operations WHERE NOT settled AND kind = $1 AND `+inFlight+`
		AND snapshot_id IN (`+placeholders(2, len(t.Remaining))+`)`, append([]any{operation.DeleteSnapshot}, toArgs(t.Remaining)...)...).Scan(&leaving)
	if err != nil {
		return fmt.Errorf("look up deletions of remaining snapshots: %w", err)
	}
	if leaving > 0 {
		b.QueuePosition = max(b.QueuePosition, t.Width) // wait, then choose another snapshot that remains
	}
	return nil
}

// neededBy distinguishes a chain, which forbids the deletion of its snapshot, from another deletion, which is
// waited for.
func neededBy(ctx context.Context, q querier, holder string, b *operation.Blocked) error {
	var kind operation.Kind
	if err := q.QueryRowContext(ctx, `SELECT kind FROM operations WHERE id = $1`, holder).Scan(&kind); err != nil {
		return fmt.Errorf("read operation %s, which needs the snapshot: %w", holder, err)
	}
	if kind == operation.DeleteSnapshot {
		b.Chain = holder
		return nil
	}
	b.Lost = true
	return nil
}

// IncompleteOn lists the incomplete operations on some snapshots.
func (l *Ledger) IncompleteOn(ctx context.Context, snapshotIDs []string) (ops []operation.Operation, err error) {
	err = l.store.read(ctx, func(tx *sql.Tx) error {
		ops, err = incompleteBy(ctx, tx, `snapshot_id`, snapshotIDs)
		return err
	})
	return ops, wrap(err, "list incomplete operations on %d snapshots", len(snapshotIDs))
}

// incompleteBy returns the incomplete operations whose column has one of some values; an empty value matches
// none.
func incompleteBy(ctx context.Context, q querier, column string, values []string) (all []operation.Operation, err error) {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	for some := range slices.Chunk(values, maxRowsPerStatement) {
		ops, err := selectOperations(ctx, q, `WHERE NOT settled AND `+column+` IN (`+placeholders(1, len(some))+`)`, toArgs(some)...)
		if err != nil {
			return nil, err
		}
		all = append(all, ops...)
	}
	return all, nil
}

// Next lists the ids of the next operations to start in a lane, at most n.
func (l *Ledger) Next(ctx context.Context, lane string, now time.Time, n int) ([]string, error) {
	ids, err := queryAll(ctx, l.store.ro, scanText, `SELECT o.id FROM operations o WHERE NOT settled AND lane = $1 AND state IN ('queued', 'waiting')
		AND not_before <= $2 AND `+notWaiting+` AND `+notBlocked+` ORDER BY lane_rank, created_at, id LIMIT $3`, lane, millis(now), n)
	return ids, wrap(err, "list next operations of %s", lane)
}

// Owners returns the operations that own requests, by request id.
func (l *Ledger) Owners(ctx context.Context, requestIDs []string) (map[string]string, error) {
	owners := map[string]string{}
	for some := range slices.Chunk(requestIDs, maxRowsPerStatement) {
		pairs, err := queryAll(ctx, l.store.ro, scanPair, `SELECT request_id, id FROM operations
			WHERE request_id <> '' AND request_id IN (`+placeholders(1, len(some))+`)`, toArgs(some)...)
		if err != nil {
			return nil, fmt.Errorf("look up owners of %d requests: %w", len(requestIDs), err)
		}
		for _, p := range pairs {
			owners[p[0]] = p[1]
		}
	}
	return owners, nil
}

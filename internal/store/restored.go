package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
)

// restoredBackupSetting marks a backup that was put in place and not reconciled yet.
const restoredBackupSetting = "backup_put_in_place"

// resolveRestart reconciles the ledger if the database went back in time: a backup was put in place, PostgreSQL
// was recovered or failed over, or the database is older than what this process remembers. Destructive
// operations that had not started are cancelled, creates wait for confirmation, and all open operations count
// as possibly sent. The first process does so, in one transaction.
func (s *Store) resolveRestart(ctx context.Context) error {
	s.settling.Lock()
	defer s.settling.Unlock()
	db, release := s.uncheckedPool()
	conn, err := db.Conn(ctx)
	if err != nil {
		return errors.Join(err, release())
	}
	var identity string
	if s.server != nil {
		identity, err = identityOf(ctx, conn)
	}
	var restores, heartbeat int64
	if err == nil {
		err = within(ctx, conn, nil, func(tx *sql.Tx) error {
			restores, heartbeat, err = s.resolveRestartIn(ctx, tx, identity)
			return err
		})
	}
	if err = errors.Join(err, conn.Close(), release()); err != nil {
		return fmt.Errorf("check whether the database is an earlier state of itself: %w", err)
	}
	before := s.remembered.Swap(&rememberedState{identity: identity, restores: restores})
	if before != nil && before.restores != restores {
		select {
		case s.restored <- struct{}{}:
		default:
		}
	}
	return s.remember(heartbeat)
}

// rememberedState is this process's memory of the database.
type rememberedState struct {
	identity string
	restores int64
}

// Restored signals that the ledger went back in time while this process was using it, which invalidates what it
// knows of operations.
func (s *Store) Restored() <-chan struct{} { return s.restored }

func (s *Store) resolveRestartIn(ctx context.Context, tx *sql.Tx, identity string) (restores, heartbeat int64, err error) {
	// On PostgreSQL the first statement locks the row; SQLite has locked everything.
	if _, err := tx.ExecContext(ctx, `UPDATE ledger_state SET beat = beat WHERE name = 'ledger'`); err != nil {
		return 0, 0, err
	}
	var was string
	err = tx.QueryRowContext(ctx, `SELECT identity, beat, restores FROM ledger_state WHERE name = 'ledger'`).Scan(&was, &heartbeat, &restores)
	if err != nil {
		return 0, 0, err
	}
	reason, err := s.whyOlder(ctx, tx, was, identity, heartbeat)
	if err != nil {
		return 0, 0, err
	}
	if reason != "" {
		restores++
		heartbeat = max(heartbeat, s.seen.Load()) + 1
		if err := s.reconcile(ctx, tx, reason); err != nil {
			return 0, 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE ledger_state SET identity = $1, beat = $2, restores = $3 WHERE name = 'ledger'`, identity, heartbeat, restores)
	return restores, heartbeat, err
}

// whyOlder returns a sentence why the database is an earlier state of itself, or "".
func (s *Store) whyOlder(ctx context.Context, tx *sql.Tx, was, is string, heartbeat int64) (string, error) {
	placed, err := rowsChanged(tx.ExecContext(ctx, `DELETE FROM settings WHERE setting_key = $1`, restoredBackupSetting))
	switch {
	case err != nil:
		return "", err
	case placed > 0:
		return "A backup was put in place.", nil
	case !sameIdentity(was, is):
		return fmt.Sprintf("PostgreSQL was recovered or failed over, or the database was put in from a dump: it is %s and was %s.", is, was), nil
	case heartbeat < s.seen.Load():
		return fmt.Sprintf("The database is older than what was last written into it: its count is %d and was %d.", heartbeat, s.seen.Load()), nil
	default:
		return "", nil
	}
}

// reconcile handles every open operation of a ledger that went back in time.
func (s *Store) reconcile(ctx context.Context, tx *sql.Tx, reason string) error {
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	open, err := selectOperations(ctx, tx, `WHERE NOT settled ORDER BY created_at, id`)
	if err != nil {
		return err
	}
	whole, err := withBatches(ctx, tx, open)
	if err != nil {
		return err
	}
	cancel := operation.PlanAfterBackup(whole)
	if err := cancelRestored(ctx, tx, cancel, now); err != nil {
		return err
	}
	held, err := s.markRestored(ctx, tx, now)
	if err != nil {
		return err
	}
	if held+len(cancel) > 0 {
		if err := putNotice(ctx, tx, RestoredNotice{At: now, Cancelled: len(cancel)}); err != nil {
			return err
		}
	}
	if err := s.notifyOperations(ctx, tx, open...); err != nil {
		return err
	}
	return appendAudit(ctx, tx, audit.Entry{
		At: now, Actor: audit.Snapdeck, Action: audit.BackupRestored, Outcome: audit.Done,
		Detail: fmt.Sprintf("%s Cancelled because they had not started: %d. Creates that wait for a user: %d. Other open operations, to be verified in IONOS Cloud: %d.",
			reason, len(cancel), held, len(open)-len(cancel)-held),
	})
}

// withBatches adds the other operations of their batches.
func withBatches(ctx context.Context, tx *sql.Tx, ops []operation.Operation) ([]operation.Operation, error) {
	batches := map[string]bool{"": true}
	var names []string
	for _, op := range ops {
		if !batches[op.Batch] {
			batches[op.Batch] = true
			names = append(names, op.Batch)
		}
	}
	all := ops[:len(ops):len(ops)]
	for some := range slices.Chunk(names, maxRowsPerStatement) {
		members, err := selectOperations(ctx, tx, `WHERE settled AND batch_id IN (`+placeholders(1, len(some))+`)`, toArgs(some)...)
		if err != nil {
			return nil, err
		}
		all = append(all, members...)
	}
	return all, nil
}

func cancelRestored(ctx context.Context, tx *sql.Tx, ops []operation.Operation, now time.Time) error {
	for _, before := range ops {
		op := before
		op.State, op.Failure, op.UpdatedAt, op.FinishedAt = operation.Cancelled, operation.CancelledByBackup(), now, now
		op.Labels.State = operation.LabelsDropped
		stage := operation.Stage{State: operation.Cancelled, At: now, Note: op.Failure.Text}
		if err := change(ctx, tx, before, op, &stage); err != nil {
			return fmt.Errorf("cancel operation %s: %w", op.ID, err)
		}
		if err := release(ctx, tx, op); err != nil {
			return fmt.Errorf("release holds of operation %s: %w", op.ID, err)
		}
		if err := auditChange(ctx, tx, before, op, &stage); err != nil {
			return err
		}
	}
	return nil
}

// markRestored marks every open operation as possibly sent, and returns how many creates wait. It clears the
// failure of an earlier try, which would prove that nothing was sent.
func (s *Store) markRestored(ctx context.Context, tx *sql.Tx, now time.Time) (held int, err error) {
	ops, err := queryAll(ctx, tx, scanOperation, `UPDATE operations SET version = version + 1, backup_restored_at = $1,
		sends = CASE WHEN sends = 0 AND state IN ($2, $3) THEN 1 ELSE sends END,
		failure = CASE WHEN state IN ($2, $3) THEN '' ELSE failure END
		WHERE NOT settled RETURNING `+operationColumns(), millis(now), operation.Queued, operation.Waiting)
	if err != nil {
		return 0, err
	}
	for _, op := range ops {
		if op.Held() {
			held++
		}
	}
	return held, nil
}

// sameIdentity compares the parts of two identities. An unknown part matches any other.
func sameIdentity(a, b string) bool {
	if a == "" || b == "" {
		return true
	}
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i] != bs[i] && as[i] != "" && bs[i] != "" {
			return false
		}
	}
	return true
}

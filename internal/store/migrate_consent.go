package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"
)

// fillVersion is the migration that fills the columns added by 00008_consent.sql.
const fillVersion = 12

// goMigrations are the migrations that SQL alone cannot do for both databases.
func goMigrations() []*goose.Migration {
	up := goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error { return fillOpen(ctx, tx, time.Now()) }}
	down := goose.GoFunc{RunTx: func(context.Context, *sql.Tx) error { return nil }}
	return []*goose.Migration{goose.NewGoMigration(fillVersion, &up, &down)}
}

// openRow is an incomplete operation as of this migration. It must not depend on later code.
type openRow struct {
	id, kind, state, params, datacenterID, volumeID, snapshotID, batch string
	createdAt                                                          int64
	task                                                               struct {
		Task struct {
			After  string `json:"after"`
			Server *struct {
				ID string `json:"id"`
			} `json:"server"`
		} `json:"task"`
	}
}

// fillOpen fills in lanes, chains, holds and slots of incomplete operations. Of several with the same change to
// the same target the oldest stays, and the others are cancelled.
func fillOpen(ctx context.Context, tx *sql.Tx, now time.Time) error {
	open, err := queryAll(ctx, tx, func(r row) (o openRow, err error) {
		if err = r.Scan(&o.id, &o.kind, &o.state, &o.params, &o.datacenterID, &o.volumeID, &o.snapshotID, &o.batch, &o.createdAt); err != nil {
			return o, err
		}
		return o, json.Unmarshal([]byte(o.params), &o.task)
	}, `SELECT id, kind, state, params, datacenter_id, volume_id, snapshot_id, batch_id, created_at
		FROM operations WHERE NOT settled ORDER BY created_at, id`)
	if err != nil {
		return fmt.Errorf("read incomplete operations: %w", err)
	}
	chains := chainsOf(open)
	for _, o := range open {
		if _, err := tx.ExecContext(ctx, `UPDATE operations SET lane = $1, depends_on = $2, server_id = $3, chain_id = $4 WHERE id = $5`,
			o.lane(), o.task.Task.After, o.server(), chains[o.id], o.id); err != nil {
			return fmt.Errorf("fill in operation %s: %w", o.id, err)
		}
		if chains[o.id] != "" && o.batch != "" { // finished steps belong to it too
			if _, err := tx.ExecContext(ctx, `UPDATE operations SET chain_id = $1, depends_on = '' WHERE batch_id = $2 AND settled`, chains[o.id], o.batch); err != nil {
				return fmt.Errorf("fill in earlier steps of operation %s: %w", o.id, err)
			}
		}
		if chains[o.id] == "" || o.snapshotID == "" || o.kind != "restore-volume" && o.kind != "create-volume" {
			continue
		}
		if err := hold(ctx, tx, chains[o.id], needed, []string{"snapshot:" + o.snapshotID}); err != nil {
			return fmt.Errorf("hold the snapshot of operation %s: %w", o.id, err)
		}
	}
	return fillSlots(ctx, tx, open, chains, now)
}

func (o openRow) lane() string {
	if slices.Contains([]string{"delete-snapshot", "edit-snapshot", "label-snapshot", "lock-snapshot", "unlock-snapshot"}, o.kind) {
		return "snapshot:" + o.snapshotID
	}
	return "datacenter:" + o.datacenterID
}

func (o openRow) server() string {
	if o.task.Task.Server == nil {
		return ""
	}
	return o.task.Task.Server.ID
}

// slot is the target that the operation holds exclusively while it is open.
func (o openRow) slot(chain string) string {
	switch o.kind {
	case "delete-snapshot", "edit-snapshot", "label-snapshot":
		if o.state == "unknown" || o.state == "done" {
			return ""
		}
		return o.kind + ":" + o.snapshotID
	case "restore-volume":
		return o.kind + ":" + o.volumeID
	case "stop-server", "start-server":
		if chain != "" || o.state == "unknown" {
			return ""
		}
		return o.kind + ":" + o.server()
	default:
		return ""
	}
}

// chainsOf finds the chains: batches that overwrite or create a volume, and such operations alone. The first
// step names the chain.
func chainsOf(open []openRow) map[string]string {
	first, is := map[string]string{}, map[string]bool{}
	group := func(o openRow) string {
		return cmp.Or(o.batch, o.id)
	}
	for _, o := range open {
		g := group(o)
		first[g] = cmp.Or(first[g], o.id)
		is[g] = is[g] || slices.Contains([]string{"restore-volume", "create-volume", "stop-server"}, o.kind)
	}
	chains := map[string]string{}
	for _, o := range open {
		if g := group(o); is[g] {
			chains[o.id] = first[g]
		}
	}
	return chains
}

// fillSlots gives each slot to one operation: to one that may have been sent already, else to the oldest.
// Others that have not started are cancelled.
func fillSlots(ctx context.Context, tx *sql.Tx, open []openRow, chains map[string]string, now time.Time) error {
	owner := map[string]openRow{}
	for _, started := range []bool{true, false} {
		for _, o := range open {
			slot := o.slot(chains[o.id])
			waits := o.state == "queued" || o.state == "waiting"
			if _, taken := owner[slot]; slot == "" || taken || waits == started {
				continue
			}
			owner[slot] = o
			if _, err := tx.ExecContext(ctx, `UPDATE operations SET open_slot = $1 WHERE id = $2`, slot, o.id); err != nil {
				return fmt.Errorf("assign slot of operation %s: %w", o.id, err)
			}
		}
	}
	for _, o := range open {
		slot := o.slot(chains[o.id])
		if slot == "" || owner[slot].id == o.id || o.state != "queued" && o.state != "waiting" {
			continue
		}
		if err := cancelDuplicate(ctx, tx, o, owner[slot].id, now); err != nil {
			return fmt.Errorf("cancel operation %s, a duplicate of %s: %w", o.id, owner[slot].id, err)
		}
	}
	return nil
}

func cancelDuplicate(ctx context.Context, tx *sql.Tx, o openRow, same string, now time.Time) error {
	reason := "Cancelled, since operation " + same + " does the same."
	if _, err := tx.ExecContext(ctx, `UPDATE operations SET version = version + 1, from_state = state, state = 'cancelled', settled = $1,
		label_state = 'dropped', failure = '', updated_at = $2, finished_at = $2 WHERE id = $3`, true, millis(now), o.id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO operation_stages (operation_id, seq, state, at, note)
		VALUES ($1, (SELECT COUNT(*) + 1 FROM operation_stages WHERE operation_id = $1), 'cancelled', $2, $3)`, o.id, millis(now), reason); err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("create id: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO audit (id, at, actor, actor_addr, action, outcome, operation_id, datacenter_id, datacenter_name,
			volume_id, volume_name, snapshot_id, snapshot_name, request_id, detail)
		SELECT $1, $2, actor, actor_addr, kind, 'cancelled', id, datacenter_id, datacenter_name, volume_id, volume_name, snapshot_id, '', '', $3
		FROM operations WHERE id = $4`, id.String(), millis(now), reason, o.id)
	return err
}

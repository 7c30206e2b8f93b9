package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
)

const auditColumns = `id, at, actor, actor_addr, action, outcome, operation_id, datacenter_id, datacenter_name,
	volume_id, volume_name, snapshot_id, snapshot_name, request_id, detail`

// AuditOf returns the audit entries of an operation, oldest first.
func (s *Store) AuditOf(ctx context.Context, operationID string) ([]audit.Entry, error) {
	entries, err := queryAll(ctx, s.ro, scanAudit, `SELECT `+auditColumns+` FROM audit WHERE operation_id = $1 ORDER BY at, id`, operationID)
	return entries, wrap(err, "read audit log of operation %s", operationID)
}

// AppendAudit adds an entry that belongs to no operation, such as a login. An empty ID is filled in.
func (s *Store) AppendAudit(ctx context.Context, e audit.Entry) error {
	return wrap(s.write(ctx, func(tx *sql.Tx) error { return appendAudit(ctx, tx, e) }), "add audit entry")
}

func requestedEntry(op operation.Operation) audit.Entry {
	e := endedEntry(op)
	e.At, e.Outcome, e.Detail = op.CreatedAt, audit.Requested, detailOf(op)
	return e
}

func endedEntry(op operation.Operation) audit.Entry {
	e := audit.Entry{
		At: op.UpdatedAt, Actor: op.Actor, ActorAddr: op.ActorAddr, Action: string(op.Kind), Outcome: string(op.State),
		OperationID: op.ID, DatacenterID: op.DatacenterID, DatacenterName: op.DatacenterName,
		VolumeID: cmp.Or(op.VolumeID, op.CreatedVolumeID), VolumeName: op.VolumeName,
		SnapshotID: op.SnapshotID, SnapshotName: op.Params.Name, RequestID: op.RequestID, Detail: detailOf(op),
	}
	if op.Failure != nil {
		e.Detail = strings.TrimSpace(e.Detail + " " + op.Failure.Text)
		e.RequestID = cmp.Or(e.RequestID, op.Failure.RequestID) // a refused call has no other request id
	}
	return e
}

// detailOf returns the details that have no column.
func detailOf(op operation.Operation) string {
	switch {
	case op.Task.Server != nil:
		return fmt.Sprintf("Server %s, %s.", op.Task.Server.Name, op.Task.Server.ID)
	case op.Task.Lock != nil:
		return "Reason: " + strings.TrimRight(op.Task.Lock.Reason, ".") + "."
	default:
		return op.SourceStatement()
	}
}

func auditChange(ctx context.Context, tx *sql.Tx, before, after operation.Operation, stage *operation.Stage) error {
	return appendAudit(ctx, tx, changeLines(before.State, after, stage)...)
}

// changeLines returns the entries for a user's action on an operation and for its outcome.
func changeLines(from operation.State, after operation.Operation, stage *operation.Stage) (lines []audit.Entry) {
	if stage != nil && stage.UserAction != nil {
		e := endedEntry(after)
		e.At, e.Actor, e.ActorAddr = stage.At, stage.UserAction.Actor, stage.UserAction.ActorAddr
		e.Action, e.Detail = stage.UserAction.Action, stage.Note
		lines = append(lines, e)
	}
	if from != after.State && after.State.Final() {
		lines = append(lines, endedEntry(after))
	}
	return lines
}

func appendAudit(ctx context.Context, tx *sql.Tx, entries ...audit.Entry) error {
	rows := make([][]any, 0, len(entries))
	for _, e := range entries {
		if e.ID == "" {
			id, err := uuid.NewV7()
			if err != nil {
				return fmt.Errorf("create id: %w", err)
			}
			e.ID = id.String()
		}
		rows = append(rows, []any{
			e.ID, millis(e.At), e.Actor, e.ActorAddr, e.Action, e.Outcome, e.OperationID, e.DatacenterID, e.DatacenterName,
			e.VolumeID, e.VolumeName, e.SnapshotID, e.SnapshotName, e.RequestID, e.Detail,
		})
	}
	return insertMany(ctx, tx, `audit (`+auditColumns+`)`, rows, ``)
}

func scanAudit(r row) (e audit.Entry, err error) {
	err = r.Scan(&e.ID, timeInto{&e.At}, &e.Actor, &e.ActorAddr, &e.Action, &e.Outcome, &e.OperationID, &e.DatacenterID, &e.DatacenterName,
		&e.VolumeID, &e.VolumeName, &e.SnapshotID, &e.SnapshotName, &e.RequestID, &e.Detail)
	return e, err
}

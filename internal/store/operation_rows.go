package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const operationColumns = `id, idempotency_key, version, kind, state, actor, actor_addr,
	datacenter_id, datacenter_name, location, volume_id, volume_name, size_gb, params,
	sends, not_before, request_id, request_status, snapshot_id, label_state, label_tries, label_note, label_next_at,
	failure, created_at, updated_at, finished_at, retry_of, lane_rank, batch_id, made_volume_id, backup_restored_at`

// insertOperation stores a new operation; fresh is false when its key is taken.
func insertOperation(ctx context.Context, tx *sql.Tx, op operation.Operation) (fresh bool, err error) {
	params, err := encodeParams(op)
	if err != nil {
		return false, err
	}
	failure, err := encodeFailure(op.Failure)
	if err != nil {
		return false, err
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO operations (`+operationColumns+`, from_state, settled, search_text)
		VALUES (`+slots(1, 35)+`) ON CONFLICT (idempotency_key) DO NOTHING`,
		op.ID, op.Key, 1, op.Kind, op.State, op.Actor, op.ActorAddr,
		op.DatacenterID, op.DatacenterName, op.Location, op.VolumeID, op.VolumeName, op.SizeGB, params,
		op.Sends, millis(op.NotBefore), op.RequestID, op.RequestStatus, op.SnapshotID,
		op.Labels.State, op.Labels.Tries, op.Labels.Note, millis(op.Labels.NextAt),
		failure, millis(op.CreatedAt), millis(op.UpdatedAt), millis(op.FinishedAt), op.RetryOf, op.Rank, op.Batch, op.MadeVolumeID, millis(op.BackupRestoredAt),
		"", op.Settled(), searchText(op))
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// updateOperation stores what can change. Who asked for what, and when, cannot.
func updateOperation(ctx context.Context, tx *sql.Tx, before, op operation.Operation) error {
	failure, err := encodeFailure(op.Failure)
	if err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, `UPDATE operations SET version = version + 1,
		from_state = CASE WHEN state = $1 THEN from_state ELSE state END, state = $1,
		settled = $2, sends = $3, not_before = $4, request_id = $5, request_status = $6, snapshot_id = $7,
		label_state = $8, label_tries = $9, label_note = $10, label_next_at = $11,
		failure = $12, search_text = $13, updated_at = $14, finished_at = $15, lane_rank = $16,
		made_volume_id = $17
		WHERE id = $18 AND version = $19`,
		op.State, op.Settled(), op.Sends, millis(op.NotBefore), op.RequestID, op.RequestStatus, op.SnapshotID,
		op.Labels.State, op.Labels.Tries, op.Labels.Note, millis(op.Labels.NextAt),
		failure, searchText(withRecorded(op, before)), millis(op.UpdatedAt), millis(op.FinishedAt), op.Rank,
		op.MadeVolumeID, op.ID, op.Version)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return operation.ErrStale
}

// withRecorded returns op with the names that were recorded, which is what can be searched.
func withRecorded(op, recorded operation.Operation) operation.Operation {
	op.DatacenterID, op.DatacenterName = recorded.DatacenterID, recorded.DatacenterName
	op.VolumeID, op.VolumeName, op.Create = recorded.VolumeID, recorded.VolumeName, recorded.Create
	return op
}

func operationByKey(ctx context.Context, q querier, key string) (id string, err error) {
	err = q.QueryRowContext(ctx, `SELECT id FROM operations WHERE idempotency_key = $1`, key).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", operation.ErrNoOperation
	}
	return id, err
}

func loadOperation(ctx context.Context, q querier, id string) (operation.Operation, error) {
	op, err := scanOperation(q.QueryRowContext(ctx, `SELECT `+operationColumns+` FROM operations WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return op, operation.ErrNoOperation
	}
	if err != nil {
		return op, err
	}
	ops := []operation.Operation{op}
	err = attachStages(ctx, q, ops)
	return ops[0], err
}

func scanOperation(r row) (op operation.Operation, err error) {
	var params, failure string
	var rest, next, created, updated, finished, restored int64
	err = r.Scan(&op.ID, &op.Key, &op.Version, &op.Kind, &op.State, &op.Actor, &op.ActorAddr,
		&op.DatacenterID, &op.DatacenterName, &op.Location, &op.VolumeID, &op.VolumeName, &op.SizeGB, &params,
		&op.Sends, &rest, &op.RequestID, &op.RequestStatus, &op.SnapshotID,
		&op.Labels.State, &op.Labels.Tries, &op.Labels.Note, &next,
		&failure, &created, &updated, &finished, &op.RetryOf, &op.Rank, &op.Batch, &op.MadeVolumeID, &restored)
	if err != nil {
		return op, err
	}
	op.NotBefore, op.Labels.NextAt, op.CreatedAt = moment(rest), moment(next), moment(created)
	op.UpdatedAt, op.FinishedAt, op.BackupRestoredAt = moment(updated), moment(finished), moment(restored)
	if op.Create, op.Task, err = decodeParams(params); err != nil {
		return op, err
	}
	op.Failure, err = decodeFailure(failure)
	return op, err
}

// searchText is what Filter.Query looks in.
func searchText(op operation.Operation) string {
	return strings.ToLower(strings.Join([]string{
		op.VolumeName, op.DatacenterName, op.Create.Name,
		op.ID, op.VolumeID, op.DatacenterID, op.SnapshotID, op.RequestID, op.MadeVolumeID,
	}, "\n"))
}

// paramsRow and failureRow are the stored forms, so that renaming a field in package
// operation does not change what is on disk.
type paramsRow struct {
	Name              string         `json:"name"`
	Description       string         `json:"description,omitempty"`
	LicenceType       string         `json:"licenceType,omitempty"`
	SecAuthProtection bool           `json:"secAuthProtection,omitempty"`
	Task              operation.Task `json:"task,omitzero"`
}

type failureRow struct {
	Kind      string       `json:"kind"`
	Text      string       `json:"text"`
	Status    int          `json:"status,omitempty"`
	RequestID string       `json:"requestId,omitempty"`
	Messages  []messageRow `json:"messages,omitempty"`
}

type messageRow struct {
	Code string `json:"code,omitempty"`
	Text string `json:"text"`
}

func encodeParams(op operation.Operation) (string, error) {
	p := op.Create
	text, err := json.Marshal(paramsRow{p.Name, p.Description, p.LicenceType, p.SecAuthProtection, op.Task})
	return string(text), err
}

func decodeParams(text string) (operation.CreateParams, operation.Task, error) {
	var p paramsRow
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return operation.CreateParams{}, operation.Task{}, fmt.Errorf("read the stored parameters: %w", err)
	}
	return operation.CreateParams{
		Name: p.Name, Description: p.Description, LicenceType: p.LicenceType, SecAuthProtection: p.SecAuthProtection,
	}, p.Task, nil
}

func encodeFailure(f *operation.Failure) (string, error) {
	if f == nil {
		return "", nil
	}
	r := failureRow{Kind: f.Kind, Text: f.Text, Status: f.Status, RequestID: f.RequestID}
	for _, m := range f.Messages {
		r.Messages = append(r.Messages, messageRow(m))
	}
	text, err := json.Marshal(r)
	return string(text), err
}

func decodeFailure(text string) (*operation.Failure, error) {
	if text == "" {
		return nil, nil
	}
	var r failureRow
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("read the stored failure: %w", err)
	}
	f := &operation.Failure{Kind: r.Kind, Text: r.Text, Status: r.Status, RequestID: r.RequestID}
	for _, m := range r.Messages {
		f.Messages = append(f.Messages, inventory.APIMessage(m))
	}
	return f, nil
}

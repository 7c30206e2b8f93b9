package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/operation"
)

// record is a row of operations, with the fields that are stored as JSON.
type record struct {
	op              operation.Operation
	params, failure string
}

// column maps a column of operations: how it is written and read.
type column struct {
	name  string
	fixed bool // never updated
	value func(*record) any
	into  func(*record) any // nil: derived for searches and decisions, and not read back
}

// columns lists all columns of operations except from_state, which only the statements set.
func columns() []column {
	return []column{
		{"id", true, func(r *record) any { return r.op.ID }, func(r *record) any { return &r.op.ID }},
		{"idempotency_key", true, func(r *record) any { return storedKey(r.op) }, nil},
		{"form_key", true, func(r *record) any { return r.op.Key }, func(r *record) any { return &r.op.Key }},
		{"digest", true, func(r *record) any { return r.op.Digest }, func(r *record) any { return &r.op.Digest }},
		{"version", true, func(*record) any { return 1 }, func(r *record) any { return &r.op.Version }},
		{"kind", true, func(r *record) any { return r.op.Kind }, func(r *record) any { return &r.op.Kind }},
		{"state", false, func(r *record) any { return r.op.State }, func(r *record) any { return &r.op.State }},
		{"settled", false, func(r *record) any { return r.op.Complete() }, nil},
		{"actor", true, func(r *record) any { return r.op.Actor }, func(r *record) any { return &r.op.Actor }},
		{"actor_addr", true, func(r *record) any { return r.op.ActorAddr }, func(r *record) any { return &r.op.ActorAddr }},
		{"datacenter_id", true, func(r *record) any { return r.op.DatacenterID }, func(r *record) any { return &r.op.DatacenterID }},
		{"datacenter_name", true, func(r *record) any { return r.op.DatacenterName }, func(r *record) any { return &r.op.DatacenterName }},
		{"location", true, func(r *record) any { return r.op.Location }, func(r *record) any { return &r.op.Location }},
		{"volume_id", true, func(r *record) any { return r.op.VolumeID }, func(r *record) any { return &r.op.VolumeID }},
		{"volume_name", true, func(r *record) any { return r.op.VolumeName }, func(r *record) any { return &r.op.VolumeName }},
		{"size_gb", true, func(r *record) any { return r.op.SizeGB }, func(r *record) any { return &r.op.SizeGB }},
		{"params", true, func(r *record) any { return r.params }, func(r *record) any { return &r.params }},
		{"server_id", true, func(r *record) any { return serverID(r.op) }, nil},
		{"lane", true, func(r *record) any { return r.op.Lane() }, nil},
		{"depends_on", true, func(r *record) any { return r.op.Task.DependsOn }, nil},
		{"chain_id", true, func(r *record) any { return r.op.Chain }, func(r *record) any { return &r.op.Chain }},
		{"sends", false, func(r *record) any { return r.op.Sends }, func(r *record) any { return &r.op.Sends }},
		{"possible_sends", false, func(r *record) any { return r.op.PossibleSends() }, nil},
		{"not_before", false, func(r *record) any { return millis(r.op.NotBefore) }, func(r *record) any { return timeInto{&r.op.NotBefore} }},
		{"unreadable_since", false, func(r *record) any { return millis(r.op.UnreadableSince) }, func(r *record) any { return timeInto{&r.op.UnreadableSince} }},
		{"request_id", false, func(r *record) any { return r.op.RequestID }, func(r *record) any { return &r.op.RequestID }},
		{"request_status", false, func(r *record) any { return r.op.RequestStatus }, func(r *record) any { return &r.op.RequestStatus }},
		{"snapshot_id", false, func(r *record) any { return r.op.SnapshotID }, func(r *record) any { return &r.op.SnapshotID }},
		{"made_volume_id", false, func(r *record) any { return r.op.CreatedVolumeID }, func(r *record) any { return &r.op.CreatedVolumeID }},
		{"label_state", false, func(r *record) any { return r.op.Labels.State }, func(r *record) any { return &r.op.Labels.State }},
		{"label_tries", false, func(r *record) any { return r.op.Labels.Tries }, func(r *record) any { return &r.op.Labels.Tries }},
		{"label_note", false, func(r *record) any { return r.op.Labels.Note }, func(r *record) any { return &r.op.Labels.Note }},
		{"label_next_at", false, func(r *record) any { return millis(r.op.Labels.NextAt) }, func(r *record) any { return timeInto{&r.op.Labels.NextAt} }},
		{"failure", false, func(r *record) any { return r.failure }, func(r *record) any { return &r.failure }},
		{"prevented", false, func(r *record) any { return r.op.Prevented() }, nil},
		{"open_slot", false, func(r *record) any { return orNull(r.op.Slot()) }, nil},
		{"search_text", false, func(r *record) any { return searchText(r.op) }, nil},
		{"created_at", true, func(r *record) any { return millis(r.op.CreatedAt) }, func(r *record) any { return timeInto{&r.op.CreatedAt} }},
		{"updated_at", false, func(r *record) any { return millis(r.op.UpdatedAt) }, func(r *record) any { return timeInto{&r.op.UpdatedAt} }},
		{"finished_at", false, func(r *record) any { return millis(r.op.FinishedAt) }, func(r *record) any { return timeInto{&r.op.FinishedAt} }},
		{"retry_of", true, func(r *record) any { return r.op.RetryOf }, func(r *record) any { return &r.op.RetryOf }},
		{"lane_rank", false, func(r *record) any { return r.op.Priority }, func(r *record) any { return &r.op.Priority }},
		{"backup_restored_at", false, func(r *record) any { return millis(r.op.BackupRestoredAt) }, func(r *record) any { return timeInto{&r.op.BackupRestoredAt} }},
		{"batch_id", true, func(r *record) any { return r.op.Batch }, func(r *record) any { return &r.op.Batch }},
	}
}

// operationColumns lists the columns that are read back, in the order of scanOperation.
func operationColumns() string {
	var names []string
	for _, c := range columns() {
		if c.into != nil {
			names = append(names, c.name)
		}
	}
	return strings.Join(names, `, `)
}

// timeInto scans a time, which is stored in Unix ms.
type timeInto struct{ to *time.Time }

// Scan implements sql.Scanner.
func (t timeInto) Scan(value any) error {
	ms, is := value.(int64)
	if !is {
		return fmt.Errorf("read a stored time: it is a %T", value)
	}
	*t.to = fromMillis(ms)
	return nil
}

// storedKey is unique for a form and its content.
func storedKey(op operation.Operation) string {
	if op.Digest == "" {
		return op.Key
	}
	return op.Key + "#" + op.Digest
}

func serverID(op operation.Operation) string {
	if op.Task.Server == nil {
		return ""
	}
	return op.Task.Server.ID
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func encode(op operation.Operation) (r record, err error) {
	r.op = op
	if r.params, err = encodeParams(op); err != nil {
		return r, err
	}
	r.failure, err = encodeFailure(op.Failure)
	return r, err
}

// insertOperation stores a new operation; fresh is false when its key and digest, or its slot, are taken.
func insertOperation(ctx context.Context, tx *sql.Tx, op operation.Operation) (fresh bool, err error) {
	r, err := encode(op)
	if err != nil {
		return false, err
	}
	names, args := []string{`from_state`}, []any{""}
	for _, c := range columns() {
		names, args = append(names, c.name), append(args, c.value(&r))
	}
	n, err := rowsChanged(tx.ExecContext(ctx, `INSERT INTO operations (`+strings.Join(names, `, `)+`)
		VALUES (`+placeholders(1, len(args))+`) ON CONFLICT DO NOTHING`, args...))
	return n == 1, err
}

// updateOperation stores the mutable fields. Who requested what, and when, is immutable.
func updateOperation(ctx context.Context, tx *sql.Tx, before, op operation.Operation) error {
	r, err := encode(withStoredNames(op, before))
	if err != nil {
		return err
	}
	sets, args := []string{`version = version + 1`, `from_state = CASE WHEN state = $1 THEN from_state ELSE state END`}, []any{op.State}
	for _, c := range columns() {
		if !c.fixed {
			args = append(args, c.value(&r))
			sets = append(sets, fmt.Sprintf(`%s = $%d`, c.name, len(args)))
		}
	}
	args = append(args, op.ID, op.Version)
	return execOne(ctx, tx, operation.ErrStale, fmt.Sprintf(`UPDATE operations SET %s WHERE id = $%d AND version = $%d`,
		strings.Join(sets, `, `), len(args)-1, len(args)), args...)
}

// withStoredNames returns op with its immutable fields as stored: searches and the order in the lane depend on
// them.
func withStoredNames(op, stored operation.Operation) operation.Operation {
	op.Kind, op.DatacenterID, op.DatacenterName = stored.Kind, stored.DatacenterID, stored.DatacenterName
	op.VolumeID, op.VolumeName, op.Params, op.Task, op.Chain = stored.VolumeID, stored.VolumeName, stored.Params, stored.Task, stored.Chain
	return op
}

func loadOperation(ctx context.Context, q querier, id string) (operation.Operation, error) {
	op, err := scanOperation(q.QueryRowContext(ctx, `SELECT `+operationColumns()+` FROM operations WHERE id = $1`, id))
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

func scanOperation(r row) (operation.Operation, error) {
	var into record
	var dest []any
	for _, c := range columns() {
		if c.into != nil {
			dest = append(dest, c.into(&into))
		}
	}
	err := r.Scan(dest...)
	if err != nil {
		return into.op, err
	}
	op := into.op
	params, err := decodeParams(into.params)
	if err != nil {
		return op, err
	}
	op.Params, op.Task = params.CreateParams, params.Task
	op.Failure, err = decodeFailure(into.failure)
	return op, err
}

// searchText is the text that Filter.Query searches.
func searchText(op operation.Operation) string {
	return strings.ToLower(strings.Join([]string{
		op.VolumeName, op.DatacenterName, op.Params.Name,
		op.ID, op.VolumeID, op.DatacenterID, op.SnapshotID, op.RequestID, op.CreatedVolumeID,
	}, "\n"))
}

// paramsRow is the stored JSON of what was requested.
type paramsRow struct {
	operation.CreateParams
	Task operation.Task `json:"task,omitzero"`
}

func encodeParams(op operation.Operation) (string, error) {
	text, err := json.Marshal(paramsRow{op.Params, op.Task})
	return string(text), err
}

func decodeParams(text string) (p paramsRow, err error) {
	err = json.Unmarshal([]byte(text), &p)
	return p, wrap(err, "read stored parameters")
}

func encodeFailure(f *operation.Failure) (string, error) {
	if f == nil {
		return "", nil
	}
	text, err := json.Marshal(f)
	return string(text), err
}

func decodeFailure(text string) (f *operation.Failure, err error) {
	if text == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(text), &f)
	return f, wrap(err, "read stored failure")
}

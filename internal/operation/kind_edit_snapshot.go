package operation

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"snapdeck/internal/inventory"
)

// EditSnapshot changes fields of a snapshot.
const EditSnapshot Kind = "edit-snapshot"

func editSnapshot() Spec {
	return Spec{
		Kind: EditSnapshot,
		Words: Words{
			Label: "Change snapshot", Audit: "Edit snapshot", Running: "Changing", Done: "Changed", NotDone: "Cancelled",
			Succeeded: "is changed", Failed: "could not be changed", Noun: "change", Nouns: "changes",
			Batch: doneWords(),
		},
		Icon: "pencil", Target: TargetSnapshot,
		Changes: []inventory.Resource{inventory.ResourceRequests, inventory.ResourceSnapshots},
		Right:   RightOperate, afterBackup: verifyAfterBackup,
		messages: messages{
			sending:       "Requesting the change.",
			running:       "IONOS Cloud changes the snapshot.",
			done:          "The snapshot has its new values.",
			refused:       "Nothing was changed.",
			retrying:      "Nothing was changed yet. Snapdeck retries automatically.",
			responseLost:  "The snapshot may have its new values. Snapdeck checks before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the change, and the snapshot has its old values. Snapdeck stopped retrying.",
			notApplied:    "The snapshot has other values. Another user or tool may have changed it since.",
			requestFailed: "The snapshot was not changed.",
			unknown:       "Snapdeck could not determine whether the snapshot was changed. Check its values before you try again.",
		},
		single:   true,
		precheck: (*Engine).checkEdit, send: (*Engine).sendEdit, request: (*Engine).editRequest,
		applied: (*Engine).isEdited, verify: (*Engine).verifyTargetState, resolve: (*Engine).resolveByTargetState, poll: (*Engine).pollTargetState,
	}
}

// Editing is the request to change fields of a snapshot.
func Editing(snapshotID string, changes []FieldChange) Request {
	return Request{Kind: EditSnapshot, SnapshotID: snapshotID, Task: Task{Changes: changes}}
}

// Conflict is the kind of failure of an edit whose fields another client has changed since the user saw them.
const Conflict = "conflict"

// field is an editable property of a snapshot (docs/ionos-api.md 4.3).
type field struct {
	name string
	get  func(inventory.Snapshot) string
}

func fields() []field {
	flag := func(name string, get func(inventory.Snapshot) inventory.Flag) field {
		return field{name, func(s inventory.Snapshot) string { return flagText(get(s)) }}
	}
	return []field{
		{"name", func(s inventory.Snapshot) string { return s.Name }},
		{"description", inventory.Snapshot.PlainDescription},
		{"licenceType", func(s inventory.Snapshot) string { return s.LicenceType }},
		flag("secAuthProtection", func(s inventory.Snapshot) inventory.Flag { return s.SecAuthProtection }),
		flag("cpuHotPlug", func(s inventory.Snapshot) inventory.Flag { return s.CPUHotPlug }),
		flag("cpuHotUnplug", func(s inventory.Snapshot) inventory.Flag { return s.CPUHotUnplug }),
		flag("ramHotPlug", func(s inventory.Snapshot) inventory.Flag { return s.RAMHotPlug }),
		flag("ramHotUnplug", func(s inventory.Snapshot) inventory.Flag { return s.RAMHotUnplug }),
		flag("nicHotPlug", func(s inventory.Snapshot) inventory.Flag { return s.NICHotPlug }),
		flag("nicHotUnplug", func(s inventory.Snapshot) inventory.Flag { return s.NICHotUnplug }),
		flag("discVirtioHotPlug", func(s inventory.Snapshot) inventory.Flag { return s.DiscVirtioHotPlug }),
		flag("discVirtioHotUnplug", func(s inventory.Snapshot) inventory.Flag { return s.DiscVirtioHotUnplug }),
		flag("discScsiHotPlug", func(s inventory.Snapshot) inventory.Flag { return s.DiscScsiHotPlug }),
		flag("discScsiHotUnplug", func(s inventory.Snapshot) inventory.Flag { return s.DiscScsiHotUnplug }),
		flag("exposeSerial", func(s inventory.Snapshot) inventory.Flag { return s.ExposeSerial }),
		flag("requireLegacyBios", func(s inventory.Snapshot) inventory.Flag { return s.RequireLegacyBios }),
	}
}

func flagText(f inventory.Flag) string {
	switch f {
	case inventory.FlagOn:
		return "true"
	case inventory.FlagOff:
		return "false"
	default:
		return ""
	}
}

// EditableFields lists the editable fields of a snapshot by their names in the API, the name and the
// description first.
func EditableFields() []string {
	var names []string
	for _, f := range fields() {
		names = append(names, f.name)
	}
	return names
}

// FieldText formats a field of a snapshot: a flag as "true", "false" or "" when the API gave none, the
// description without its marker. An unknown field is "".
func FieldText(s inventory.Snapshot, name string) string {
	for _, f := range fields() {
		if f.name == name {
			return f.get(s)
		}
	}
	return ""
}

// CleanChanges validates the changes of fields, and drops those without effect.
func CleanChanges(changes []FieldChange) ([]FieldChange, FieldErrors) {
	errs := FieldErrors{}
	var retained []FieldChange
	for _, c := range changes {
		if c.To == c.From {
			continue
		}
		params := CreateParams{}
		switch c.Field {
		case "name":
			params.Name = c.To
		case "description":
			params.Description = c.To
		case "licenceType":
			params.LicenceType = c.To
		default:
			if _, err := strconv.ParseBool(c.To); err != nil || !slices.Contains(EditableFields(), c.Field) {
				errs[c.Field] = "Choose yes or no."
			}
		}
		clean, wrong := params.Clean()
		maps.Copy(errs, wrong)
		switch c.Field {
		case "name":
			c.To = clean.Name
		case "description":
			c.To = clean.Description
		}
		if c.To != c.From {
			retained = append(retained, c)
		}
	}
	return retained, errs
}

// conflictsWith returns the changes whose field has changed since the user saw it, and not to the requested value;
// From is its current value.
func conflictsWith(changes []FieldChange, now inventory.Snapshot) []FieldChange {
	var conflicts []FieldChange
	for _, c := range changes {
		if is := FieldText(now, c.Field); is != c.From && is != c.To {
			conflicts = append(conflicts, FieldChange{Field: c.Field, From: is, To: c.To})
		}
	}
	return conflicts
}

// matchesChanges reports whether a snapshot has all requested values.
func matchesChanges(changes []FieldChange, s inventory.Snapshot) bool {
	return !slices.ContainsFunc(changes, func(c FieldChange) bool { return FieldText(s, c.Field) != c.To })
}

// ConflictsOf returns the conflicts that an edit failed by: From is the value in IONOS Cloud at that time.
func ConflictsOf(op Operation) []FieldChange {
	if op.Failure == nil || op.Failure.Kind != Conflict {
		return nil
	}
	var conflicts []FieldChange
	for _, m := range op.Failure.Messages {
		for _, c := range op.Task.Changes {
			if c.Field == m.Code {
				conflicts = append(conflicts, FieldChange{Field: c.Field, From: m.Text, To: c.To})
			}
		}
	}
	return conflicts
}

// checkEdit prevents an edit from overwriting other clients' changes since the user's view.
func (e *Engine) checkEdit(ctx context.Context, op Operation, _ *evidence) (precheckResult, error) {
	s, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	if err != nil {
		return precheckResult{}, err
	}
	if matchesChanges(op.Task.Changes, s) {
		return precheckResult{alreadyDone: "The snapshot has these values already."}, nil
	}
	conflicts := conflictsWith(op.Task.Changes, s)
	if len(conflicts) == 0 {
		return precheckResult{}, nil
	}
	f := &Failure{Kind: Conflict, Text: "Nothing was overwritten."}
	for _, c := range conflicts {
		f.Messages = append(f.Messages, inventory.APIMessage{Code: c.Field, Text: c.From})
	}
	return precheckResult{failure: f}, nil
}

// sendEdit sends the changed fields only and keeps the marker in the description.
func (e *Engine) sendEdit(ctx context.Context, op Operation) (Receipt, error) {
	changes := slices.Clone(op.Task.Changes)
	for i, c := range changes {
		if c.Field != "description" {
			continue
		}
		s, err := e.cloud.Snapshot(ctx, op.SnapshotID)
		if err != nil {
			return Receipt{}, err
		}
		if _, marker, marked := inventory.CutMarker(s.Description); marked {
			changes[i].To = marker.Append(c.To)
		}
	}
	return e.cloud.EditSnapshot(ctx, op.SnapshotID, changes)
}

func (e *Engine) editRequest(_ context.Context, op Operation) (requestPattern, error) {
	return requestPattern{method: "PATCH", path: "/snapshots/" + op.SnapshotID}, nil
}

// isEdited reports whether the snapshot exists and has all requested values.
func (e *Engine) isEdited(ctx context.Context, op Operation) (bool, error) {
	s, err := e.cloud.Snapshot(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return matchesChanges(op.Task.Changes, s), nil
}

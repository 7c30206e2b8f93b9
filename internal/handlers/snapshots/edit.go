package snapshots

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// fieldLabels holds the name and the explanation of a snapshot's field.
type fieldLabels struct{ label, help string }

func labelsOfField(field string) fieldLabels {
	return map[string]fieldLabels{
		"name":                {"Name", "Several snapshots can have the same name."},
		"description":         {"Description", "The purpose of the snapshot. Snapdeck's marker at its end is not changed."},
		"licenceType":         {"Licence type", "Licence billed for volumes created from this snapshot."},
		"secAuthProtection":   {"Protected by two-step verification", "Only users with two-step verification can see or delete it."},
		"cpuHotPlug":          {"Add CPUs while running", "CPUs can be added without a restart of the guest."},
		"cpuHotUnplug":        {"Remove CPUs while running", "CPUs can be removed without a restart of the guest."},
		"ramHotPlug":          {"Add memory while running", "Memory can be added without a restart of the guest."},
		"ramHotUnplug":        {"Remove memory while running", "Memory can be removed without a restart of the guest."},
		"nicHotPlug":          {"Add network cards while running", "Network cards can be added without a restart of the guest."},
		"nicHotUnplug":        {"Remove network cards while running", "Network cards can be removed without a restart of the guest."},
		"discVirtioHotPlug":   {"Add VirtIO disks while running", "VirtIO disks can be added without a restart of the guest."},
		"discVirtioHotUnplug": {"Remove VirtIO disks while running", "VirtIO disks can be removed without a restart of the guest."},
		"discScsiHotPlug":     {"Add SCSI disks while running", "SCSI disks can be added without a restart of the guest."},
		"discScsiHotUnplug":   {"Remove SCSI disks while running", "SCSI disks can be removed without a restart of the guest."},
		"exposeSerial":        {"Shows its serial number to the guest", "The guest can tell the disk by its serial number."},
		"requireLegacyBios":   {"Needs a legacy BIOS", "Volumes created from it boot with BIOS instead of UEFI."},
	}[field]
}

// editPage shows the form with every field of a snapshot that can be changed.
func (s *Handlers) editPage(_ context.Context, req web.Request) (web.Page, error) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return web.Page{}, err
	}
	return s.editFormPage(snap, editForm(snap, nil)), nil
}

func (s *Handlers) editFormPage(snap inventory.Snapshot, f views.EditForm) web.Page {
	return resource.SnapshotFormPage("Edit", f.Name, snap.ID, func(sh views.PageLayout) templ.Component { return views.EditPage(sh, f) })
}

func editForm(snap inventory.Snapshot, typed map[string]string) views.EditForm {
	f := views.EditForm{
		Action: paths.SnapshotHref(snap.ID) + "/edit", Back: paths.SnapshotHref(snap.ID), Key: uuid.NewString(),
		Name: texts.DisplayName(snap.Name, snap.ID), MaxName: inventory.MaxName, MaxText: inventory.MaxDescription,
	}
	for _, name := range operation.EditableFields() {
		w, was := labelsOfField(name), operation.FieldText(snap, name)
		e := views.EditField{Field: name, Label: w.label, Help: w.help, Was: was, Value: was}
		if value, changed := typed[name]; changed {
			e.Value = value
		}
		switch name {
		case "name":
		case "description":
			e.Long = true
		case "licenceType":
			e.Options = licencesOf(e.Value)
		default:
			e.Options = flagOptions(was, e.Value)
		}
		if name == "name" || name == "description" || name == "licenceType" || name == "secAuthProtection" {
			f.Texts = append(f.Texts, e)
			continue
		}
		f.Flags = append(f.Flags, e)
	}
	return f
}

func licencesOf(selected string) []ui.Option {
	options := table.OptionsOf(operation.LicenceTypes(), selected)
	if !slices.Contains(operation.LicenceTypes(), selected) {
		options = append([]ui.Option{{Value: selected, Text: texts.DisplayName(selected, "not given"), Selected: true}}, options...)
	}
	return options
}

func flagOptions(was, selected string) []ui.Option {
	options := []ui.Option{{Value: "true", Text: "yes", Selected: selected == "true"}, {Value: "false", Text: "no", Selected: selected == "false"}}
	if was == "" {
		options = append([]ui.Option{{Text: "not given", Selected: selected == ""}}, options...)
	}
	return options
}

// edit records the new values of a snapshot's fields; conflicts with another user are found right before the change
// is sent, because the snapshot that Snapdeck last read may be older than the form.
func (s *Handlers) edit(c echo.Context) error {
	f, err := resource.SnapshotFormOf(s.Base, c)
	if err != nil {
		return err
	}
	sent := formChanges(c)
	changes, wrong := operation.CleanChanges(sent)
	switch {
	case len(f.Earlier) > 0:
		return s.edited(c, f, sent, operation.Result{Ops: f.Earlier, Earlier: true})
	case len(wrong) > 0:
		return s.redisplayEdit(c, f, sent, wrong, nil, nil)
	case len(changes) == 0:
		return c.Redirect(http.StatusSeeOther, notice.With(paths.SnapshotHref(f.Snapshot.ID), notice.Unchanged, ""))
	}
	done, err := s.Engine.Submit(c.Request().Context(), f.By, f.Key, operation.Editing(f.Snapshot.ID, changes))
	if err != nil {
		return s.NotRecorded(c, err, func([]operation.Operation) error { return s.redisplayEdit(c, f, sent, nil, nil, nil) })
	}
	return s.edited(c, f, sent, done)
}

// edited answers an edit that was recorded, or shows the form again when IONOS Cloud refuses it at once.
func (s *Handlers) edited(c echo.Context, f resource.SnapshotForm, sent []operation.FieldChange, done operation.Result) error {
	op := s.AwaitResponse(c.Request().Context(), done.First())
	if op.State != operation.Failed || f.Snapshot.ID == "" {
		return forms.Recorded(c, done, f.Page())
	}
	f.Request = s.NewRequest(f.URL, f.Params, f.User)
	f.Snapshot, _ = f.View.Snapshot(f.Snapshot.ID)
	if conflicts := operation.ConflictsOf(op); len(conflicts) > 0 {
		return s.redisplayEdit(c, f, sent, nil, conflicts, nil)
	}
	return s.redisplayEdit(c, f, sent, texts.RefusedFields(op), nil, &op)
}

func formChanges(c echo.Context) []operation.FieldChange {
	form := c.Request().PostForm
	var changes []operation.FieldChange
	for _, field := range operation.EditableFields() {
		if form.Has(field) && form.Has("was-"+field) {
			changes = append(changes, operation.FieldChange{
				Field: field, From: forms.NormalizeNewlines(form.Get("was-" + field)), To: forms.NormalizeNewlines(form.Get(field)),
			})
		}
	}
	return changes
}

func (s *Handlers) redisplayEdit(
	c echo.Context, f resource.SnapshotForm, sent []operation.FieldChange, wrong operation.FieldErrors, conflicts []operation.FieldChange, refused *operation.Operation,
) error {
	typed := map[string]string{}
	for _, change := range sent {
		if change.To != change.From {
			typed[change.Field] = change.To
		}
	}
	form := editForm(f.Snapshot, typed)
	form.Errors = maps.Clone(map[string]string(wrong))
	for _, conflict := range conflicts {
		setCurrentValue(form.Texts, conflict)
		setCurrentValue(form.Flags, conflict)
		form.Conflicts = append(form.Conflicts, views.EditConflict{
			Label: labelsOfField(conflict.Field).label, Theirs: texts.DisplayName(conflict.From, "empty"), Yours: texts.DisplayName(conflict.To, "empty"),
		})
	}
	if refused != nil {
		form.Problem = texts.FailureView(*refused)
	}
	return s.SendPage(c, forms.StatusOf(len(conflicts) > 0), f.Request, s.editFormPage(f.Snapshot, form))
}

// setCurrentValue stores in the form the value of a field that the user has now been shown.
func setCurrentValue(fields []views.EditField, conflict operation.FieldChange) {
	for i := range fields {
		if fields[i].Field == conflict.Field {
			fields[i].Was = conflict.From
		}
	}
}

package handlers

import (
	"maps"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// fieldLabels are a field of a snapshot in plain words, and what it means.
type fieldLabels struct{ label, help string }

func labelsOfField(field string) fieldLabels {
	return map[string]fieldLabels{
		"name":                {"Name", "Names need not be unique."},
		"description":         {"Description", "Say why it exists, for whoever finds it later. Snapdeck’s marker behind it stays."},
		"licenceType":         {"Licence type", "What volumes made from it are billed as."},
		"secAuthProtection":   {"Protected by two-step verification", "Users without two-step verification cannot see or delete it."},
		"cpuHotPlug":          {"Add CPUs while running", "The guest takes more CPUs without a restart."},
		"cpuHotUnplug":        {"Remove CPUs while running", "The guest gives CPUs back without a restart."},
		"ramHotPlug":          {"Add memory while running", "The guest takes more memory without a restart."},
		"ramHotUnplug":        {"Remove memory while running", "The guest gives memory back without a restart."},
		"nicHotPlug":          {"Add network cards while running", "The guest sees a new network card without a restart."},
		"nicHotUnplug":        {"Remove network cards while running", "The guest lets a network card go without a restart."},
		"discVirtioHotPlug":   {"Add VirtIO disks while running", "The guest sees a new VirtIO disk without a restart."},
		"discVirtioHotUnplug": {"Remove VirtIO disks while running", "The guest lets a VirtIO disk go without a restart."},
		"discScsiHotPlug":     {"Add SCSI disks while running", "The guest sees a new SCSI disk without a restart."},
		"discScsiHotUnplug":   {"Remove SCSI disks while running", "The guest lets a SCSI disk go without a restart."},
		"exposeSerial":        {"Shows its serial number to the guest", "The guest can tell the disk by its serial number."},
		"requireLegacyBios":   {"Needs a legacy BIOS", "Volumes made from it boot with BIOS instead of UEFI."},
	}[field]
}

// editPage is the form with every field of a snapshot that can be changed.
func (s *Server) editPage(req pageRequest) (page, error) {
	snap, err := findSnapshot(req)
	if err != nil {
		return page{}, err
	}
	return s.editFormPage(snap, editForm(snap, nil)), nil
}

func (s *Server) editFormPage(snap inventory.Snapshot, f views.EditForm) page {
	return page{
		title: "Edit " + f.Name, nav: "snapshots", static: true,
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: f.Name, Href: snapshotHref(snap.ID)}, {Text: "Edit"}},
		body:   func(sh views.PageLayout) templ.Component { return views.EditPage(sh, f) },
	}
}

// editForm is the form on a snapshot; typed are the values that were typed already.
func editForm(snap inventory.Snapshot, typed map[string]string) views.EditForm {
	f := views.EditForm{
		Action: snapshotHref(snap.ID) + "/edit", Back: snapshotHref(snap.ID), Key: uuid.NewString(),
		Name: displayName(snap.Name, snap.ID), MaxName: inventory.MaxName, MaxText: inventory.MaxDescription,
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

func licencesOf(selected string) []views.Option {
	var options []views.Option
	known := false
	for _, licence := range operation.LicenceTypes() {
		options = append(options, views.Option{Value: licence, Text: licence, Selected: licence == selected})
		known = known || licence == selected
	}
	if !known {
		options = append([]views.Option{{Value: selected, Text: displayName(selected, "not given"), Selected: true}}, options...)
	}
	return options
}

func flagOptions(was, selected string) []views.Option {
	options := []views.Option{{Value: "true", Text: "yes", Selected: selected == "true"}, {Value: "false", Text: "no", Selected: selected == "false"}}
	if was == "" {
		options = append([]views.Option{{Text: "not given", Selected: selected == ""}}, options...)
	}
	return options
}

// edit records what fields of a snapshot are to become. What someone else changed since the
// form was made is shown beside it instead.
func (s *Server) edit(c echo.Context) error {
	f, err := s.snapshotFormOf(c)
	if err != nil {
		return err
	}
	sent := formChanges(c)
	changes, wrong := operation.CleanChanges(sent)
	conflicts := operation.Conflicts(changes, f.snapshot)
	switch {
	case len(f.earlier) > 0:
		return s.edited(c, f, sent, operation.Result{Ops: f.earlier, Earlier: true})
	case len(wrong) > 0 || len(conflicts) > 0:
		return s.redisplayEdit(c, f, sent, wrong, conflicts, nil)
	case len(changes) == 0:
		return c.Redirect(http.StatusSeeOther, withNotice(snapshotHref(f.snapshot.ID), noticeUnchanged, ""))
	}
	done, err := s.Engine.Submit(f.ctx, f.by, f.key, operation.Editing(f.snapshot.ID, changes))
	if err != nil {
		return s.notRecorded(c, err, func(*operation.KeyUsedError) error { return s.redisplayEdit(c, f, sent, nil, nil, nil) })
	}
	return s.edited(c, f, sent, done)
}

// edited answers an edit that was recorded. What IONOS Cloud refuses at once comes back in the form.
func (s *Server) edited(c echo.Context, f snapshotForm, sent []operation.FieldChange, done operation.Result) error {
	op := s.awaitResponse(f.ctx, done.First())
	if op.State != operation.Failed || f.snapshot.ID == "" {
		return recorded(c, done, f.page())
	}
	f.pageRequest = s.newPageRequest(f.ctx, f.url, f.params, f.user)
	f.snapshot, _ = f.view.Snapshot(f.snapshot.ID)
	if conflicts := operation.ConflictsOf(op); len(conflicts) > 0 {
		return s.redisplayEdit(c, f, sent, nil, conflicts, nil)
	}
	return s.redisplayEdit(c, f, sent, refusedFields(op), nil, &op)
}

// formChanges are the fields of the form, with what the person saw.
func formChanges(c echo.Context) []operation.FieldChange {
	form := c.Request().PostForm
	var changes []operation.FieldChange
	for _, field := range operation.EditableFields() {
		if form.Has(field) && form.Has("was-"+field) {
			changes = append(changes, operation.FieldChange{
				Field: field, From: normalizeNewlines(form.Get("was-" + field)), To: normalizeNewlines(form.Get(field)),
			})
		}
	}
	return changes
}

// normalizeNewlines undoes what a browser does to the line ends of a text.
func normalizeNewlines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

func (s *Server) redisplayEdit(
	c echo.Context, f snapshotForm, sent []operation.FieldChange, wrong operation.FieldErrors, conflicts []operation.FieldChange, refused *operation.Operation,
) error {
	typed := map[string]string{}
	for _, change := range sent {
		if change.To != change.From {
			typed[change.Field] = change.To
		}
	}
	form := editForm(f.snapshot, typed)
	form.Errors = maps.Clone(map[string]string(wrong))
	for _, conflict := range conflicts {
		setCurrentValue(form.Texts, conflict)
		setCurrentValue(form.Flags, conflict)
		form.Conflicts = append(form.Conflicts, views.EditConflict{
			Label: labelsOfField(conflict.Field).label, Theirs: displayName(conflict.From, "empty"), Yours: displayName(conflict.To, "empty"),
		})
	}
	status := http.StatusUnprocessableEntity
	if len(conflicts) > 0 {
		status = http.StatusConflict
	}
	if refused != nil {
		form.Problem = failureView(*refused)
	}
	p := s.editFormPage(f.snapshot, form)
	return s.send(c, status, p.body(s.layout(c, p, f.pageRequest)))
}

// setCurrentValue notes in the form what the person has been shown of a field.
func setCurrentValue(fields []views.EditField, conflict operation.FieldChange) {
	for i := range fields {
		if fields[i].Field == conflict.Field {
			fields[i].Was = conflict.From
		}
	}
}

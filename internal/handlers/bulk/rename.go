package bulk

import (
	"cmp"
	"strings"

	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// bulkRename renames snapshots, and optionally describes them, from a template.
func (s *Handlers) bulkRename(f bulkForm) bulkPlan {
	fields := s.renameFields(f)
	r := views.SnapshotReview{Preview: paths.BulkSnapshots + f.action, Effect: "New name", Rename: &fields, Errors: renameErrors(fields)}
	if fields.ReplaceDescriptions {
		r.Effect = "New name and description"
	}
	var names []string
	var requests []operation.Request
	for i, snap := range f.snapshots {
		row, request := s.renameRow(f, fields, snap, i+1)
		names = append(names, request.name)
		r.Rows = append(r.Rows, row)
		if row.Error == "" && !row.Unchanged {
			requests = append(requests, operation.Editing(snap.ID, request.changes))
		}
	}
	wrong := warnOfRows(&r, names)
	r.Title = "Rename " + texts.SnapshotCountText(len(r.Rows))
	if len(requests) > 0 && len(r.Errors) == 0 {
		r.Button = "Rename " + texts.SnapshotCountText(len(requests))
	}
	r.Facts = []ui.Fact{
		{Label: "Change", Text: quantity.Count(len(requests))}, {Label: "Stay as they are", Text: quantity.Count(len(r.Rows) - len(requests) - wrong)},
	}
	r.Notes = []string{"A snapshot that another user or tool changes before its turn is left as it is, and the batch shows it."}
	return bulkPlan{review: r, invalid: len(r.Errors) > 0, skipped: f.skipped, requests: requests}
}

// renameFields returns the templates as the user typed them, or the defaults.
func (s *Handlers) renameFields(f bulkForm) views.RenameFields {
	fields := views.RenameFields{
		Name: s.NameTemplate, Variables: operation.NameVariables(), MaxName: inventory.MaxName, MaxText: inventory.MaxDescription,
	}
	if f.values.Has("name") {
		fields.Name = strings.TrimSpace(f.values.Get("name"))
		fields.Text, fields.ReplaceDescriptions = forms.NormalizeNewlines(f.values.Get("description")), f.values.Get("describe") != ""
	}
	return fields
}

func renameErrors(fields views.RenameFields) map[string]string {
	wrong := map[string]string{}
	if fields.Name == "" {
		wrong["name"] = "Enter a name. {name} is the current name of each snapshot."
	}
	if unknown := operation.UnknownVariable(fields.Name); unknown != "" {
		wrong["name"] = "There is no variable " + unknown + "."
	}
	if unknown := operation.UnknownVariable(fields.Text); fields.ReplaceDescriptions && unknown != "" {
		wrong["description"] = "There is no variable " + unknown + "."
	}
	return wrong
}

type renaming struct {
	name    string
	changes []operation.FieldChange
}

func (s *Handlers) renameRow(f bulkForm, fields views.RenameFields, snap inventory.Snapshot, n int) (views.SnapshotReviewRow, renaming) {
	row, facts := s.bulkRow(f, snap), s.nameFacts(f, snap, n)
	name, empty := operation.ExpandSnapshotName(fields.Name, facts)
	sent := []operation.FieldChange{{Field: "name", From: snap.Name, To: name}}
	if fields.ReplaceDescriptions {
		sent = append(sent, operation.FieldChange{Field: "description", From: snap.PlainDescription(), To: operation.ExpandSnapshotText(fields.Text, facts)})
	}
	changes, wrong := operation.CleanChanges(sent)
	row.Error = cmp.Or(operation.NameProblem(name), wrong["description"])
	row.Unchanged = len(changes) == 0 && row.Error == ""
	for _, change := range changes {
		row.Effects = append(row.Effects, texts.DisplayName(change.To, "no description"))
	}
	if len(empty) > 0 {
		row.Notes = append(row.Notes, "Nothing is known for "+strings.Join(empty, ", ")+".")
	}
	return row, renaming{name, changes}
}

func (s *Handlers) nameFacts(f bulkForm, snap inventory.Snapshot, n int) operation.NameTemplateData {
	source := f.View.Source(snap.ID)
	vol, exists := f.View.Volume(source.VolumeID)
	if exists {
		source.DatacenterID = vol.DatacenterID
	}
	dc, _ := f.View.Datacenter(source.DatacenterID)
	return operation.NameTemplateData{
		Snapshot: snap, Volume: vol.Name, Datacenter: dc.Name, Created: snap.Metadata.CreatedDate.In(s.Zone), N: n, Of: len(f.snapshots),
	}
}

// warnOfRows warns of names that occur twice, counts the invalid rows and shows their problem at the template field.
func warnOfRows(r *views.SnapshotReview, names []string) (wrong int) {
	alike := map[string]int{}
	for _, name := range names {
		alike[name]++
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Error != "" {
			wrong++
		} else if n := alike[names[i]]; n > 1 {
			row.Notes = append(row.Notes, quantity.Count(n)+" of them have this name then. IONOS Cloud allows that; {n} tells them apart.")
		}
	}
	if wrong > 0 && r.Errors["name"] == "" {
		r.Errors["name"] = quantity.Plural(wrong, "snapshot cannot", "snapshots cannot") + " be called so. The reasons stand in the list."
	}
	return wrong
}

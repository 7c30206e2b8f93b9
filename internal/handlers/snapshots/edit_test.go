package snapshots

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// field returns the field of a form with a name.
func field(f views.EditForm, name string) views.EditField {
	for _, e := range append(f.Texts, f.Flags...) {
		if e.Field == name {
			return e
		}
	}
	return views.EditField{}
}

// marked returns the values of options, the selected one with a star.
func marked(options []ui.Option) string {
	var all []string
	for _, o := range options {
		value := o.Value
		if o.Selected {
			value += "*"
		}
		all = append(all, value)
	}
	return strings.Join(all, " ")
}

// Each field has its own label and help.
func TestEditForm_HasAllEditableFields(t *testing.T) {
	t.Parallel()
	f := editForm(inventory.Snapshot{ID: "s", Name: "n"}, nil)
	require.Len(t, append(f.Texts, f.Flags...), len(operation.EditableFields()))
	labels := map[string]bool{}
	for _, name := range operation.EditableFields() {
		e := field(f, name)
		require.NotEmpty(t, e.Label, name)
		require.NotEmpty(t, e.Help, name)
		require.False(t, labels[e.Label], name)
		labels[e.Label] = true
	}
}

// A flag that IONOS Cloud does not return can stay unset.
func TestEditForm_ShowsTypedBesideCurrentValues(t *testing.T) {
	t.Parallel()
	on, off := true, false
	snap := inventory.Snapshot{ID: "s", Name: "old", LicenceType: "EXOTIC", CPUHotPlug: inventory.FlagOf(&on), RAMHotPlug: inventory.FlagOf(&off)}
	f := editForm(snap, map[string]string{"name": "new", "ramHotPlug": "true"})
	require.Equal(t, []string{"old", "new"}, []string{field(f, "name").Was, field(f, "name").Value})
	require.Equal(t, "true* false", marked(field(f, "cpuHotPlug").Options))
	require.Equal(t, "true* false", marked(field(f, "ramHotPlug").Options))
	require.Equal(t, "false", field(f, "ramHotPlug").Was)
	require.Equal(t, "* true false", marked(field(f, "nicHotPlug").Options), "the flag can stay unset")
	require.True(t, strings.HasPrefix(marked(field(f, "licenceType").Options), "EXOTIC* "), "a type that is new stays")
	require.NotContains(t, marked(editForm(inventory.Snapshot{LicenceType: "LINUX"}, nil).Texts[2].Options), "EXOTIC")
}

// Browsers change line ends, which must not count as a change.
func TestFormChanges_IncludeShownValues(t *testing.T) {
	t.Parallel()
	c, _ := areatest.Post(auth.RoleOperator, "/x", url.Values{
		"name": {"new"}, "was-name": {"old"}, "description": {"a\r\nb"}, "was-description": {"a\nb"}, "licenceType": {"LINUX"}, "id": {"x"}, "was-id": {"y"},
	})
	require.Equal(t, []operation.FieldChange{{Field: "name", From: "old", To: "new"}, {Field: "description", From: "a\nb", To: "a\nb"}}, formChanges(c))
}

// An impossible edit is shown again. Whether someone else has changed the field is found out when it is sent.
func TestEdit_RecordsDifferencesOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form     url.Values
		status   int
		location string
		recorded int
	}{
		"changed":       {url.Values{"name": {"new"}, "was-name": {"web-0"}}, http.StatusSeeOther, "/snapshots/web-0", 1},
		"same":          {url.Values{"name": {"web-0"}, "was-name": {"web-0"}}, http.StatusSeeOther, "/snapshots/web-0?notice=unchanged.", 0},
		"no field":      {url.Values{}, http.StatusSeeOther, "/snapshots/web-0?notice=unchanged.", 0},
		"changed since": {url.Values{"name": {"new"}, "was-name": {"older"}}, http.StatusSeeOther, "/snapshots/web-0", 1},
		"name too long": {url.Values{"name": {strings.Repeat("n", inventory.MaxName+1)}, "was-name": {"web-0"}}, http.StatusUnprocessableEntity, "", 0},
		"unknown flag":  {url.Values{"cpuHotPlug": {"maybe"}, "was-cpuHotPlug": {""}}, http.StatusUnprocessableEntity, "", 0},
	} {
		a := newArea(areatest.NewContract().Volume("web", 10, hour))
		c.form.Set("key", "k")
		response := a.post(t, a.edit, "web-0", c.form)
		require.Equal(t, c.status, response.Code, name)
		require.Equal(t, c.location, response.Header().Get("Location"), name)
		require.Len(t, a.ledger.Ops, c.recorded, name)
	}
}

// The user is still on the page, so the form shows the refusal.
func TestEdit_ImmediateRefusalIsShownInForm(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, hour)
	c.Operation(operation.Operation{ID: "recorded-001", Version: 2, Kind: operation.EditSnapshot, SnapshotID: "web-0", State: operation.Failed, Failure: &operation.Failure{Kind: "invalid", Status: 422}})
	a := newArea(c)
	response := a.post(t, a.edit, "web-0", url.Values{"key": {"k"}, "name": {"new"}, "was-name": {"web-0"}})
	require.Equal(t, http.StatusUnprocessableEntity, response.Code)
	require.Contains(t, response.Body.String(), `value="new"`)
}

// The next submission is compared with the value that is shown now.
func TestSetCurrentValue_OfConflictingField(t *testing.T) {
	t.Parallel()
	fields := []views.EditField{{Field: "name", Was: "old"}, {Field: "description", Was: "d"}}
	setCurrentValue(fields, operation.FieldChange{Field: "name", From: "theirs", To: "mine"})
	require.Equal(t, []views.EditField{{Field: "name", Was: "theirs"}, {Field: "description", Was: "d"}}, fields)
}

package faults

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// Each action is taken by its form, as by a user without JavaScript.
func TestSnapshot_EachAction(t *testing.T) {
	t.Parallel()
	p := newUserPath(t)
	for name, test := range map[string]func(*testing.T, *userPath){
		"edit, while another client does": editConflict, "labels": changeLabels, "lock": lockBlocksDeletion,
		"a larger volume": newLargerVolume, "overwrite and roll back": overwriteAndRollBack, "creation without quota": createWithoutQuota,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// editConflict edits a snapshot that another client has renamed since.
func editConflict(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "edited"), "before", 1)[0]
	path := "/snapshots/" + s.ID
	p.postRedirect(t, path+"/edit", url.Values{
		"key": {"edit"}, "was-name": {s.Name}, "name": {"after"}, "was-description": {"by hand"}, "description": {"said why"},
	})
	p.awaitDone(t, operation.Filter{SnapshotID: s.ID})
	require.Equal(t, "after", p.snapshot(s.ID).Name)
	require.True(t, strings.HasPrefix(p.snapshot(s.ID).Description, "said why\n[snapdeck op="), "the marker stays: %s", p.snapshot(s.ID).Description)

	require.NoError(t, p.sim.RenameSnapshot(s.ID, "theirs", p.snapshot(s.ID).Description))
	eventually(t, "the other client's name is known", func() bool { _, page := p.get(t, path); return strings.Contains(page, "theirs") })
	status, page := p.post(t, path+"/edit", url.Values{"key": {"stale"}, "was-name": {"after"}, "name": {"mine"}})
	require.Equal(t, http.StatusConflict, status)
	conflicts := regexp.MustCompile(`(?s)id="conflicts".*?</table>`).FindString(page)
	require.Contains(t, conflicts, "<td>theirs</td><td>mine</td>")
	require.Equal(t, "theirs", p.snapshot(s.ID).Name, "nothing was overwritten")
	require.Contains(t, page, `name="was-name" value="theirs"`, "saving again replaces the value that is shown now")
	require.Contains(t, page, `name="name" value="mine"`, "the input is kept")
	p.postRedirect(t, path+"/edit", url.Values{"key": {"mine"}, "was-name": {"theirs"}, "name": {"mine"}})
	eventuallySlow(t, "the second word counts", func() bool { return p.snapshot(s.ID).Name == "mine" })
}

func changeLabels(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "labelled alone"), "alone", 1)[0]
	path, field := "/snapshots/"+s.ID, `name="label" value="team"`
	for _, step := range []struct {
		form  url.Values
		want  string
		shown bool
	}{
		{url.Values{"key": {"1"}, "label": {"team"}, "value": {"db"}}, "db", true},
		{url.Values{"key": {"2"}, "label": {"team"}, "value": {"web"}}, "web", true},
		{url.Values{"key": {"3"}, "label": {"team"}, "remove": {"true"}}, "", false},
	} {
		p.postRedirect(t, path+"/labels", step.form)
		p.awaitDone(t, operation.Filter{SnapshotID: s.ID})
		require.Equal(t, step.want, p.snapshot(s.ID).Labels["team"])
		eventuallySlow(t, "the page shows it", func() bool {
			_, page := p.get(t, path)
			return strings.Contains(page, field) == step.shown && (!step.shown || strings.Contains(page, `name="value" value="`+step.want+`"`))
		})
	}
	status, _ := p.post(t, path+"/labels", url.Values{"key": {"4"}, "label": {"snapdeck-volume"}, "value": {"forged"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
}

func lockBlocksDeletion(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "locked alone"), "kept", 1)[0]
	path := "/snapshots/" + s.ID
	p.postRedirect(t, path+"/lock", url.Values{"key": {"lock"}, "reason": {"kept for the auditors"}})
	p.awaitDone(t, operation.Filter{SnapshotID: s.ID})
	require.NotEmpty(t, p.snapshot(s.ID).Labels["snapdeck-lock"])
	_, page := p.get(t, path+"/delete")
	require.Contains(t, page, `data-error="locked"`)
	require.NotContains(t, page, `class="danger"`)
	status, _ := p.post(t, path+"/delete", url.Values{"key": {"delete"}, "phrase": {"delete the last one"}})
	require.Equal(t, http.StatusConflict, status)
	p.postRedirect(t, path+"/unlock", url.Values{"key": {"unlock"}})
	p.awaitDone(t, operation.Filter{SnapshotID: s.ID})
	require.Empty(t, p.snapshot(s.ID).Labels["snapdeck-lock"])
	_, page = p.get(t, path+"/delete")
	require.Contains(t, page, `class="danger"`)
}

// newLargerVolume creates a larger volume from a snapshot and attaches it.
func newLargerVolume(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "small"), "source", 1)[0]
	batch := p.postRedirect(t, "/snapshots/"+s.ID+"/volume", url.Values{
		"key": {"volume"}, "name": {"twin"}, "size": {"6"}, "type": {"SSD Standard"}, "zone": {"AUTO"},
		"datacenter": {p.servers[0].DatacenterID}, "server": {p.servers[0].ID},
	})
	p.requireDone(t, batch)
	i := slices.IndexFunc(p.sim.Volumes(), func(v ionossim.Volume) bool { return v.Name == "twin" })
	require.GreaterOrEqual(t, i, 0)
	twin := p.sim.Volumes()[i]
	require.Equal(t, []any{s.Content, p.servers[0].ID, 6}, []any{twin.Content, twin.ServerID, int(twin.SizeGB)})
}

// overwriteAndRollBack overwrites a volume, and then again from the safety snapshot that the batch leads to.
func overwriteAndRollBack(t *testing.T, p *userPath) {
	v := p.newVolume(t, "overwritten")
	s := p.newSnapshots(t, v, "yesterday", 1)[0]
	today, err := p.sim.WriteVolume(v.ID)
	require.NoError(t, err)
	content := func() string { now, _ := p.sim.Volume(v.ID); return now.Content }
	_, page := p.get(t, pathOf(v)+"/restore")
	require.Contains(t, page, "/snapshots/"+s.ID+"/restore?volume="+v.ID)
	form := url.Values{"key": {"over"}, "volume": {v.ID}, "phrase": {"overwrite " + v.Name}, "safety": {"true"}}
	batch := p.postRedirect(t, "/snapshots/"+s.ID+"/overwrite", form)
	p.requireDone(t, batch)
	require.Equal(t, s.Content, content())

	var safety []string
	eventuallySlow(t, "the batch leads to the safety snapshot", func() bool {
		_, page := p.get(t, batch)
		safety = regexp.MustCompile(`href="/snapshots/([^/"]+)/restore\?volume=` + v.ID + `#overwrite"`).FindStringSubmatch(page)
		return safety != nil
	})
	form.Set("key", "back")
	p.requireDone(t, p.postRedirect(t, "/snapshots/"+safety[1]+"/overwrite", form))
	require.Equal(t, today, content())
}

// createWithoutQuota sends a form that the quota refuses, which comes back as it was filled in.
func createWithoutQuota(t *testing.T, p *userPath) {
	v := p.newVolume(t, "too large")
	p.inject(t, ionossim.Fault{
		Kind: ionossim.Unprocessable, Count: 1, Method: http.MethodPost, Route: "*" + v.ID + "/create-snapshot",
		Message: "[(root).properties.size] The HDD storage limit of the contract is exceeded",
	})
	status, page := p.post(t, pathOf(v)+"/snapshots", url.Values{"key": {"large"}, "name": {"too large"}, "description": {"kept as it was"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `data-error="quota"`)
	require.Contains(t, page, `value="too large"`)
	require.Contains(t, page, ">kept as it was</textarea>")
	require.Regexp(t, `<q>[^<]*storage limit`, page, "the API's own words are quoted")
	require.Empty(t, p.snapshotsNamed("too large"))
	require.Equal(t, operation.Failed, p.last(t, operation.Filter{VolumeID: v.ID}).State)
}

package faults

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// statesOf returns the states of operations by the id of their snapshot.
func statesOf(ops []operation.Operation) map[string]operation.State {
	states := map[string]operation.State{}
	for _, op := range ops {
		states[op.SnapshotID] = op.State
	}
	return states
}

func TestBulk_EachActionWithFailures(t *testing.T) {
	t.Parallel()
	p := newUserPath(t)
	for name, test := range map[string]func(*testing.T, *userPath){
		"create": bulkCreate, "delete": bulkDelete, "rename": bulkRename, "label": bulkLabel, "lock": bulkLock,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

func bulkCreate(t *testing.T, p *userPath) {
	first, second := p.newVolume(t, "bulk create one"), p.newVolume(t, "bulk create two")
	p.inject(t, ionossim.Fault{Kind: ionossim.Failed, Count: 1, Route: "*" + second.ID + "/create-snapshot"})
	_, review := p.post(t, "/bulk", url.Values{"vol": {first.ID, second.ID, "nobody"}})
	require.Contains(t, review, `id="skipped-title"`)
	require.Equal(t, 2, strings.Count(review, `name="vol" value=`))

	form := url.Values{"key": {"bulk create"}, "name": {"{volume} before the move"}, "vol": {first.ID, second.ID}}
	batch := p.postRedirect(t, "/bulk/create", form)
	again, _, noticed := strings.Cut(p.postRedirect(t, "/bulk/create", form), "?notice=earlier.")
	require.True(t, noticed, "the same form is recorded once")
	require.Equal(t, batch, again)
	for _, op := range p.finished(t, batch) {
		require.Equal(t, op.VolumeID == first.ID, op.State == operation.Done, "%+v", op.Failure)
	}
	require.Equal(t, batch, p.postRedirect(t, batch+"/retry", nil))
	eventuallyMany(t, "what failed was tried again", func() bool { return len(p.finished(t, batch)) == 3 })
	for _, v := range []ionossim.Volume{first, second} {
		require.Len(t, p.snapshotsNamed(v.Name+" before the move"), 1)
	}

	form.Set("key", "another form")
	form.Set("description", strings.Repeat("x", 2000))
	status, _ := p.post(t, "/bulk/create", form)
	require.Equal(t, http.StatusUnprocessableEntity, status)
}

func bulkDelete(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "bulk delete"), "old", 6)
	require.Equal(t, "/snapshots/"+s[5].ID, p.postRedirect(t, "/snapshots/"+s[5].ID+"/lock", url.Values{"key": {"lock"}, "reason": {"audit"}}))
	p.awaitDone(t, operation.Filter{SnapshotID: s[5].ID})
	form := url.Values{"snap": ids(s...)}
	page := p.review(t, "delete", form)
	require.Contains(t, page, `id="skipped-title"`, "the locked snapshot is skipped")
	require.Equal(t, 5, strings.Count(page, `name="snap" value=`))

	wrong := url.Values{"snap": form["snap"], "seen": {seenField.FindStringSubmatch(page)[1]}, "key": {"wrong"}, "phrase": {"delete them"}}
	status, page := p.post(t, "/bulk/snapshots/delete/record", wrong)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `id="phrase-error"`)
	form.Set("phrase", "delete 5 snapshots")
	undone := p.confirm(t, "delete", "first", form)
	p.postRedirect(t, undone+"/cancel", nil)
	for _, op := range p.finished(t, undone) {
		require.Equal(t, operation.Cancelled, op.State)
	}
	batch := p.confirm(t, "delete", "second", form)
	require.NotEqual(t, undone, batch, "an undone deletion can be planned again")
	p.requireDeletions(t, batch, s)

	_, page = p.post(t, batch+"/retry", nil)
	require.Contains(t, page, `value="`+s[1].ID+`"`, "failed deletions are reviewed again")
	retry := p.confirm(t, "delete", "third", url.Values{"snap": ids(s[1]), "phrase": {"delete the last one"}})
	p.postRedirect(t, retry+"/now", nil)
	p.awaitDone(t, operation.Filter{SnapshotID: s[1].ID})
	require.False(t, p.exists(s[1].ID))
}

// requireDeletions undoes one planned deletion, prevents one, makes one fail and one lose its response, and deletes one
// as another client.
func (p *userPath) requireDeletions(t *testing.T, batch string, s []ionossim.Snapshot) {
	t.Helper()
	planned := map[string]string{}
	for _, op := range p.batch(t, batch) {
		require.True(t, op.Planned())
		planned[op.SnapshotID] = op.ID
	}
	require.Len(t, planned, 5)
	_, page := p.get(t, "/")
	require.Contains(t, page, `data-attention="planned"`)
	_, page = p.get(t, "/snapshots?kept=planned&q=old-")
	require.Equal(t, 5, strings.Count(page, `<tr id="row-`))
	p.postRedirect(t, "/operations/"+planned[s[4].ID]+"/cancel", nil)
	p.postRedirect(t, "/snapshots/"+s[0].ID+"/lock", url.Values{"key": {"late"}, "reason": {"needed after all"}})
	p.inject(t, ionossim.Fault{Kind: ionossim.Unprocessable, Count: 1, Method: http.MethodDelete, Route: "*/snapshots/" + s[1].ID, Message: "[VDC-18-0] The snapshot is in use"})
	p.inject(t, ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter, Count: 1, Method: http.MethodDelete, Route: "*/snapshots/" + s[2].ID})
	require.NoError(t, p.sim.RemoveSnapshot(s[3].ID))
	for _, id := range planned {
		if id != planned[s[4].ID] {
			p.postRedirect(t, "/operations/"+id+"/now", nil)
		}
	}
	require.Equal(t, map[string]operation.State{
		s[0].ID: operation.Cancelled, s[1].ID: operation.Failed, s[2].ID: operation.Done, s[3].ID: operation.Done, s[4].ID: operation.Cancelled,
	}, statesOf(p.finished(t, batch)))
	_, page = p.get(t, batch)
	require.Empty(t, firstMissing(page, []string{`data-cause="locked"`, `data-state="failed" data-cause="" data-error="invalid"`}))
	require.Equal(t, []bool{true, true, false, false, true, true}, []bool{
		p.exists(s[0].ID), p.exists(s[1].ID), p.exists(s[2].ID), p.exists(s[3].ID), p.exists(s[4].ID), p.exists(s[5].ID),
	})
}

func bulkRename(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "bulk rename"), "plain", 3)
	form := url.Values{"snap": ids(s...), "name": {"{volume} {colour}"}}
	require.Contains(t, p.review(t, "rename", form), `id="name-error"`, "the variable does not exist")
	form.Set("name", "{volume} kept {n}")
	form.Set("describe", "true")
	form.Set("description", "was {name}")
	p.inject(t, ionossim.Fault{Kind: ionossim.Unprocessable, Count: 1, Method: http.MethodPatch, Route: "*/snapshots/" + s[1].ID})
	p.inject(t, ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter, Count: 1, Method: http.MethodPatch, Route: "*/snapshots/" + s[2].ID})
	batch := p.confirm(t, "rename", "rename", form)
	require.Equal(t, map[string]operation.State{s[0].ID: operation.Done, s[1].ID: operation.Failed, s[2].ID: operation.Done}, statesOf(p.finished(t, batch)))
	p.postRedirect(t, batch+"/retry", nil)
	eventuallyMany(t, "what failed was tried again", func() bool { return len(p.finished(t, batch)) == 4 })
	var names []string
	for _, old := range s {
		now := p.snapshot(old.ID)
		text, _, marked := inventory.CutMarker(now.Description)
		require.True(t, marked, "the marker stays")
		require.Equal(t, "was "+old.Name, text)
		names = append(names, now.Name)
	}
	slices.Sort(names)
	require.Equal(t, []string{"bulk rename kept 1", "bulk rename kept 2", "bulk rename kept 3"}, names)
}

func bulkLabel(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "bulk label"), "labelled", 3)
	team := func() (values []string) {
		for _, one := range s {
			values = append(values, p.snapshot(one.ID).Labels["team"])
		}
		return values
	}
	forged := url.Values{"snap": ids(s...), "label": {"snapdeck-volume"}, "value": {"forged"}}
	require.Contains(t, p.review(t, "label", forged), `id="label-error"`)
	p.requireDone(t, p.confirm(t, "label", "set", url.Values{"snap": ids(s[:2]...), "label": {"team"}, "value": {"db"}}))
	require.Equal(t, []string{"db", "db", ""}, team())
	remove := url.Values{"snap": ids(s...), "remove": {"team"}}
	eventuallySlow(t, "the labels are known", func() bool { return strings.Contains(p.review(t, "label", remove), `name="remove" value="team"`) })
	require.Len(t, p.requireDone(t, p.confirm(t, "label", "remove", remove)), 2, "the snapshot without the label is not changed")
	require.Equal(t, []string{"", "", ""}, team())
}

func bulkLock(t *testing.T, p *userPath) {
	s := p.newSnapshots(t, p.newVolume(t, "bulk lock"), "locked", 3)
	lock := func(one ionossim.Snapshot) string { return p.snapshot(one.ID).Labels["snapdeck-lock"] }
	form := func() url.Values { return url.Values{"snap": ids(s...), "reason": {"until the move"}} }
	p.requireDone(t, p.confirm(t, "lock", "lock", form()))
	for _, one := range s {
		require.NotEmpty(t, lock(one))
	}
	page := p.review(t, "lock", form())
	require.NotContains(t, page, `name="snap" value=`, "the snapshots are locked already")
	_, page = p.get(t, "/snapshots?kept=locked&q=locked-")
	require.Equal(t, 3, strings.Count(page, `<tr id="row-`))
	for _, op := range p.requireDone(t, p.confirm(t, "unlock", "unlock", form())) {
		entries, err := p.db.AuditOf(t.Context(), op.ID)
		require.NoError(t, err)
		require.Equal(t, string(operation.UnlockSnapshot), entries[0].Action)
	}
	for _, one := range s {
		require.Empty(t, lock(one))
	}
}

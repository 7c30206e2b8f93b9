package handlers_test

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// recording is a form that records operations.
type recording struct {
	on    func(t *testing.T) *dashboard
	path  string
	form  url.Values
	other url.Values // the same form with other content
	again int        // the status of that: 303 if it is simply a new request, otherwise 409
	wide  url.Values // the form with one more item; nil if it is about a single one
}

// recordings returns all forms that record operations, by their route.
func recordings() map[string]recording {
	bulkSnaps := func(form url.Values) recording {
		form["snap"] = []string{"sn-old", "sn-new"}
		return recording{on: onFilterMirror, form: form, again: http.StatusConflict}
	}
	all := map[string]recording{
		"/datacenters/:dc/volumes/:vol/snapshots": {
			on: onFilterMirror, path: "/datacenters/dc-a/volumes/v-db/snapshots", form: url.Values{"name": {"one"}}, other: url.Values{"name": {"another"}}, again: http.StatusSeeOther,
		},
		"/bulk/create": {
			on: onFilterMirror, form: url.Values{"vol": {"v-db", "v-web"}}, other: url.Values{"name": {"all"}}, again: http.StatusConflict,
			wide: url.Values{"vol": {"v-db", "v-web", "v-tmp"}},
		},
		"/datacenters/:dc/volumes/:vol/target": {
			on: onFilterMirror, path: "/datacenters/dc-a/volumes/v-db/target", form: url.Values{"do": {"set"}, "target": {"7d"}}, other: url.Values{"target": {"2d"}}, again: http.StatusConflict,
		},
		"/bulk/volumes/target/record": {
			on: onFilterMirror, form: url.Values{"vol": {"v-db", "v-web"}, "do": {"exclude"}, "reason": {"scratch"}}, other: url.Values{"reason": {"other"}}, again: http.StatusConflict,
			wide: url.Values{"vol": {"v-db", "v-web", "v-tmp"}},
		},
		"/snapshots/:id/edit": {
			on: onFilterMirror, path: "/snapshots/sn-old/edit", form: url.Values{"was-name": {"old"}, "name": {"older"}},
			other: url.Values{"was-description": {""}, "description": {"words"}}, again: http.StatusConflict, // since the first has not ended
		},
		"/snapshots/:id/labels": {
			on: onFilterMirror, path: "/snapshots/sn-old/labels", form: url.Values{"label": {"a"}, "value": {"b"}}, other: url.Values{"value": {"c"}}, again: http.StatusConflict,
		},
		"/snapshots/:id/lock": {
			on: onFilterMirror, path: "/snapshots/sn-old/lock", form: url.Values{"reason": {"audit"}}, other: url.Values{"reason": {"move"}}, again: http.StatusSeeOther,
		},
		"/snapshots/:id/unlock": {
			on: onFilterMirror, path: "/snapshots/sn-old/unlock", form: url.Values{}, other: url.Values{"why": {"not"}}, again: http.StatusSeeOther,
		},
		"/snapshots/:id/delete": {
			on: onFilterMirror, path: "/snapshots/sn-old/delete", form: url.Values{"phrase": {"delete the last one"}}, other: url.Values{"phrase": {"Delete the last one"}}, again: http.StatusConflict,
		},
		"/snapshots/:id/volume": {
			on: newRestoreDashboard, path: "/snapshots/old/volume", again: http.StatusSeeOther,
			form:  url.Values{"name": {"copy"}, "size": {"20"}, "type": {"HDD"}, "zone": {"AUTO"}, "datacenter": {"fra"}},
			other: url.Values{"name": {"another copy"}},
		},
		"/snapshots/:id/overwrite": {
			on: newRestoreDashboard, path: "/snapshots/old/overwrite", form: url.Values{"volume": {"boot"}, "phrase": {"overwrite boot"}}, other: url.Values{"safety": {"true"}}, again: http.StatusConflict,
		},
		"/datacenters/:dc/servers/:server/sets/:set": {
			on: newRestoreDashboard, path: "/datacenters/fra/servers/web/sets/old", form: url.Values{"phrase": {"overwrite 2 volumes"}}, other: url.Values{"safety": {"true"}}, again: http.StatusConflict,
		},
		"/batches/:id/restore": {
			on: onBatch, path: "/batches/nightly/restore", form: url.Values{"phrase": {"overwrite 2 volumes"}}, other: url.Values{"safety": {"true"}}, again: http.StatusConflict,
		},
		"/operations/:id/again": {
			on: onFailedRestore, path: "/operations/failed/again", form: url.Values{"phrase": {"overwrite boot"}}, other: url.Values{"running": {"web"}}, again: http.StatusConflict,
		},
		"/snapshots/sources/confirm": {
			on: onSources, form: url.Values{"pair": {"s1/v1/there", "s2/v2/there"}}, other: url.Values{"pair": {"s1/v1/there", "s2/v1/there"}}, again: http.StatusConflict,
			wide: url.Values{"pair": {"s1/v1/there", "s2/v2/there", "s3/none"}},
		},
		"/bulk/snapshots/delete/record": bulkSnaps(url.Values{"phrase": {"delete 2 snapshots"}}),
		"/bulk/snapshots/rename/record": bulkSnaps(url.Values{"name": {"{name} again"}}),
		"/bulk/snapshots/label/record":  bulkSnaps(url.Values{"label": {"a"}, "value": {"b"}}),
		"/bulk/snapshots/lock/record":   bulkSnaps(url.Values{"reason": {"audit"}}),
		"/bulk/snapshots/unlock/record": bulkSnaps(url.Values{}),
	}
	for route, change := range map[string]url.Values{
		"/bulk/snapshots/delete/record": {"phrase": {"Delete 2 snapshots"}}, "/bulk/snapshots/rename/record": {"name": {"{name} later"}},
		"/bulk/snapshots/label/record": {"value": {"c"}}, "/bulk/snapshots/lock/record": {"reason": {"move"}}, "/bulk/snapshots/unlock/record": {"why": {"not"}},
	} {
		c := all[route]
		c.other, c.wide = change, url.Values{"snap": {"sn-old", "sn-new", "sn-alien"}}
		if route == "/bulk/snapshots/delete/record" {
			c.wide.Set("phrase", "delete 1 snapshots")
		}
		all[route] = c
	}
	for route, c := range all {
		if c.path == "" {
			c.path = route
			all[route] = c
		}
	}
	return all
}

// keyless returns the routes of POST that record nothing, or that need no key since their target identifies a
// repeated request.
func keyless() []string {
	return []string{
		"/bulk/existing", "/events", "/login", "/logout", "/theme", "/bulk", "/bulk/volumes/target", "/snapshots/sources/review",
		"/bulk/snapshots/delete", "/bulk/snapshots/rename", "/bulk/snapshots/label", "/bulk/snapshots/lock", "/bulk/snapshots/unlock",
		"/views", "/views/:id/rename", "/views/:id/usual", "/views/:id/delete",
		"/batches/:id/retry", "/batches/:id/cancel",
		"/operations/:id/cancel", "/operations/:id/front", "/operations/:id/now", "/operations/:id/retry",
		"/operations/:id/send-again", "/operations/:id/leftover", "/operations/:id/resolve",
		"/database/continue", "/failures/dismiss", "/settings/target", "/settings/prices",
		"/people", "/people/:id/role", "/people/:id/disable", "/people/:id/enable", "/people/:id/logout", "/people/:id/remove",
		"/login/factor", "/login/passkey", "/account/passkeys", "/account/passkeys/confirm", "/account/passkeys/:id/remove", "/account/totp", "/account/totp/confirm", "/account/totp/remove", "/account/recovery", "/account/password", "/account/sessions/end", "/account/sessions/:id/end",
	}
}

func onFilterMirror(t *testing.T) *dashboard {
	t.Helper()
	return newBulkDashboard(t)
}

func onSources(t *testing.T) *dashboard {
	t.Helper()
	d, _ := sourcesDashboard(t)
	return d
}

// onBatch returns a dashboard with a batch that created the snapshots of two volumes.
func onBatch(t *testing.T) *dashboard {
	t.Helper()
	d := newRestoreDashboard(t)
	for volume, snapshot := range map[string]string{"boot": "old", "data": "beside"} {
		d.record(operation.Operation{
			ID: "made-" + snapshot, Key: "made", Digest: snapshot, Kind: operation.CreateSnapshot, State: operation.Done, Batch: "nightly",
			DatacenterID: "fra", VolumeID: volume, SnapshotID: snapshot, CreatedAt: noon.Add(-time.Hour), UpdatedAt: noon.Add(-time.Hour),
		})
	}
	return d
}

// onFailedRestore returns a dashboard with a restore that failed.
func onFailedRestore(t *testing.T) *dashboard {
	t.Helper()
	d := newRestoreDashboard(t)
	d.record(operation.Operation{
		ID: "failed", Key: "failed", Kind: operation.RestoreVolume, State: operation.Failed, Chain: "failed", DatacenterID: "fra", VolumeID: "boot", VolumeName: "boot",
		SnapshotID: "old", CreatedAt: noon.Add(-time.Hour), UpdatedAt: noon.Add(-time.Hour), FinishedAt: noon.Add(-time.Hour),
		Failure: &operation.Failure{Kind: operation.FailedRequest, Text: "It failed."},
	})
	return d
}

// with returns a form with some of its fields changed.
func with(form, changes url.Values) url.Values {
	changed := maps.Clone(form)
	maps.Copy(changed, changes)
	return changed
}

// prepared locks the snapshots that the form unlocks.
func (c recording) prepared(t *testing.T) *dashboard {
	t.Helper()
	d := c.on(t)
	if strings.HasPrefix(c.path, "/bulk/snapshots/unlock") {
		for _, id := range []string{"sn-old", "sn-new", "sn-alien"} {
			d.record(lockOperation(id))
		}
	}
	return d
}

// fill completes a form with a key and what its review shows.
func (c recording) fill(d *dashboard, key string, form url.Values) url.Values {
	form = with(form, url.Values{"key": {key}})
	if action, reviewed := strings.CutSuffix(strings.TrimPrefix(c.path, "/bulk/snapshots/"), "/record"); reviewed {
		page, _ := d.review(action, form)
		if found := seenField.FindStringSubmatch(page); found != nil {
			form.Set("seen", found[1])
		}
	}
	return form
}

// All routes are checked, so none can record without a key.
func TestForm_AllRecordingFormsAreListed(t *testing.T) {
	t.Parallel()
	var routes []string
	for _, r := range setup(t).web.Routes() {
		if r.Method == http.MethodPost {
			routes = append(routes, r.Path)
		}
	}
	require.ElementsMatch(t, routes, append(keyless(), mapKeys(recordings())...))
}

func mapKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

var keyField = regexp.MustCompile(`name="key" value="([^"]*)"`)

// Each form is sent twice, and again after what it recorded was undone.
func TestForm_RecordedOnce(t *testing.T) {
	t.Parallel()
	for route, c := range recordings() {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			d := c.prepared(t)
			form := c.fill(d, "k", c.form)
			before := len(d.ops())
			status, page, first := d.postForm(c.path, form)
			require.Equal(t, http.StatusSeeOther, status, page)
			stored := d.ops()[before:]
			require.NotEmpty(t, stored)

			d.clock.move(2 * time.Minute)
			status, page, to := d.postForm(c.path, form)
			require.Equal(t, http.StatusSeeOther, status, page)
			require.Len(t, d.ops(), before+len(stored), "nothing new")
			require.Contains(t, to, "notice=earlier.")
			require.Equal(t, pathOf(t, first), pathOf(t, to), "it leads to the same page as the first")
			require.Contains(t, d.shows(to), `data-notice="earlier"`)
			require.Contains(t, d.shows(to), `data-state="open"`)
			require.Contains(t, d.shows(to), "Already requested 2 min ago")

			for _, op := range stored {
				require.Equal(t, http.StatusSeeOther, d.post("/operations/"+op.ID+"/cancel", url.Values{}))
			}
			_, _, to = d.postForm(c.path, form)
			require.Contains(t, d.shows(to), `data-state="undone"`)
			require.Len(t, d.ops(), before+len(stored))
		})
	}
}

func pathOf(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return parsed.Path
}

// shows returns the text of a page.
func (d *dashboard) shows(path string) string {
	d.Helper()
	text, response := d.get(path)
	require.Equal(d, http.StatusOK, response.StatusCode, path)
	return text
}

// Each form is sent again with other content.
func TestForm_SameKeyOtherContentIsReported(t *testing.T) {
	t.Parallel()
	for route, c := range recordings() {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			d := c.prepared(t)
			form, other := c.fill(d, "k", c.form), c.fill(d, "k", with(c.form, c.other))
			status, page, _ := d.postForm(c.path, form)
			require.Equal(t, http.StatusSeeOther, status, page)
			stored := d.ops()
			if strings.HasSuffix(c.path, "/delete") { // the deletion is no longer open, so the key decides
				require.Equal(t, http.StatusSeeOther, d.post("/operations/"+stored[len(stored)-1].ID+"/cancel", url.Values{}))
			}
			status, page, to := d.postForm(c.path, other)
			require.Equal(t, c.again, status, page)
			if status == http.StatusSeeOther {
				require.Greater(t, len(d.ops()), len(stored), "it is a new request")
				require.NotContains(t, to, "notice=earlier")
				return
			}
			require.Len(t, d.ops(), len(stored), "nothing was recorded")
			require.Regexp(t, `data-error="form-used"|data-error="open"`, page)
			for _, key := range keyField.FindAllStringSubmatch(page, -1) {
				require.NotEqual(t, "k", key[1], "the form has a key of its own")
			}
		})
	}
}

// Each form is sent without a key, and with one that is too long.
func TestForm_WithoutKeyIsItsOwn(t *testing.T) {
	t.Parallel()
	for route, c := range recordings() {
		for name, key := range map[string]string{"none": "", "too long": strings.Repeat("k", 101)} {
			t.Run(route+" "+name, func(t *testing.T) {
				t.Parallel()
				d := c.prepared(t)
				before := len(d.ops())
				status, page, _ := d.postForm(c.path, c.fill(d, key, c.form))
				require.Equal(t, http.StatusSeeOther, status, page)
				require.Greater(t, len(d.ops()), before)
			})
		}
	}
}

var resentForm = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)">(.*?)<button[^>]*>([^<]*)</button></form>`)
var hiddenField = regexp.MustCompile(`name="([^"]*)" value="([^"]*)"`)

// The forms about several items are sent with one more, and each of the offers is taken.
func TestForm_WithMoreItemsOffersMissing(t *testing.T) {
	t.Parallel()
	for route, c := range recordings() {
		if c.wide == nil || strings.Contains(route, "/delete/") {
			continue
		}
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			d := c.prepared(t)
			form, wide := c.fill(d, "k", c.form), c.fill(d, "k", with(c.form, c.wide))
			_, _, _ = d.postForm(c.path, form)
			before := len(d.ops())
			d.clock.move(2 * time.Minute)
			status, page, _ := d.postForm(c.path, wide)
			require.Equal(t, http.StatusConflict, status, page)
			require.Len(t, d.ops(), before)
			offers := resentForm.FindAllStringSubmatch(page, -1)
			require.NotEmpty(t, offers, page)
			require.Contains(t, offers[0][3], " the missing 1")
			fields := url.Values{}
			for _, field := range hiddenField.FindAllStringSubmatch(offers[0][2], -1) {
				fields.Add(field[1], field[2])
			}
			status, page, _ = d.postForm(offers[0][1], fields)
			require.Equal(t, http.StatusSeeOther, status, page)
			require.Len(t, d.ops(), before+1, "only the missing items")
		})
	}
}

// A deletion is sent with one more snapshot.
func TestForm_DestructiveWithMoreItemsIsShownAgain(t *testing.T) {
	t.Parallel()
	c := recordings()["/bulk/snapshots/delete/record"]
	d := c.prepared(t)
	_, _, _ = d.postForm(c.path, c.fill(d, "k", c.form))
	require.Len(t, d.ops(), 2)
	status, page, _ := d.postForm(c.path, c.fill(d, "k", with(c.form, c.wide)))
	require.Equal(t, http.StatusConflict, status)
	require.Len(t, d.ops(), 2)
	require.Contains(t, page, `data-error="form-used"`)
	require.Contains(t, page, "Delete 1 snapshot")
}

func TestEdit_WithoutChangesIsReported(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	_, _, to := d.postForm("/snapshots/sn-old/edit", url.Values{"was-name": {"old"}, "name": {"old"}})
	require.Contains(t, d.shows(to), `data-notice="unchanged"`)
	require.Empty(t, d.ops())
}

// The addresses have notices about operations that do not exist.
func TestNotice_CannotBeForged(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	for _, notice := range []string{"earlier.nothing", "earlier.", "undone.x", "cancelled.x", "<b>bold</b>", "earlier.<b>bold</b>", "words"} {
		page := d.shows("/?notice=" + url.QueryEscape(notice))
		require.NotContains(t, page, "data-notice", notice)
		require.NotContains(t, page, "<b>bold", notice)
	}
}

// A stale page locks a snapshot that was locked and unlocked since.
func TestLock_UnlockedSinceIsNotRecordedSilently(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	stale := url.Values{"key": {"k"}, "reason": {"audit"}}
	require.Equal(t, http.StatusSeeOther, d.post("/snapshots/sn-old/lock", stale))
	d.clock.move(time.Minute)
	require.Equal(t, http.StatusSeeOther, d.post("/snapshots/sn-old/unlock", url.Values{"key": {"k2"}}))
	_, _, to := d.postForm("/snapshots/sn-old/lock", stale)
	require.Contains(t, d.shows(to), `data-state="undone"`)
	require.Len(t, d.ops(), 2)
}

// Two pages request the same operation.
func TestForm_LoserSeesExistingOperation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		on   func(*testing.T) *dashboard
		path string
		form url.Values
	}{
		"delete":    {onFilterMirror, "/snapshots/sn-old/delete", url.Values{"phrase": {"delete the last one"}}},
		"edit":      {onFilterMirror, "/snapshots/sn-old/edit", url.Values{"was-name": {"old"}, "name": {"older"}}},
		"label":     {onFilterMirror, "/snapshots/sn-old/labels", url.Values{"label": {"a"}, "value": {"b"}}},
		"overwrite": {newRestoreDashboard, "/snapshots/old/overwrite", url.Values{"volume": {"boot"}, "phrase": {"overwrite boot"}}},
		"again":     {onFailedRestore, "/operations/failed/again", url.Values{"phrase": {"overwrite boot"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := c.on(t)
			before := len(d.ops())
			require.Equal(t, http.StatusSeeOther, d.post(c.path, with(c.form, url.Values{"key": {"one"}})))
			there := d.ops()[before]
			status, page, _ := d.postForm(c.path, with(c.form, url.Values{"key": {"two"}}))
			require.Equal(t, http.StatusConflict, status, page)
			require.Contains(t, page, `data-error="open"`)
			require.Contains(t, page, `id="op-`+there.ID+`"`)
			require.Len(t, d.ops(), before+1)
		})
	}
}

func TestForm_RefusalKeepsInput(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{}, func(deps *web.Deps) { deps.UndoWindow = time.Minute })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	response, err := d.client.Post(d.url+"/snapshots/sn-old/lock", "application/x-www-form-urlencoded", strings.NewReader("reason=%zz"))
	require.NoError(t, err)
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusBadRequest, response.StatusCode)
}

package handlers_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// newBulkDashboard returns a dashboard of the simulated contract, with a user logged in.
func newBulkDashboard(t *testing.T, ops ...operation.Operation) *dashboard {
	t.Helper()
	d := setupOn(t, filterMirror{}, func(deps *web.Deps) {
		deps.Cloud.Budget = func() (int, int, bool) { return 0, 0, false }
		deps.Operations, deps.NameTemplate, deps.UndoWindow = operation.NewCache(ops...), "{volume} {date}", 10*time.Minute
	})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

// review sends a form to a review and returns the page.
func (d *dashboard) review(action string, form url.Values) (page string, status int) {
	d.Helper()
	response, err := d.client.PostForm(d.url+"/bulk/snapshots/"+action, form)
	require.NoError(d, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(d, err)
	return string(body), response.StatusCode
}

var seenField = regexp.MustCompile(`name="seen" value="([^"]*)"`)

// confirm reviews a form and records it as the review requires.
func (d *dashboard) confirm(action string, form url.Values) int {
	d.Helper()
	page, _ := d.review(action, form)
	sent := url.Values{"key": {newID()}}
	for field, values := range form {
		sent[field] = values
	}
	if found := seenField.FindStringSubmatch(page); found != nil {
		sent.Set("seen", found[1])
	}
	return d.post("/bulk/snapshots/"+action+"/record", sent)
}

func lockOperation(id string) operation.Operation {
	return operation.Operation{
		ID: "lock-" + id, Kind: operation.LockSnapshot, State: operation.Done, SnapshotID: id, CreatedAt: noon.Add(-time.Minute), UpdatedAt: noon.Add(-time.Minute),
		Task: operation.Task{Lock: &operation.Lock{Reason: "for the auditors"}},
	}
}

func TestBulkDelete_ReviewShowsLostAndLocked(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t, lockOperation("sn-new"))
	form := url.Values{"match": {"/snapshots"}, "snap": {"sn-old", "gone"}}
	page, status := d.review("delete", form)
	require.Equal(t, http.StatusOK, status)
	for _, want := range []string{`href="/datacenters/dc-a/volumes/v-db"`, "107 GB", "delete 2 snapshots"} {
		require.Contains(t, page, want)
	}
	skipped := skippedIn(t, page)
	require.Len(t, skipped, 2, "a locked one, and one that no longer exists")
	require.Contains(t, skipped[0].Words()+skipped[1].Words(), "for the auditors")
	selected := url.Values{"snap": {"sn-old", "sn-alien"}}
	selected.Set("phrase", "delete all")
	require.Equal(t, http.StatusUnprocessableEntity, d.confirm("delete", selected))
	selected.Set("phrase", "Delete 2  snapshots")
	require.Equal(t, http.StatusSeeOther, d.confirm("delete", selected))
	deletions := d.ops(operation.DeleteSnapshot)
	require.Len(t, deletions, 2)
	require.NotEqual(t, deletions[0].Digest, deletions[1].Digest)
	for _, op := range deletions {
		require.Equal(t, op.SnapshotID == "sn-old", op.Task.Consent.LastGood, "the consent for the last good copy")
	}
}

func TestBulkReview_RecordsOnlyReviewedContent(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	form := url.Values{"snap": {"sn-old"}, "key": {"k"}, "phrase": {"delete the last one"}, "seen": {"something else"}}
	require.Equal(t, http.StatusConflict, d.post("/bulk/snapshots/delete/record", form))
	form = url.Values{"snap": {"sn-old"}, "key": {"k"}, "name": {"{name} again"}}
	require.Equal(t, http.StatusConflict, d.post("/bulk/snapshots/rename/record", form))
	require.Empty(t, d.ops())
	require.Equal(t, http.StatusConflict, d.post("/bulk/snapshots/lock/record", url.Values{"reason": {"why"}}))
}

func TestBulkRename_ChangesDifferencesOnly(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	all := url.Values{"snap": {"sn-old", "sn-new", "sn-alien"}}
	page, _ := d.review("rename", all)
	require.Contains(t, page, "db 2026-03-27")
	require.Len(t, viewtest.Parse(t, page).All("span.warn-text"), 1, "one snapshot has no volume")
	all.Set("name", "new")
	page, _ = d.review("rename", all)
	require.Len(t, viewtest.Parse(t, page).All("span.warn-text"), 3, "they get the same name")
	require.Equal(t, http.StatusSeeOther, d.confirm("rename", all))
	edits := d.ops(operation.EditSnapshot)
	require.Len(t, edits, 2)
	require.Contains(t, []any{edits[0].Task.Changes, edits[1].Task.Changes}, []operation.FieldChange{{Field: "name", From: "alien", To: "new"}})
	all.Set("name", strings.Repeat("x", inventory.MaxName+1))
	require.Equal(t, http.StatusUnprocessableEntity, d.confirm("rename", all))
}

func TestBulkLabel_ChangesDifferencesOnly(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	form := url.Values{"snap": {"sn-old", "sn-new"}, "remove": {"keep"}}
	page, _ := d.review("label", form)
	require.Contains(t, page, "keep=yes")
	require.Equal(t, http.StatusSeeOther, d.confirm("label", form))
	require.Len(t, d.ops(operation.LabelSnapshot), 1)
	for name, wrong := range map[string]url.Values{
		"a label of Snapdeck": {"snap": {"sn-old"}, "label": {"snapdeck-lock"}, "value": {"x"}},
		"no value":            {"snap": {"sn-old"}, "label": {"team"}},
		"set and removed":     {"snap": {"sn-old"}, "label": {"keep"}, "value": {"no"}, "remove": {"keep"}},
	} {
		page, _ := d.review("label", wrong)
		require.NotEmpty(t, viewtest.Parse(t, page).All("[id=label-error]"), name)
		require.Equal(t, http.StatusUnprocessableEntity, d.confirm("label", wrong), name)
	}
	require.Equal(t, http.StatusUnprocessableEntity, d.confirm("label", url.Values{"snap": {"sn-old"}}))
}

func TestBulkLock_SkipsLocked(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t, lockOperation("sn-new"))
	form := url.Values{"snap": {"sn-old", "sn-new"}}
	require.Equal(t, http.StatusUnprocessableEntity, d.confirm("lock", form))
	form.Set("reason", "the move")
	form.Set("until", "2020-01-01")
	require.Equal(t, http.StatusUnprocessableEntity, d.confirm("lock", form))
	form.Set("until", "2026-12-03")
	require.Equal(t, http.StatusSeeOther, d.confirm("lock", form))
	require.Len(t, d.ops(operation.LockSnapshot), 1)
	form["snap"] = append(form["snap"], "sn-alien")
	page, _ := d.review("unlock", form)
	require.Len(t, skippedIn(t, page), 1, "one is not locked")
}

func TestBadges_LocksAndPlannedDeletions(t *testing.T) {
	t.Parallel()
	deletion := operation.Operation{ID: "going", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "sn-old", CreatedAt: noon, NotBefore: noon.Add(8*time.Minute + time.Second)}
	d := newBulkDashboard(t, lockOperation("sn-new"), deletion)
	page, _ := d.get("/snapshots")
	for _, want := range []string{"glyph lock", `title="Locked: for the auditors"`, "in 8 min", `action="/operations/going/cancel"`} {
		require.Contains(t, page, want)
	}
	page, _ = d.get("/snapshots?kept=locked")
	require.Equal(t, "sn-new", rowIDs(page))
	page, _ = d.get("/snapshots?kept=planned")
	require.Equal(t, "sn-old", rowIDs(page))
	page, _ = d.get("/")
	require.Contains(t, page, `id="planned-going"`)
}

func TestBulkForm_Limits(t *testing.T) {
	t.Parallel()
	d := newBulkDashboard(t)
	require.Equal(t, http.StatusRequestEntityTooLarge, d.post("/bulk/snapshots/delete", url.Values{"snap": {strings.Repeat("x", 600<<10)}}))
	page, response := d.get("/bulk/snapshots/delete")
	require.Equal(t, http.StatusSeeOther, response.StatusCode, page)
}

// oversizedView returns a view with more snapshots than a batch may have.
func oversizedView() *inventory.View {
	var l inventory.Listings
	for n := range 5003 {
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{
			ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), Name: fmt.Sprint("s", n), Location: "de/fra", SizeGB: 1,
			Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-time.Duration(n) * time.Minute)},
		})
	}
	return inventory.NewView(l, noon)
}

// skippedIn returns the skipped snapshots in a review.
func skippedIn(t *testing.T, page string) []*viewtest.Node {
	t.Helper()
	return viewtest.Parse(t, page).One(t, "section[aria-labelledby=skipped-title]").All("li")
}

// fixedMirror is a mirror that always returns the same view.
type fixedMirror struct {
	emptyMirror
	view *inventory.View
}

func (f fixedMirror) View() *inventory.View { return f.view }

func TestBulkForm_MaxSelected(t *testing.T) {
	t.Parallel()
	cloud := oversizedView()
	d := setupOn(t, fixedMirror{view: cloud})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	form := url.Values{}
	for _, s := range cloud.Snapshots {
		form.Add("snap", s.ID)
	}
	page, status := d.review("lock", form)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, skippedIn(t, page), 3)
	form["snap"] = form["snap"][:5000]
	form.Set("reason", "the move")
	require.Equal(t, http.StatusSeeOther, d.confirm("lock", form))
	require.Len(t, d.ops(operation.LockSnapshot), 5000)
}

package bulk

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func TestBulkForm_OrdersBySourceThenAge(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour, 3*time.Hour).Volume("db", 1, 2*time.Hour).Snapshot("lost", "", 1, time.Hour)
	f := formOf(setup(c), "delete", url.Values{"snap": {"web-0", "db-0", "web-1", "lost", "web-0", ""}})
	var ids []string
	for _, snap := range f.snapshots {
		ids = append(ids, snap.ID)
	}
	require.Equal(t, []string{"lost", "db-0", "web-1", "web-0"}, ids, "each once, whatever the form repeats")
	require.Empty(t, f.skipped)
}

func TestBulkForm_NamesDeletedSnapshots(t *testing.T) {
	t.Parallel()
	f := formOf(setup(areatest.NewContract().Volume("web", 1, time.Hour)), "delete", url.Values{"snap": {"gone", "web-0", "<b>"}})
	require.Len(t, f.snapshots, 1)
	require.Equal(t, []string{"gone", "<b>"}, skippedIDs(f.skipped))
	require.Empty(t, f.skipped[0].Subject.Href, "a deleted snapshot has no page")
}

func TestBulkForm_TakesAllMatchesOfList(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour, 2*time.Hour).Volume("db", 1, time.Hour)
	s := setup(c)
	require.Len(t, formOf(s, "delete", url.Values{"match": {"/snapshots"}}).snapshots, 3)
	require.Len(t, formOf(s, "delete", url.Values{"match": {"/snapshots?vol=web"}, "snap": {"web-0"}}).snapshots, 2)
	for _, elsewhere := range []string{"https://evil.example/snapshots", "//evil.example", "/volumes", "/snapshots/web-0", "%zz"} {
		require.Empty(t, formOf(s, "delete", url.Values{"match": {elsewhere}}).snapshots, elsewhere)
	}
}

func TestBulkForm_LimitsBatch(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 1)
	for i := range 10_000 {
		c.Snapshot(fmt.Sprintf("s-%05d", i), "v", 1, time.Hour)
	}
	f := formOf(setup(c), "delete", url.Values{"match": {"/snapshots"}})
	require.Len(t, f.snapshots, selection.MaxSelected)
	require.Len(t, f.skipped, 10_000-selection.MaxSelected)
	require.NotEmpty(t, f.skipped[0].Subject.Href)
}

func TestBulkForm_DroppedRowsStayVisible(t *testing.T) {
	t.Parallel()
	s := setup(areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour, 3*time.Hour))
	p := planOf(t, s, "delete", url.Values{"row": {"a-0", "a-1", "a-2", "gone"}, "snap": {"a-0", "a-1"}, "drop": {"a-1"}})
	require.Equal(t, []string{"a-0", "(a-1)", "(a-2)"}, rowIDs(p.review))
	require.Equal(t, []string{"a-0"}, p.snapshotIDs())
}

func TestReviewDigest_ChangesWithContent(t *testing.T) {
	t.Parallel()
	review := func(change func(*views.SnapshotReview)) string {
		r := views.SnapshotReview{Title: "t", Rows: []views.SnapshotReviewRow{{SnapshotRow: views.SnapshotRow{ID: "a"}, Effects: []string{"x"}}, {SnapshotRow: views.SnapshotRow{ID: "b"}}}}
		change(&r)
		return reviewDigest(r)
	}
	same := review(func(*views.SnapshotReview) {})
	for name, change := range map[string]func(*views.SnapshotReview){
		"another snapshot":  func(r *views.SnapshotReview) { r.Rows[1].ID = "c" },
		"another order":     func(r *views.SnapshotReview) { r.Rows[0], r.Rows[1] = r.Rows[1], r.Rows[0] },
		"another effect":    func(r *views.SnapshotReview) { r.Rows[0].Effects = []string{"y"} },
		"nothing happens":   func(r *views.SnapshotReview) { r.Rows[0].Unchanged = true },
		"a warning":         func(r *views.SnapshotReview) { r.Rows[0].Notes = []string{"careful"} },
		"an error":          func(r *views.SnapshotReview) { r.Rows[0].Error = "no" },
		"a last copy":       func(r *views.SnapshotReview) { r.LosingLastCopy = []ui.Link{{Text: "web"}} },
		"fewer":             func(r *views.SnapshotReview) { r.Rows = r.Rows[:1] },
		"one not selected":  func(r *views.SnapshotReview) { r.Rows[1].Dropped = true },
		"more than is seen": func(r *views.SnapshotReview) { r.Rows = append(r.Rows, views.SnapshotReviewRow{}) },
	} {
		require.NotEqual(t, same, review(change), name)
	}
	for name, change := range map[string]func(*views.SnapshotReview){
		"how old it is": func(r *views.SnapshotReview) { r.Rows[0].Created.Ago = "2 h ago" },
		"a dropped row": func(r *views.SnapshotReview) { r.Rows = append(r.Rows, views.SnapshotReviewRow{Dropped: true}) },
		"the notice":    func(r *views.SnapshotReview) { r.Notice, r.Error = "x", "changed" },
	} {
		require.Equal(t, same, review(change), name)
	}
}

var (
	digestPattern = regexp.MustCompile(`name="seen" value="([0-9a-f]{64})"`)
	errorPattern  = regexp.MustCompile(`data-error="([a-z-]+)"`)
)

// responseOf returns the response to the form that records an action.
func responseOf(t *testing.T, s *Handlers, action string, values url.Values) (status int, html, to string) {
	t.Helper()
	c, response := areatest.Post(auth.RoleAdmin, paths.BulkSnapshots+action+"/record", values)
	require.NoError(t, s.recordPlan(c, action, bulkActions()[action]))
	return response.Code, response.Body.String(), response.Header().Get("Location")
}

// submittedOn returns the requests that were recorded.
func submittedOn(s *Handlers) []operation.Request { return s.Engine.(*areatest.Engine).Submitted }

// errorOn returns the error code that a page shows.
func errorOn(html string) string {
	if m := errorPattern.FindStringSubmatch(html); m != nil {
		return m[1]
	}
	return ""
}

func TestRecordPlan_OnlyReviewedContent(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour)
	seen := reviewDigest(planOf(t, setup(c), "lock", url.Values{"snap": {"a-0", "a-1"}}).review)
	for name, q := range map[string]struct {
		values   url.Values
		change   func(*areatest.Contract)
		status   int
		code     string
		recorded int
	}{
		"as it was seen":       {values: url.Values{"snap": {"a-0", "a-1"}, "seen": {seen}, "reason": {"audit"}}, status: http.StatusSeeOther, recorded: 2},
		"never seen":           {values: url.Values{"snap": {"a-0", "a-1"}, "reason": {"audit"}}, status: http.StatusConflict, code: "changed"},
		"others than seen":     {values: url.Values{"snap": {"a-0"}, "seen": {seen}, "reason": {"audit"}}, status: http.StatusConflict, code: "changed"},
		"one is gone since":    {values: url.Values{"snap": {"a-0", "a-1"}, "seen": {seen}, "reason": {"audit"}}, change: func(c *areatest.Contract) { c.Snapshots = c.Snapshots[:1] }, status: http.StatusConflict, code: "changed"},
		"one is locked since":  {values: url.Values{"snap": {"a-0", "a-1"}, "seen": {seen}, "reason": {"audit"}}, change: func(c *areatest.Contract) { c.Locked("a-0", "x") }, status: http.StatusConflict, code: "changed"},
		"nothing is left":      {values: url.Values{"snap": {"gone"}, "seen": {seen}, "reason": {"audit"}}, status: http.StatusConflict, code: "changed"},
		"a field is not given": {values: url.Values{"snap": {"a-0", "a-1"}, "seen": {seen}}, status: http.StatusUnprocessableEntity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour)
			if q.change != nil {
				q.change(contract)
			}
			s := setup(contract)
			status, html, _ := responseOf(t, s, "lock", q.values)
			require.Equal(t, q.status, status)
			require.Equal(t, q.code, errorOn(html))
			require.Len(t, submittedOn(s), q.recorded)
		})
	}
}

func TestRecordPlan_ReviewCarriesItsDigest(t *testing.T) {
	t.Parallel()
	s := setup(areatest.NewContract().Volume("a", 1, time.Hour))
	values := url.Values{"snap": {"a-0"}, "reason": {"audit"}}
	_, html, _ := responseOf(t, s, "lock", values)
	m := digestPattern.FindStringSubmatch(html)
	require.NotNil(t, m)
	values.Set("seen", m[1])
	status, _, to := responseOf(t, s, "lock", values)
	require.Equal(t, http.StatusSeeOther, status)
	require.Equal(t, "/operations/recorded", to)
	require.Equal(t, operation.LockSnapshot, submittedOn(s)[0].Kind)
}

func TestRecordPlan_ResentFormRecordsOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour).Volume("b", 1, time.Hour)
	one := operation.Operation{ID: "x", Key: "ada" + paths.BulkSnapshots + "delete/record/k", Kind: operation.DeleteSnapshot, Digest: "another content"}
	s := setup(c, func(d *web.Deps) { d.Ledger = &webtest.Records{Ops: []operation.Operation{one}} })
	values := url.Values{"snap": {"a-0", "a-1"}, "key": {"k"}, "phrase": {"delete 2 snapshots"}}
	values.Set("seen", reviewDigest(planOf(t, s, "delete", values).review))
	status, html, _ := responseOf(t, s, "delete", values)
	require.Equal(t, http.StatusConflict, status)
	require.Equal(t, "form-used", errorOn(html), "a form that destroys is never taken twice")
	require.NotContains(t, html, `type="hidden" name="phrase"`, "a resent form needs the phrase again")
	require.Empty(t, submittedOn(s))
}

func TestRecordPlan_FailsWhenNothingIsRecorded(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	s := setup(areatest.NewContract().Volume("a", 1, time.Hour))
	s.Engine.(*areatest.Engine).Err = full
	values := url.Values{"snap": {"a-0"}, "reason": {"audit"}}
	values.Set("seen", reviewDigest(planOf(t, s, "lock", values).review))
	c, _ := areatest.Post(auth.RoleAdmin, paths.BulkSnapshots+"lock/record", values)
	require.ErrorIs(t, s.recordPlan(c, "lock", (*Handlers).bulkLock), full)
}

func TestShowPlan_ListsFirstSkipped(t *testing.T) {
	t.Parallel()
	values := url.Values{}
	for i := range selection.MaxSkipped + 5 {
		values.Add("snap", fmt.Sprintf("gone-%03d", i))
	}
	s := setup(areatest.NewContract())
	c, response := areatest.Post(auth.RoleAdmin, paths.BulkSnapshots+"delete", values)
	require.NoError(t, s.showPlan(c, formOf(s, "delete", values), planOf(t, s, "delete", values), http.StatusOK))
	html := response.Body.String()
	require.Contains(t, html, "gone-099")
	require.NotContains(t, html, "gone-100")
	require.NotContains(t, html, `name="seen"`, "there is nothing to record")
}

func TestShowDeletions_ReviewsGivenSnapshots(t *testing.T) {
	t.Parallel()
	s := setup(areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour))
	c, response := areatest.Post(auth.RoleAdmin, "/batches/b/retry", url.Values{"snap": {"a-1"}})
	require.NoError(t, s.ShowDeletions(c, []string{"a-0"}))
	require.Contains(t, response.Body.String(), paths.BulkSnapshots+"delete/record")
	require.Contains(t, response.Body.String(), `value="a-0"`)
	require.NotContains(t, response.Body.String(), `value="a-1"`, "the form of another page does not count")
}

func TestBulk_EmptyContractReviewsNothing(t *testing.T) {
	t.Parallel()
	for action := range bulkActions() {
		p := recordedPlanOf(t, setup(areatest.NewContract()), action, url.Values{"snap": {"x"}, "match": {"/snapshots"}})
		require.Empty(t, p.requests, action)
		require.Empty(t, p.review.Button, action)
		require.Empty(t, p.review.Rows, action)
	}
}

func TestBulk_RowsMatchRequests(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour).Volume("b", 1, time.Hour).Locked("b-0", "audit")
	values := url.Values{"snap": {"a-0", "a-1", "b-0"}, "name": {"new {n}"}, "label": {"owner"}, "value": {"ada"}, "reason": {"audit"}}
	for action, want := range map[string][]string{
		"delete": {"a-1", "a-0"}, "lock": {"a-1", "a-0"}, "unlock": {"b-0"}, "rename": {"a-1", "a-0", "b-0"}, "label": {"a-1", "a-0", "b-0"},
	} {
		p := planOf(t, setup(c), action, values)
		require.Equal(t, want, p.snapshotIDs(), action)
		require.Equal(t, want, rowIDs(p.review), action)
		require.NotEmpty(t, p.review.Button, action)
	}
}

func TestGBOfSnapshots_UnknownSizesAddNothing(t *testing.T) {
	t.Parallel()
	require.Equal(t, "at least 3.5 GB", sizeFact("Size", []inventory.Snapshot{{SizeGB: 1.5}, {}, {SizeGB: 2}}).Text)
	require.Equal(t, "size unknown", sizeFact("Size", []inventory.Snapshot{{}}).Text)
	require.Equal(t, "0 GB", sizeFact("Size", nil).Text)
}

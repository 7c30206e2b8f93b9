package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// boxes returns the values of the check boxes of a review: all, and those that are ticked.
func boxes(page, name string) (ticked, others []string) {
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="`+name+`" value="([^"]*)"( checked)?`).FindAllStringSubmatch(page, -1) {
		if m[2] != "" {
			ticked = append(ticked, m[1])
			continue
		}
		others = append(others, m[1])
	}
	return ticked, others
}

// newQuotaDashboard returns a dashboard with volumes of which the large one exceeds the quota.
func newQuotaDashboard(t *testing.T) *dashboard {
	t.Helper()
	stable := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-time.Hour)}
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod", Location: "de/fra", Metadata: stable}}}
	for id, gb := range map[string]float64{"a": 10, "b": 20, "archive": 2048, "unsized": 0} {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: "dc", Name: id + "-data", SizeGB: gb, Metadata: stable})
	}
	l.Contract.Limits.HDDPerContractMB, l.Contract.Limits.HDDProvisionedMB = 600*1024, 100*1024
	d := setupOn(t, viewMirror{view: inventory.NewView(l, noon)})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

func TestReview_DropsUnfitting(t *testing.T) {
	t.Parallel()
	d := newQuotaDashboard(t)
	_, page := d.send("/bulk", url.Values{"vol": {"a", "b", "archive"}})
	require.Contains(t, page, "Drop archive-data and 2 fit")
	drop := regexp.MustCompile(`name="drop" value="([^"]*)"`).FindStringSubmatch(page)
	require.Equal(t, "archive", drop[1])
	ticked, _ := boxes(page, "vol")
	_, page = d.send("/bulk", url.Values{"vol": ticked, "row": ticked, "drop": {drop[1]}, "name": {"mine {volume}"}})
	ticked, others := boxes(page, "vol")
	require.ElementsMatch(t, []string{"a", "b"}, ticked)
	require.Equal(t, []string{"archive"}, others, "it can be selected again")
	require.NotContains(t, page, `data-error="quota"`)
	require.Contains(t, page, "Create 2 snapshots")
	require.Contains(t, page, `value="mine {volume}"`, "the input is kept")
	status, _ := d.send("/bulk/create", url.Values{"key": {"k"}, "vol": ticked, "row": {"a", "b", "archive"}, "name": {"{volume}"}})
	require.Equal(t, http.StatusSeeOther, status)
	require.Len(t, d.ops(operation.CreateSnapshot), 2, "rows that are not selected are left out")
}

func TestReview_UnknownSizeCannotBeCompared(t *testing.T) {
	t.Parallel()
	d := newQuotaDashboard(t)
	_, page := d.send("/bulk", url.Values{"vol": {"a", "unsized"}})
	require.Len(t, viewtest.Parse(t, page).One(t, "[id=review-effect]").All("p.note.warn"), 1)
	form, _ := d.get("/datacenters/dc/volumes/unsized/create")
	require.NotEmpty(t, viewtest.Parse(t, form).All("p.note"))
}

func TestReview_AddressOfServerSelectsItsVolumes(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	page, _ := d.get("/bulk?server=web")
	linked, _ := boxes(page, "vol")
	_, page = d.send("/bulk", url.Values{"server": {"web"}})
	sent, _ := boxes(page, "vol")
	require.Len(t, linked, 2)
	require.ElementsMatch(t, sent, linked, "the link of the search leads to what the button of the server leads to")
	page, _ = d.get("/bulk?server=web&vol=small")
	more, _ := boxes(page, "vol")
	require.ElementsMatch(t, linked, more, "an address selects nothing else")
}

func TestReview_NothingSelectedCreatesNothing(t *testing.T) {
	t.Parallel()
	d := newQuotaDashboard(t)
	_, page := d.send("/bulk", url.Values{"row": {"a", "b"}})
	require.Regexp(t, `<button class="primary" disabled`, page)
	status, _ := d.send("/bulk/create", url.Values{"key": {"k"}, "row": {"a", "b"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Empty(t, d.ops())
}

// A row is dropped from a review of deletions.
func TestReview_DeletionOfSelectedRows(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	_, page := d.send("/bulk/snapshots/delete", url.Values{"snap": {"old", "new", "beside"}})
	seen := regexp.MustCompile(`name="seen" value="([^"]*)"`).FindStringSubmatch(page)[1]
	rows := []string{"old", "new", "beside"}
	form := url.Values{"key": {"k"}, "seen": {seen}, "row": rows, "snap": {"old", "beside"}, "phrase": {"delete 2 snapshots"}}
	status, page := d.send("/bulk/snapshots/delete/record", form)
	require.Equal(t, http.StatusConflict, status, "it differs from the review")
	require.Empty(t, d.ops())
	ticked, others := boxes(page, "snap")
	require.ElementsMatch(t, []string{"old", "beside"}, ticked)
	require.Equal(t, []string{"new"}, others)
	form.Set("seen", regexp.MustCompile(`name="seen" value="([^"]*)"`).FindStringSubmatch(page)[1])
	form.Set("key", "again")
	status, _ = d.send("/bulk/snapshots/delete/record", form)
	require.Equal(t, http.StatusSeeOther, status)
	require.Len(t, d.ops(operation.DeleteSnapshot), 2)
}

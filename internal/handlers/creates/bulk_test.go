package creates

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
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
)

func TestVolumesOn_AllOfServer(t *testing.T) {
	t.Parallel()
	v := inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc"}},
		Volumes:     []inventory.Volume{{ID: "v1", DatacenterID: "dc"}, {ID: "v2", DatacenterID: "dc"}},
		Servers:     []inventory.Server{{ID: "x", DatacenterID: "dc", VolumeIDs: []string{"v1", "v2"}}},
	}, time.Time{})
	require.ElementsMatch(t, []string{"v1", "v2"}, volumesOn(v, "x"))
	require.Empty(t, volumesOn(v, "y"))
}

// selected returns the ids of the volumes that a form selects, drops and leaves out.
func selected(c *areatest.Contract, form url.Values) (ids, dropped, skipped []string) {
	base := c.Base()
	id := func(x inventory.Volume) string { return x.ID }
	ch := newHandlers(base).selectVolumes(areatest.Request(base, "/"), form)
	return selection.IDsOf(ch.volumes, id), selection.IDsOf(ch.dropped, id), selection.IDsOf(ch.skipped, func(s views.Skipped) string { return s.Subject.Text })
}

func TestSelectVolumes_ByIDListOrServer(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Volume("c", 1)
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", VolumeIDs: []string{"b", "c", "gone"}}}
	for name, q := range map[string]struct {
		form    url.Values
		want    []string
		dropped []string
		skipped []string
	}{
		"by id":            {url.Values{"vol": {"b", "a", "b"}}, []string{"b", "a"}, []string{}, []string{}},
		"by list":          {url.Values{"match": {"/volumes?q=c"}, "vol": {"a"}}, []string{"a", "c"}, []string{}, []string{}},
		"by server":        {url.Values{"server": {"s1"}}, []string{"b", "c"}, []string{}, []string{"gone"}},
		"no such server":   {url.Values{"server": {"s2"}}, []string{}, []string{}, []string{}},
		"gone":             {url.Values{"vol": {"x"}}, []string{}, []string{}, []string{"x"}},
		"another site":     {url.Values{"match": {"https://evil.example/volumes"}}, []string{}, []string{}, []string{}},
		"one is dropped":   {url.Values{"vol": {"a", "b"}, "row": {"a", "b", "c"}, "drop": {"b"}}, []string{"a"}, []string{"b", "c"}, []string{}},
		"dropped and gone": {url.Values{"row": {"x"}}, []string{}, []string{}, []string{}},
	} {
		ids, dropped, skipped := selected(c, q.form)
		require.Equal(t, q.want, ids, name)
		require.Equal(t, q.dropped, dropped, name)
		require.Equal(t, q.skipped, skipped, name)
	}
}

func TestSelectVolumes_NotTwiceAtOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Operation(
		operation.Operation{ID: "x", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "a"}, operation.Operation{ID: "y", Kind: operation.DeleteSnapshot, State: operation.Queued, VolumeID: "b"},
	)
	ids, _, skipped := selected(c, url.Values{"vol": {"a", "b"}})
	require.Equal(t, []string{"b"}, ids)
	require.Equal(t, []string{"a"}, skipped)
}

func TestSelectVolumes_LimitsBatch(t *testing.T) {
	t.Parallel()
	ids, _, skipped := selected(areatest.NewContract().VolumesNamed(selection.MaxSelected+20), url.Values{"match": {"/volumes"}})
	require.Len(t, ids, selection.MaxSelected)
	require.Len(t, skipped, 20)
}

func TestDropSuggestion_OnlyWhenItHelps(t *testing.T) {
	t.Parallel()
	volumes := []inventory.Volume{{ID: "a", Name: "small"}, {ID: "b", Name: "big"}, {ID: "c"}}
	require.Nil(t, dropSuggestion(volumes, nil))
	require.Nil(t, dropSuggestion(volumes, []int{0, 1, 2}), "nothing would be left")
	one := dropSuggestion(volumes, []int{1})
	require.Equal(t, "b", one.IDs)
	require.Contains(t, one.Text, "big")
	require.Contains(t, one.Text, "2 fit")
	two := dropSuggestion(volumes, []int{1, 0})
	require.Equal(t, "b,a", two.IDs)
	require.Contains(t, two.Text, "the 2 largest")
	require.Contains(t, two.Text, "1 fits")
}

func TestCreateRequests_OneForEachVolume(t *testing.T) {
	t.Parallel()
	base := areatest.NewContract().Volume("a", 1).Volume("b", 1).Base()
	s, req := newHandlers(base), areatest.Request(base, "/")
	requests, wrong := s.createRequests(req, req.View.Volumes, views.BulkReview{Template: "{volume} {datacenter} {date}", Description: " text \r\n"})
	require.Empty(t, wrong)
	require.Equal(t, []string{"a prod 2026-11-20", "b prod 2026-11-20"}, []string{requests[0].Params.Name, requests[1].Params.Name})
	require.Equal(t, "text", requests[0].Params.Description)
	require.Equal(t, "fra", requests[0].DatacenterID)
	for field, r := range map[string]views.BulkReview{
		"description": {Template: "x", Description: strings.Repeat("x", inventory.MaxDescription+1)}, "name": {Template: "a\u0007b"},
	} {
		requests, wrong = s.createRequests(req, req.View.Volumes, r)
		require.NotEmpty(t, wrong[field])
		require.Empty(t, requests, "all or none")
	}
	requests, wrong = s.createRequests(req, req.View.Volumes, views.BulkReview{Template: strings.Repeat("x", 5000)})
	require.Empty(t, wrong)
	require.LessOrEqual(t, len(requests[0].Params.Name), inventory.MaxName, "a long name is cut, since each volume's is different")
}

// sent returns the response to the form of a batch.
func sent(t *testing.T, s *Handlers, form url.Values) (status int, html, to string) {
	t.Helper()
	c, response := areatest.Post(auth.RoleOperator, paths.BulkPath+"/create", form)
	require.NoError(t, s.createAll(c))
	return response.Code, response.Body.String(), response.Header().Get("Location")
}

func submitted(s *Handlers) []operation.Request { return s.Engine.(*areatest.Engine).Submitted }

func TestCreateAll_RecordsOnceOrShowsReview(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1)
	for name, q := range map[string]struct {
		form     url.Values
		status   int
		recorded int
	}{
		"two":            {url.Values{"vol": {"a", "b"}}, http.StatusSeeOther, 2},
		"none":           {url.Values{}, http.StatusUnprocessableEntity, 0},
		"all are gone":   {url.Values{"vol": {"x", "y"}}, http.StatusUnprocessableEntity, 0},
		"a bad template": {url.Values{"vol": {"a"}, "name": {"a\u0007"}}, http.StatusUnprocessableEntity, 0},
		"one is dropped": {url.Values{"vol": {"a", "b"}, "row": {"a", "b"}, "drop": {"a"}}, http.StatusSeeOther, 1},
	} {
		s := newHandlers(c.Base())
		status, _, _ := sent(t, s, q.form)
		require.Equal(t, q.status, status, name)
		require.Len(t, submitted(s), q.recorded, name)
	}
}

func TestCreateAll_OtherContentIsConfirmed(t *testing.T) {
	t.Parallel()
	earlier := operation.Operation{ID: "x", Key: "ada" + paths.BulkPath + "/create/k", Kind: operation.CreateSnapshot, Digest: "other", CreatedAt: areatest.Noon}
	s := newHandlers(areatest.NewContract().Volume("a", 1).Volume("b", 1).Base(func(d *web.Deps) { d.Ledger = &webtest.Records{Ops: []operation.Operation{earlier}} }))
	status, html, _ := sent(t, s, url.Values{"vol": {"a", "b"}, "key": {"k"}})
	require.Equal(t, http.StatusConflict, status)
	require.Empty(t, submitted(s))
	require.Contains(t, html, "/operations/x")
}

var rowPattern = regexp.MustCompile(`<tr id="row-([^"]+)"`)

func TestShowReview_SumsSelection(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Priced("0.05").Quota(950, 1000).Volume("a", 40).Volume("b", 20).Volume("unsized", 0)
	s := newHandlers(c.Base())
	post, response := areatest.Post(auth.RoleOperator, paths.BulkPath, url.Values{"vol": {"a", "b", "unsized"}})
	require.NoError(t, s.review(post))
	html := response.Body.String()
	require.Contains(t, html, "at least 60 GB")
	require.Contains(t, html, "3.00 EUR a month")
	require.Contains(t, html, `value="a"`)
	require.Contains(t, html, "Drop a and 2 fit", "the largest is too much")
	require.LessOrEqual(t, len(rowPattern.FindAllString(html, -1)), 3)
}

func TestReviewOfServer_UnknownServerLeadsToList(t *testing.T) {
	t.Parallel()
	c, response := areatest.Post(auth.RoleOperator, paths.BulkPath, nil)
	require.NoError(t, newHandlers(areatest.NewContract().Base()).reviewOfServer(c))
	require.Equal(t, "/volumes", response.Header().Get("Location"))
}

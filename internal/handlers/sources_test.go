package handlers_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// sourceMirror is a changing contract with snapshots of unknown source.
type sourceMirror struct {
	inventory.Listings
	requests []inventory.Request
	view     *inventory.View
}

func (c *sourceMirror) View() *inventory.View    { return c.view }
func (c *sourceMirror) Health() inventory.Health { return inventory.Health{ReadAt: noon} }
func (c *sourceMirror) change(f func(c *sourceMirror)) {
	f(c)
	c.view = inference.Infer(inventory.NewView(c.Listings, noon), c.requests)
}
func (c *sourceMirror) History(*inventory.View) inventory.RequestHistory {
	return inventory.RequestHistory{Requests: c.requests, ReadAt: noon.Add(-time.Minute), Since: noon.AddDate(0, 0, -92)}
}

func newSourceMirror() *sourceMirror {
	created := inventory.Metadata{CreatedDate: noon.AddDate(-1, 0, 0), State: inventory.StateAvailable}
	made := func(id, name string) inventory.Snapshot {
		return inventory.Snapshot{
			ID: id, Name: name, Location: "de/fra", SizeGB: 10,
			Metadata: inventory.Metadata{CreatedDate: noon.Add(-time.Hour), State: inventory.StateAvailable},
		}
	}
	c := &sourceMirror{Listings: inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "d1", Name: "prod", Location: "de/fra"}, {ID: "d2", Name: "far", Location: "de/txl"}},
		Volumes: []inventory.Volume{
			{ID: "v1", DatacenterID: "d1", Name: "web-01", SizeGB: 10, Metadata: created}, {ID: "v2", DatacenterID: "d1", Name: "db-01", SizeGB: 10, Metadata: created},
			{ID: "v3", DatacenterID: "d2", Name: "elsewhere", SizeGB: 10, Metadata: created}, {ID: "v4", DatacenterID: "d1", Name: "tiny", SizeGB: 5, Metadata: created},
		},
		Snapshots: []inventory.Snapshot{made("s1", "nightly"), made("s2", "tf-web-01"), made("s3", "weekly")},
	}}
	for _, x := range [][2]string{{"s1", "v1"}, {"s3", "gone"}} {
		c.requests = append(c.requests, inventory.Request{
			ID: "r-" + x[0], Method: "POST", URL: "/datacenters/d1/volumes/" + x[1] + "/create-snapshot", CreatedDate: noon.Add(-time.Hour),
			Targets: []inventory.Target{{ID: x[0], Type: "snapshot"}},
		})
	}
	c.change(func(*sourceMirror) {})
	return c
}

func sourcesDashboard(t *testing.T) (*dashboard, *sourceMirror) {
	t.Helper()
	c := newSourceMirror()
	d := setupOn(t, c, func(deps *web.Deps) { deps.Inferrer = c })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d, c
}

// postForm returns the response to a form.
func (d *dashboard) postForm(path string, form url.Values) (status int, text, to string) {
	d.Helper()
	response, err := d.client.PostForm(d.url+path, form)
	require.NoError(d, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(d, err)
	return response.StatusCode, string(body), response.Header.Get("Location")
}

func TestSources_ConfirmAfterReview(t *testing.T) {
	t.Parallel()
	d, _ := sourcesDashboard(t)
	page, _ := d.get("/snapshots/sources")
	root := viewtest.Parse(t, page)
	require.Contains(t, root.One(t, "[id=write-certain]").One(t, "button").Words(), "2")
	require.Contains(t, root.One(t, "[id=request-history]").Words(), "2")
	require.Len(t, root.All("tr.source"), 3)
	require.Contains(t, root.One(t, "tr[id=row-s2]").Words(), "“web-01”", "the evidence quotes the name")
	only, _ := d.get("/snapshots/sources?grade=likely")
	require.Contains(t, only, "tf-web-01")
	require.NotContains(t, only, "nightly")
	made, _ := d.get("/snapshots/sources?maker=terraform")
	require.Contains(t, made, "tf-web-01")
	require.NotContains(t, made, "nightly")

	status, review, _ := d.postForm("/snapshots/sources/review", url.Values{"match": {"/snapshots/sources?grade=certain"}})
	require.Equal(t, http.StatusOK, status)
	for _, want := range []string{"snapdeck-volume", "snapdeck-datacenter", "snapdeck-source", "nightly"} {
		require.Contains(t, review, want)
	}
	require.NotContains(t, review, "tf-web-01")
	require.Empty(t, d.ops(), "a review writes nothing")

	form := url.Values{"key": {"k"}, "pair": {"s1/v1/there", "s3/gone/gone"}}
	status, _, to := d.postForm("/snapshots/sources/confirm", form)
	require.Equal(t, http.StatusSeeOther, status)
	written := d.ops()
	require.Len(t, written, 2)
	require.Equal(t, "/batches/"+written[0].Batch, to)
	require.Equal(t, "ada", written[0].Actor)
	require.Equal(t, operation.ConfirmedSource("d1", "v1"), written[0].Task.Labels)
	require.Equal(t, operation.ConfirmedSource("d1", "gone"), written[1].Task.Labels)
	_, _, again := d.postForm("/snapshots/sources/confirm", form)
	require.True(t, strings.HasPrefix(again, to+"?notice=earlier."), "the same form is recorded once: %s", again)
	require.Len(t, d.ops(), 2)
	page, _ = d.get("/snapshots/sources")
	require.Empty(t, viewtest.Parse(t, page).All("input[name=pair][value=s1/v1/there]"), "its source is being written")
}

// All certain sources are written without a review, once.
func TestSources_WriteCertainInOneAction(t *testing.T) {
	t.Parallel()
	d, _ := sourcesDashboard(t)
	page, _ := d.get("/snapshots/sources")
	key := regexp.MustCompile(`name="key" value="([^"]*)"`).FindStringSubmatch(page[strings.Index(page, `id="write-certain"`):])[1]
	form := url.Values{"key": {key}, "match": {"/snapshots/sources?grade=certain"}}
	status, _, to := d.postForm("/snapshots/sources/confirm", form)
	require.Equal(t, http.StatusSeeOther, status)
	require.Len(t, d.ops(), 2)
	_, _, again := d.postForm("/snapshots/sources/confirm", form)
	require.True(t, strings.HasPrefix(again, to), "a double click writes them once: %s", again)
	require.Len(t, d.ops(), 2)
}

// Snapshots change after their sources were inferred.
func TestSources_ChangeAfterInference(t *testing.T) {
	t.Parallel()
	d, c := sourcesDashboard(t)
	c.change(func(c *sourceMirror) {
		c.Snapshots[0].Name = "renamed"
		c.Labels = append(c.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "s3", Key: inventory.LabelSource, Value: inventory.SourceNone})
	})
	page, _ := d.get("/snapshots/sources")
	require.Contains(t, page, "renamed")
	require.NotContains(t, page, "nightly")
	require.NotContains(t, viewtest.Parse(t, page).One(t, "[id=write-certain]").Words(), "2", "a user has stated that none of the volumes is its source")
	_, review, _ := d.postForm("/snapshots/sources/review", url.Values{"match": {"/snapshots/sources?grade=certain"}})
	require.Contains(t, review, "renamed")
	require.NotContains(t, review, "weekly")
	for _, address := range []string{"/snapshots/s3", "/snapshots/s3/source"} {
		page, _ = d.get(address)
		require.Contains(t, page, "None of them", address)
	}
}

func TestSources_InvalidIsNotWritten(t *testing.T) {
	t.Parallel()
	label := func(key, value string) func(*sourceMirror) {
		return func(c *sourceMirror) {
			c.Labels = append(c.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "s1", Key: key, Value: value})
		}
	}
	cases := map[string]struct {
		change  func(*sourceMirror)
		pair    string
		shown   []string // the pairs that the review shows instead
		reasons []string // codes of the skipped pairs
	}{
		"the snapshot is gone":     {func(c *sourceMirror) { c.Snapshots = c.Snapshots[1:] }, "s1/v1/there", nil, []string{"snapshot-deleted"}},
		"the source is known":      {label(inventory.LabelVolume, "v2"), "s1/v1/there", nil, []string{"known"}},
		"it is the known one":      {label(inventory.LabelVolume, "v1"), "s1/v1/there", nil, []string{"same"}},
		"the volume is gone":       {func(c *sourceMirror) { c.Volumes = slices.Delete(c.Volumes, 1, 2) }, "s1/v2/there", nil, []string{"volume-deleted"}},
		"a certain volume is gone": {func(c *sourceMirror) { c.Volumes = c.Volumes[1:] }, "s1/v1/there", []string{"s1/v1/gone"}, nil},
		"another location":         {nil, "s1/v3/there", nil, []string{"location"}},
		"a smaller volume":         {nil, "s1/v4/there", nil, []string{"too-small"}},
		"nothing":                  {nil, "", nil, nil},
		"nonsense":                 {nil, "s1", nil, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, cloud := sourcesDashboard(t)
			if c.change != nil {
				cloud.change(c.change)
			}
			for _, path := range []string{"/snapshots/sources/review", "/snapshots/sources/confirm"} {
				_, text, _ := d.postForm(path, url.Values{"key": {"k"}, "pair": {c.pair}})
				root := viewtest.Parse(t, text)
				require.Equal(t, c.shown, root.Values("input[name=pair]", "value"), path)
				require.Equal(t, c.reasons, root.Values("li[data-reason]", "data-reason"), path)
				require.Equal(t, len(c.shown), len(root.All("span.warn-text")), "%s: a volume that was deleted since is named", path)
			}
			require.Empty(t, d.ops())
		})
	}
}

func TestSources_SelectAndCorrect(t *testing.T) {
	t.Parallel()
	d, c := sourcesDashboard(t)
	page, _ := d.get("/snapshots/s2/source")
	require.Contains(t, page, "web-01")
	require.Contains(t, page, "db-01")
	require.NotContains(t, page, "elsewhere", "it is in another location")
	require.NotContains(t, page, "tiny", "it is too small")
	found, _ := d.get("/snapshots/s2/source?q=db-")
	require.NotContains(t, found, "s2/v1/there")
	_, review, _ := d.postForm("/snapshots/sources/review", url.Values{"pair": {"s2/v2/there"}})
	require.Contains(t, review, ">Manual<")
	d.postForm("/snapshots/sources/confirm", url.Values{"key": {"k"}, "pair": {"s2/none"}})
	require.Equal(t, operation.DeniedSource(), d.ops()[0].Task.Labels)

	c.change(func(c *sourceMirror) {
		c.Labels = append(c.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "s1", Key: inventory.LabelVolume, Value: "v2"},
			inventory.Label{ResourceType: "snapshot", ResourceID: "s1", Key: inventory.LabelSource, Value: inventory.SourceConfirmed},
			inventory.Label{ResourceType: "snapshot", ResourceID: "s2", Key: inventory.LabelSource, Value: inventory.SourceNone})
	})
	page, _ = d.get("/snapshots/s1")
	require.Contains(t, page, `href="/snapshots/s1/source"`, "a confirmed source can be corrected")
	d.postForm("/snapshots/sources/confirm", url.Values{"key": {"k2"}, "pair": {"s1/v1/there"}})
	require.Equal(t, operation.ConfirmedSource("d1", "v1"), d.ops()[1].Task.Labels)
	page, _ = d.get("/snapshots/sources?grade=denied")
	require.Contains(t, page, "tf-web-01")
	require.NotContains(t, page, `name="pair"`, "a denied volume is not offered")
}

// Rows that an update adds later can be selected and sent.
func TestSources_EmptyListHasSelectionForm(t *testing.T) {
	t.Parallel()
	d, _ := sourcesDashboard(t)
	for _, path := range []string{"/volumes", "/snapshots", "/snapshots/sources", "/datacenters/d1/volumes/v4"} {
		empty, _ := d.get(path + "?q=nothing-is-called-so&state=BUSY")
		require.Contains(t, empty, `<div id="selection">`, path)
		require.NotContains(t, empty, `class="selection"`, path)
	}
	for _, path := range []string{"/volumes", "/snapshots", "/snapshots/sources"} {
		filled, _ := d.get(path)
		require.Regexp(t, `<div id="selection">\s*<form id="\w+" class="selection"`, filled, path)
	}
}

// How far the request log has been read is only shown where it explains why a source is unknown.
func TestSnapshotPage_RequestHistoryOnlyWithoutSource(t *testing.T) {
	t.Parallel()
	d, _ := sourcesDashboard(t)
	certain, _ := d.get("/snapshots/s1")
	require.Contains(t, certain, `name="pair" value="s1/v1/there"`, "the certain source can still be written")
	require.NotContains(t, certain, `id="request-history"`)
	likely, _ := d.get("/snapshots/s2")
	require.Contains(t, likely, `id="request-history"`)
}

func TestPages_NameInferencesMatches(t *testing.T) {
	t.Parallel()
	d, _ := sourcesDashboard(t)
	for _, page := range []string{"/datacenters/d1/volumes/v1", "/datacenters/d1/volumes/v4", "/snapshots/s2", "/snapshots/sources"} {
		text, response := d.get(page)
		require.Equal(t, http.StatusOK, response.StatusCode, page)
		require.NotRegexp(t, `(?i)guess`, text, page)
	}
}

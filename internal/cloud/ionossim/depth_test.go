package ionossim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// depthShape describes how an element is shown: "ref", "props", and for its first child collection "ref" or the
// shape of its first item.
func depthShape(t *testing.T, node any, child string) string {
	t.Helper()
	o := node.(map[string]any)
	switch {
	case o["properties"] == nil:
		return "ref"
	case o["entities"] == nil:
		return "props"
	}
	c := walk(t, o, "entities", child).(map[string]any)
	items, shown := c["items"].([]any)
	if !shown {
		return "props+list"
	}
	return "props+list of " + depthShape(t, items[0], "volumes")
}

// TestDepth_Levels checks the levels of the reference (section 2.1).
func TestDepth_Levels(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id := b.volume("prod-web-fra", "web-01-root").DatacenterID
	for depth, want := range map[string]struct{ single, list string }{
		"0": {"props", "ref"},
		"1": {"props+list", "props+list"},
		"2": {"props+list of props+list", "props+list of ref"},
		"3": {"props+list of props+list of ref", "props+list of props+list"},
		"4": {"props+list of props+list of props", "props+list of props+list of ref"},
		"5": {"props+list of props+list of props", "props+list of props+list of props"},
		"9": {"props+list of props+list of props", "props+list of props+list of props"},
	} {
		require.Equal(t, want.single, depthShape(t, map[string]any(b.get("/datacenters/"+id+"?depth="+depth).body), "servers"), "single at %s", depth)
		require.Equal(t, want.list, depthShape(t, b.get("/datacenters?depth=" + depth).items(t)[0], "servers"), "list at %s", depth)
	}
	// snapshots have no children: depth 1 shows all in a list, depth 0 in a single one
	require.Equal(t, "ref", depthShape(t, b.get("/snapshots").items(t)[0], ""))
	require.Equal(t, "props", depthShape(t, b.get("/snapshots?depth=1").items(t)[0], ""))
	require.Equal(t, "props", depthShape(t, map[string]any(b.get("/snapshots/"+b.Snapshots()[0].ID).body), ""))
}

func TestDepth_RequestStatus(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	require.Nil(t, b.get("/requests?depth=0").items(t)[0].(map[string]any)["metadata"])
	one := walk(t, b.get("/requests?depth=1").items(t)[0], "metadata", "requestStatus").(map[string]any)
	require.Nil(t, one["metadata"])
	two := walk(t, b.get("/requests?depth=2").items(t)[0], "metadata", "requestStatus", "metadata", "status")
	require.NotEmpty(t, two)
	require.Equal(t, two, b.get("/requests/"+b.newest()+"?depth=0").at(t, "metadata", "requestStatus", "metadata", "status"))
}

func (b *testSim) newest() string {
	b.t.Helper()
	return walk(b.t, b.get("/requests").items(b.t)[0], "id").(string)
}

func TestList_Pages(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id := b.Datacenters()[0].ID
	r := b.get("/datacenters/" + id + "/volumes?depth=1&offset=3&limit=3&filter.type=S")
	require.Len(t, r.items(t), 3)
	require.EqualValues(t, 3, r.at(t, "offset"))
	require.EqualValues(t, 3, r.at(t, "limit"))
	next, prev := r.at(t, "_links", "next").(string), r.at(t, "_links", "prev").(string)
	require.Contains(t, next, "offset=6")
	require.Contains(t, next, "filter.type=S")
	require.Contains(t, prev, "offset=0")
	last := b.get(strings.TrimPrefix(next, "http://api.test:8080/cloudapi/v6"))
	require.Nil(t, last.at(t, "_links").(map[string]any)["next"])
	require.Empty(t, b.get("/datacenters?offset=100").items(t))

	all := b.get("/snapshots?limit=5&offset=2")
	require.Len(t, all.items(t), 90, "snapshots know no pages")
	require.NotContains(t, all.text, "_links")
}

func TestList_PagesCoverList(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 3, Size: ionossim.SeedSize{Datacenters: 23, Volumes: 23, Snapshots: -1, Idle: true}})
	seen := map[string]bool{}
	path := "/datacenters?limit=7"
	for path != "" {
		r := b.get(path)
		for _, item := range r.items(t) {
			seen[walk(t, item, "id").(string)] = true
		}
		next, _ := r.at(t, "_links").(map[string]any)["next"].(string)
		path = strings.TrimPrefix(next, "http://api.test:8080/cloudapi/v6")
	}
	require.Len(t, seen, 23)
}

func TestList_FiltersAndOrder(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	for _, name := range []string{"Zeta needle", "alpha NEEDLE", "mid needle"} {
		_, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: name, CreatedBy: "finder@example.com"})
		require.NoError(t, err)
	}
	for query, want := range map[string]int{
		"filter.name=needle":                             3,
		"filter.name=NeEdLe&filter.location=de/fra":      3,
		"filter.name=needle&filter.location=gb":          0,
		"filter.name=zeta,alpha":                         2,
		"filter.createdBy=finder":                        3,
		"filter.state=available&filter.name=needle":      3,
		"filter.nam=needle":                              0,
		"filter.name=nothing like it":                    0,
		"filter.name=needle&maxResults=2":                2,
		"filter.name=needle&limit=1":                     3,
		"filter.secAuthProtection=false&filter.name=eed": 3,
	} {
		require.Len(t, b.get("/snapshots?"+strings.ReplaceAll(query, " ", "+")).items(t), want, query)
	}
	for _, key := range []string{"orderBy", "order-by"} {
		var names []string
		for _, item := range b.get("/snapshots?depth=1&filter.name=needle&" + key + "=name").items(t) {
			names = append(names, walk(t, item, "properties", "name").(string))
		}
		require.Equal(t, []string{"Zeta needle", "alpha NEEDLE", "mid needle"}, names)
	}
	sizes := b.get("/snapshots?depth=1&orderBy=size").items(t)
	for i := range len(sizes) - 1 {
		require.LessOrEqual(t, walk(t, sizes[i], "properties", "size"), walk(t, sizes[i+1], "properties", "size"))
	}
}

func TestRequests_Filters(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.clock.advance(1e9)
	v := b.volume("prod-web-fra", "web-01-root")
	_, status := b.create(v, `{"properties":{"name":"findable"}}`)
	id := strings.Split(status, "/")[2]
	for query, want := range map[string]int{
		"filter.status=QUEUED":                                 1,
		"filter.status=QUEUED,RUNNING":                         1,
		"filter.status=FAILED":                                 1,
		"filter.createdAfter=2026-11-23+12:00:00":              1,
		"depth=1&filter.body=FINDABLE":                         1,
		"depth=1&filter.url=" + v.ID + "/create-snapshot&x=1":  len(b.get("/requests?depth=1&filter.url=" + v.ID).items(t)),
		"depth=1&filter.method=delete":                         0,
		"depth=2&filter.requestStatus=queued&filter.body=find": 1,
		"depth=1&filter.nonsense=1":                            0,
	} {
		require.Len(t, b.get("/requests?"+query).items(t), want, query)
	}
	require.Equal(t, id, b.newest(), "the newest first")
	require.Equal(t, 422, b.get("/requests?filter.createdAfter=yesterday").status)
	all := len(b.get("/requests").items(t))
	require.Len(t, b.get("/requests?depth=0&filter.body=findable").items(t), all, "below depth 1 only the documented ones work")
	require.Len(t, b.get("/requests?filter.createdBefore=2026-11-23+12:00:00").items(t), all-1)
}

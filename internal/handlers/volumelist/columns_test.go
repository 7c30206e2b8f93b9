package volumelist

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// twoLocations returns a contract with two volumes; every column orders them the same way.
func twoLocations() *areatest.Contract {
	c := areatest.NewContract().Priced("0.05").Volume("a", 10, 3*day).Volume("b", 20, 2*day, time.Hour)
	c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: "las", Name: "spare", Location: "us/las"})
	a, b := &c.Volumes[0], &c.Volumes[1]
	*a = inventory.Volume{
		ID: "a", DatacenterID: "fra", Name: "alpha", Type: "HDD", SizeGB: 10, AvailabilityZone: "ZONE_1", Bus: "IDE", Image: "a-image", LicenceType: "LINUX",
		Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: areatest.Noon.Add(-3 * day), CreatedBy: "ada@example.com", LastModifiedDate: areatest.Noon.Add(-2 * day)},
	}
	*b = inventory.Volume{
		ID: "b", DatacenterID: "las", Name: "beta", Type: "SSD", SizeGB: 20, AvailabilityZone: "ZONE_2", Bus: "VIRTIO", Image: "b-0", LicenceType: "WINDOWS",
		Metadata: inventory.Metadata{State: inventory.StateBusy, CreatedDate: areatest.Noon.Add(-day), CreatedBy: "bob@example.com", LastModifiedDate: areatest.Noon.Add(-time.Hour)},
	}
	c.Servers = []inventory.Server{{ID: "s-1", DatacenterID: "fra", Name: "db <1>", VolumeIDs: []string{"a"}}, {ID: "s-2", DatacenterID: "las", Name: "web", VolumeIDs: []string{"b"}}}
	return c.Label("volume", "a", "env", "prod").Label("volume", "b", "env", "test")
}

// Each sortable column orders by what it shows, in both directions.
func TestColumns_EachOrderIsKnown(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(twoLocations(), "/volumes")
	orders := table.SortKeys(s.Columns())
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(orders))), len(orders), "no two columns sort by the same")
	for _, order := range orders {
		var ids [2][]string
		for i, desc := range []bool{false, true} {
			query := inventory.VolumeQuery{Order: inventory.Order{By: order, Desc: desc}, Ranks: req.Report().Ranks()}
			ids[i] = selection.IDsOf(req.View.FindVolumes(query).Items, func(x inventory.Volume) string { return x.ID })
		}
		slices.Reverse(ids[1])
		require.Equal(t, ids[0], ids[1], order)
		if order != inventory.ByRank {
			require.Equal(t, []string{"a", "b"}, ids[0], order)
		}
	}
}

// cells returns the cells of a volume by the key of their column.
func cells(s *List, req web.Request, id string) map[string]ui.Cell {
	vol, _ := req.View.Volume(id)
	by := map[string]ui.Cell{}
	for _, c := range s.Columns() {
		by[c.Key] = c.Cell(req, &vol)
	}
	return by
}

func TestColumns_ShowTheirValues(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(twoLocations(), "/volumes")
	a, b := cells(s, req, "a"), cells(s, req, "b")
	for key, want := range map[string][2]string{
		"name": {"alpha", "beta"}, "type": {"HDD", "SSD"}, "size": {"10 GB", "20 GB"}, "zone": {"ZONE_1", "ZONE_2"}, "bus": {"IDE", "VIRTIO"}, "licence": {"LINUX", "WINDOWS"},
		"datacenter": {"prod", "spare"}, "location": {"de/fra", "us/las"}, "copies": {"1", "2"}, "copied": {"10 GB", "40 GB"}, "image": {"a-image", "b-0"},
	} {
		require.Equal(t, want, [2]string{a[key].Text, b[key].Text}, key)
	}
	require.Equal(t, "/datacenters/las/volumes/b", b["name"].Href)
	require.Equal(t, "/datacenters/las", b["datacenter"].Href)
	require.Equal(t, "/snapshots/b-0", b["image"].Href, "an image that is a snapshot of the contract leads to it")
	require.Empty(t, a["image"].Href)
	require.Equal(t, []ui.Link{{Text: "db <1>", Href: "/datacenters/fra/servers/s-1"}}, a["server"].Tags)
	require.Equal(t, "vol", a["mark"].Check.Name)
	require.Equal(t, "a", a["mark"].Check.Value)
	require.Contains(t, a["cost"].Text, "0.50")
	require.Contains(t, b["cost"].Text, "2.00")
}

func TestColumns_UnknownValues(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	c.Volumes = []inventory.Volume{{ID: "x", DatacenterID: "fra"}}
	s, req, _ := setup(c, "/volumes")
	x := cells(s, req, "x")
	require.Equal(t, "x", x["name"].Text)
	require.Equal(t, "unknown", x["size"].Text, "a size that is not known is not 0")
	require.True(t, x["server"].Muted)
	require.True(t, x["snapshot"].Muted)
	require.Empty(t, x["image"].Href)
	row := VolumeRow(req, inventory.Volume{ID: "x", DatacenterID: "gone"})
	require.Equal(t, "x", row.Name.Text)
	require.Equal(t, "unknown", row.Size)
}

// It is shown beside running operations, however old it is.
func TestVolumeName_ShowsUnresolvedOperations(t *testing.T) {
	t.Parallel()
	op := func(id string, state operation.State) operation.Operation {
		return operation.Operation{ID: id, Kind: operation.CreateSnapshot, VolumeID: "a", State: state, FinishedAt: areatest.Noon.AddDate(0, 0, -9)}
	}
	for name, c := range map[string]struct {
		ops  []operation.Operation
		want []string
	}{
		"nothing":            {[]operation.Operation{op("done", operation.Done), op("failed", operation.Failed)}, nil},
		"an unknown outcome": {[]operation.Operation{op("x", operation.Unknown)}, []string{"warn"}},
		"two, and one runs":  {[]operation.Operation{op("x", operation.Unknown), op("y", operation.Unknown), op("z", operation.Accepted)}, []string{"busy", "warn"}},
	} {
		contract := areatest.NewContract().Volume("a", 10).Operation(c.ops...)
		contract.Volumes[0].Metadata.State = inventory.StateAvailable
		s, req, _ := setup(contract, "/volumes")
		var tones []string
		for _, pill := range cells(s, req, "a")["name"].Pills {
			tones = append(tones, pill.Tone)
		}
		require.Equal(t, c.want, tones, name)
	}
}

// fieldsOf returns the names of the fields of a filter.
func fieldsOf(f ui.Filter) (names []string) {
	for _, s := range slices.Concat(f.Selects, f.More) {
		names = append(names, s.Name)
	}
	for _, i := range f.Inputs {
		names = append(names, i.Name)
	}
	return names
}

// queryOf returns the query of the list at an address.
func queryOf(t *testing.T, address string) table.Query {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return table.ParseQuery(parsed, nil, inventory.Order{})
}

// Each active filter must be visible and removable.
func TestFilter_HasFieldForEachParameter(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(twoLocations(), "/volumes")
	fields := fieldsOf(Filter(req, queryOf(t, "/volumes")))
	require.ElementsMatch(t, slices.DeleteFunc(FilterKeys(), func(key string) bool { return key == CoverageKey }), fields, "the protection is selected by tabs")
	inside := fieldsOf(DatacenterFilter(req, queryOf(t, "/datacenters/fra"), req.View.VolumesOf("fra")))
	require.Subset(t, fields, inside)
	require.NotContains(t, inside, "dc")
	require.NotContains(t, inside, "location")
}

func TestFilter_AsksForLabelsOnlyWhereThereAreSome(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract().Volume("a", 1), "/volumes")
	require.NotContains(t, fieldsOf(Filter(req, queryOf(t, "/volumes"))), "label")
	require.Contains(t, fieldsOf(Filter(req, queryOf(t, "/volumes?label=env"))), "label", "an active filter stays visible")
}

func TestFilter_OffersExistingValues(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(twoLocations(), "/volumes")
	options := func(f ui.Filter, field string) (values []string) {
		for _, s := range slices.Concat(f.Selects, f.More) {
			for _, o := range s.Options {
				if s.Name == field && o.Value != "" {
					values = append(values, o.Value)
				}
			}
		}
		return values
	}
	all := Filter(req, queryOf(t, "/volumes"))
	require.ElementsMatch(t, []string{"HDD", "SSD"}, options(all, "type"))
	require.ElementsMatch(t, []string{"fra", "las"}, options(all, "dc"))
	inside := DatacenterFilter(req, queryOf(t, "/datacenters/fra"), req.View.VolumesOf("fra"))
	require.Equal(t, []string{"HDD"}, options(inside, "type"), "a value from elsewhere matches nothing here")
	require.Contains(t, options(Filter(req, queryOf(t, "/volumes?type=TAPE")), "type"), "TAPE", "a choice that finds nothing stays visible")
}

func TestFilter_ShowsNameOfServer(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(twoLocations(), "/volumes")
	for text, shown := range map[string]string{"s-1": "db <1>", "s-9": "s-9", "web": "web", "": ""} {
		require.Equal(t, shown, serverName(req.View, text))
	}
}

// Each parameter has a value that matches only one of two different volumes.
func TestFilterKeys_EachNarrowsList(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"location": "us/las", "dc": "las", "state": "BUSY", "type": "SSD", "server": "web", "min": "15", "licence": "WINDOWS", "by": "bob@example.com", "label": "env=test",
		CoverageKey: "protected", "protection": "", "age": "", "attached": "", "max": "",
	}
	for _, key := range FilterKeys() {
		value, listed := values[key]
		require.True(t, listed, "say here how %s narrows the list", key)
		if value != "" {
			require.Equal(t, []string{"b"}, found(twoLocations(), "/volumes?"+key+"="+url.QueryEscape(value)), key)
		}
	}
	require.Equal(t, []string{"a"}, found(twoLocations(), "/volumes?max=15"))
	require.Empty(t, found(twoLocations(), "/volumes?attached=no"))
}

package cloud

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// fileServer serves a file of testdata and records the request.
type fileServer struct {
	*cloudServer
	path  string
	query url.Values
}

func serveFile(t *testing.T, name string, change ...func(*Config)) *fileServer {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	r := &fileServer{}
	r.cloudServer = serve(t, func(w http.ResponseWriter, req *http.Request) {
		r.path, r.query = req.URL.EscapedPath(), req.URL.Query()
		respond(w, http.StatusOK, jsonType, string(body))
	}, change...)
	return r
}

func (r *fileServer) requireRequested(t *testing.T, path, query string) {
	t.Helper()
	want, err := url.ParseQuery(query)
	require.NoError(t, err)
	require.Equal(t, "/cloudapi/v6"+path, r.path)
	require.Empty(t, cmp.Diff(want, r.query))
}

// requireNoZeroFields requires that no field of a value is zero: a new field must be added to the test.
func requireNoZeroFields(t *testing.T, v any) {
	t.Helper()
	s := reflect.ValueOf(v)
	for i := range s.NumField() {
		if name := s.Type().Field(i).Name; name != "VolumesUnknown" { // set only where something is missing
			require.False(t, s.Field(i).IsZero(), name)
		}
	}
}

func requireItems[T any](t *testing.T, got inventory.Listing[T], err error, want ...T) {
	t.Helper()
	require.NoError(t, err)
	require.Empty(t, got.Warnings)
	require.Empty(t, cmp.Diff(want, got.Items))
	requireNoZeroFields(t, got.Items[0])
}

const on, off = inventory.FlagOn, inventory.FlagOff

func TestDatacenters(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "datacenters.json")
	got, err := s.client.Datacenters(t.Context())
	requireItems(t, got, err, inventory.Datacenter{
		ID: "dc-1",
		Metadata: inventory.Metadata{
			ETag: "e1", CreatedDate: time.Date(2020, 2, 21, 13, 17, 16, 0, time.UTC), CreatedBy: "a@example.org", CreatedByUserID: "u-1",
			LastModifiedDate: time.Date(2020, 2, 22, 13, 17, 16, 0, time.UTC), LastModifiedBy: "b@example.org", LastModifiedByUserID: "u-2",
			State: inventory.StateAvailable,
		},
		Name: "Production", Description: "d", Location: "de/fra/2", Version: 7,
	}, inventory.Datacenter{ID: "dc-2"})
	requireNoZeroFields(t, got.Items[0].Metadata)
	s.requireRequested(t, "/datacenters", "depth=1&pretty=false&offset=0&limit=1000")
}

func TestVolumes(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "volumes.json")
	got, err := s.client.Volumes(t.Context(), "dc-1")
	at := time.Date(2023, 5, 1, 10, 0, 0, 0, time.UTC)
	requireItems(t, got, err, inventory.Volume{
		ID: "v-1", DatacenterID: "dc-1", Href: "h1",
		Metadata: inventory.Metadata{
			ETag: "e", CreatedDate: at, CreatedBy: "a", CreatedByUserID: "u",
			LastModifiedDate: at, LastModifiedBy: "a", LastModifiedByUserID: "u", State: inventory.StateBusy,
		},
		Name: "boot", Type: "SSD Premium", SizeGB: 10, AvailabilityZone: "ZONE_1", Image: "i-1", ImageAlias: "debian:latest",
		Bus: "VIRTIO", LicenceType: "LINUX", ApplicationType: "UNKNOWN", BootServerID: "srv-1", BootOrder: "AUTO",
		BackupUnitID: "b-1", DeviceNumber: 1, PCISlot: 7,
		CPUHotPlug: on, RAMHotPlug: off, NICHotPlug: on, NICHotUnplug: off,
		DiscVirtioHotPlug: on, DiscVirtioHotUnplug: off, ExposeSerial: on, RequireLegacyBios: off,
	}, inventory.Volume{ID: "v-2", DatacenterID: "dc-1", SizeGB: 10.7})
	s.requireRequested(t, "/datacenters/dc-1/volumes", "depth=1&pretty=false&offset=0&limit=1000")
}

func TestServers(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "servers.json")
	got, err := s.client.Servers(t.Context(), "dc-1")
	requireItems(t, got, err, inventory.Server{
		ID: "srv-1", DatacenterID: "dc-1", Metadata: inventory.Metadata{ETag: "e", State: inventory.StateAvailable},
		Name: "web", Type: "ENTERPRISE", VMState: "RUNNING", Cores: 4, RAMMB: 8192, BootVolumeID: "v-1", VolumeIDs: []string{"v-1", "v-2"},
	}, inventory.Server{ID: "srv-2", DatacenterID: "dc-1", Name: "cube", Type: "CUBE", VMState: "SUSPENDED", VolumesUnknown: true})
	s.requireRequested(t, "/datacenters/dc-1/servers", "depth=3&pretty=false&offset=0&limit=1000")
}

func TestSnapshots(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "snapshots.json")
	got, err := s.client.Snapshots(t.Context())
	requireItems(t, got, err, inventory.Snapshot{
		ID: "s-1", Href: "h",
		Metadata: inventory.Metadata{
			ETag: "e", CreatedDate: time.Date(2023, 5, 1, 10, 0, 0, 0, time.UTC), CreatedBy: "a", CreatedByUserID: "u",
			LastModifiedDate: time.Date(2023, 5, 2, 10, 0, 0, 0, time.UTC), LastModifiedBy: "b", LastModifiedByUserID: "w",
			State: inventory.StateAvailable,
		},
		Name: "one", Description: "d", Location: "de/fra", SizeGB: 50, SecAuthProtection: off,
		LicenceType: "WINDOWS2025", ApplicationType: "MSSQL-2022-Web",
		CPUHotPlug: on, CPUHotUnplug: off, RAMHotPlug: on, RAMHotUnplug: off, NICHotPlug: on, NICHotUnplug: off,
		DiscVirtioHotPlug: on, DiscVirtioHotUnplug: off, DiscScsiHotPlug: on, DiscScsiHotUnplug: off,
		ExposeSerial: on, RequireLegacyBios: off,
	}, inventory.Snapshot{ID: "s-2"})
	s.requireRequested(t, "/snapshots", "depth=1&pretty=false")
}

func TestSnapshot_Get(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/cloudapi/v6/snapshots/s-1?depth=0&pretty=false", r.URL.String())
		respond(w, http.StatusOK, "", `{"id":"S-1","type":"floppy","metadata":{"state":"BUSY","createdDate":"x"},"properties":{}}`)
	})
	got, err := s.client.Snapshot(t.Context(), "s-1")
	require.NoError(t, err)
	require.Equal(t, inventory.StateBusy, got.Metadata.State)
}

func TestLocations(t *testing.T) {
	t.Parallel()
	s := serveFile(t, "locations.json")
	got, err := s.client.Locations(t.Context())
	requireItems(t, got, err,
		inventory.Location{ID: "de/fra", Name: "frankfurt"},
		inventory.Location{ID: "de/fra/2", Name: "frankfurt"})
	s.requireRequested(t, "/locations", "depth=1&pretty=false")
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Config)
		want   int64
	}{
		"configured":          {func(c *Config) { c.ContractNumber = "31735000000" }, 31735000000},
		"of the token":        {func(c *Config) { c.Token = jwt(`{"identity":{"contractNumber":31735000000}}`) }, 31735000000},
		"the first":           {func(*Config) {}, 31735001},
		"configured, unknown": {func(c *Config) { c.ContractNumber = "1" }, 31735001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveFile(t, "contracts.json", c.change)
			got, err := s.client.Contract(t.Context())
			require.NoError(t, err)
			require.Equal(t, c.want, got.Number)
			s.requireRequested(t, "/contracts", "depth=1&pretty=false")
			if c.want == 31735000000 {
				requireNoZeroFields(t, got)
				requireNoZeroFields(t, got.Limits)
				require.Equal(t, inventory.Limits{HDDPerContractMB: 20971520, HDDProvisionedMB: 1048576, SSDPerContractMB: 20971521, SSDProvisionedMB: 1048577}, got.Limits)
			}
		})
	}
}

func TestContract_OtherShapes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int64{
		`{"type":"contract","properties":{"contractNumber":7,"owner":"o"}}`:                    7,
		`{"type":"treaty","properties":{"contractNumber":"7"}}`:                                7,
		`{"items":[{"type":"treaty","properties":{"contractNumber":"7","resourceLimits":3}}]}`: 7,
		`{"items":[]}`: 0,
		`{}`:           0,
		``:             0,
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, jsonType, body) })
		got, err := s.client.Contract(t.Context())
		require.Equal(t, want, got.Number, body)
		if want == 0 {
			require.ErrorIs(t, err, inventory.ErrUnreadable)
		} else {
			require.NoError(t, err)
		}
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/cloudapi/v6/?depth=0&pretty=false", r.URL.String())
		respond(w, http.StatusOK, jsonType, `{"href":"x","name":"CLOUD API","version":"v6"}`)
	})
	require.NoError(t, s.client.Ping(t.Context()))
	s = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, "text/html", "<html>log in</html>")
	})
	require.ErrorIs(t, s.client.Ping(t.Context()), inventory.ErrUnreadable)
}

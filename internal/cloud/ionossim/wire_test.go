package ionossim_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestResponses_Common checks the headers and bodies of every kind of call.
func TestResponses_Common(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1, RateLimit: 1200})
	v := b.volume("prod-web-fra", "web-01-root")
	snapshot := b.Snapshots()[0]
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodGet, "", "", 200},
		{http.MethodGet, "/", "", 200},
		{http.MethodGet, "//datacenters", "", 200},
		{http.MethodGet, "/datacenters?depth=1&limit=50&offset=0&pretty=true", "", 200},
		{http.MethodGet, "/datacenters/" + v.DatacenterID + "?depth=5", "", 200},
		{http.MethodGet, "/datacenters/" + v.DatacenterID + "/servers?depth=3&upgradeNeeded=true", "", 200},
		{http.MethodGet, "/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID + "/volumes", "", 200},
		{http.MethodGet, "/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID + "/volumes/" + v.ID, "", 200},
		{http.MethodGet, "/datacenters/" + v.DatacenterID + "/lans", "", 200},
		{http.MethodGet, "/snapshots?depth=1&limit=50&offset=0&order-by=name&filter.licenceType=LINUX", "", 200},
		{http.MethodGet, "/snapshots/" + snapshot.ID + "?depth=1&limit=50&offset=0", "", 200},
		{http.MethodGet, "/requests?depth=2", "", 200},
		{http.MethodGet, "/requests/" + b.Requests()[0].ID + "?depth=0", "", 200},
		{http.MethodGet, "/contracts", "", 200},
		{http.MethodGet, "/locations?depth=1", "", 200},
		{http.MethodGet, "/locations/de", "", 200},
		{http.MethodGet, "/locations/de/fra", "", 200},
		{http.MethodGet, "/locations/de/fra%2F2?depth=0", "", 200},
		{http.MethodGet, "/images?depth=1", "", 200},
		{http.MethodGet, "/labels", "", 200},
		{http.MethodGet, "/um/groups?depth=1", "", 200},
		{http.MethodPost, volumePath(v) + "/create-snapshot?depth=1&limit=50&offset=0&pretty=true&whatever=1", "", 202},
		{http.MethodPatch, "/snapshots/" + snapshot.ID + "?depth=1&limit=50", `{"name":"n"}`, 202},
		{http.MethodGet, "/snapshots/nonsense", "", 404},
		{http.MethodGet, "/locations/mars", "", 404},
		{http.MethodGet, "/nonsense/at/all", "", 404},
		{http.MethodPut, "/snapshots", "{}", 405},
		{http.MethodPatch, "/snapshots/" + snapshot.ID, "{", 400},
		{http.MethodGet, "/snapshots?depth=eleven", "", 400},
		{http.MethodGet, "/snapshots?depth=11", "", 422},
		{http.MethodGet, "/datacenters?limit=0", "", 422},
		{http.MethodGet, "/datacenters?limit=10001", "", 422},
		{http.MethodGet, "/snapshots?limit=0", "", 200},
	} {
		r := b.do(c.method, c.path, c.body)
		require.Equal(t, c.status, r.status, "%s %s: %s", c.method, c.path, r.text)
		for _, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Burst", "X-RateLimit-Remaining"} {
			require.Regexp(t, `^\d+$`, r.header.Get(name), "%s %s", c.path, name)
		}
		require.Equal(t, "application/json", r.header.Get("Content-Type"), c.path)
		if c.status >= 400 {
			require.NotEmpty(t, r.errorText(t))
		}
		if c.status == http.StatusAccepted {
			require.Regexp(t, `^http://api\.test:8080/cloudapi/v6/requests/[0-9a-f-]{36}/status$`, r.header.Get("Location"))
		}
		for _, href := range regexp.MustCompile(`"href" : "([^"]*)"`).FindAllStringSubmatch(r.text, -1) {
			require.Regexp(t, `^http://api\.test:8080/cloudapi/v6`, href[1])
		}
		for _, date := range regexp.MustCompile(`Date" : "([^"]*)"`).FindAllStringSubmatch(r.text, -1) {
			require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, date[1])
		}
	}
}

func TestResponses_OutsideAPI(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	for _, path := range []string{"/", "/cloudapi", "/cloudapi/v5/snapshots", "/_sim/calls"} {
		r := httptest.NewRequest(http.MethodGet, "http://api.test/", nil)
		r.URL.Path = path
		out := httptest.NewRecorder()
		b.Handler().ServeHTTP(out, r)
		require.Equal(t, http.StatusNotFound, out.Code)
		require.Contains(t, out.Body.String(), `"httpStatus" : 404`)
	}
}

func TestResponses_ETagOnlyWithoutDepth(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	path := "/snapshots/" + b.Snapshots()[0].ID
	require.Empty(t, b.get(path+"?depth=0").header.Get("ETag"))
	r := b.get(path)
	tag := r.header.Get("ETag")
	require.Equal(t, `"`+r.at(t, "metadata", "etag").(string)+`"`, tag)
	require.Equal(t, http.StatusNotModified, b.do(http.MethodGet, path, "", "If-None-Match: "+tag).status)
	require.NoError(t, b.RenameSnapshot(b.Snapshots()[0].ID, "other", ""))
	require.Equal(t, http.StatusOK, b.do(http.MethodGet, path, "", "If-None-Match: "+tag).status)
}

// TestResponses_FieldSets compares the fields of each resource with the reference.
func TestResponses_FieldSets(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	for path, want := range map[string][]string{
		"/snapshots/" + b.Snapshots()[0].ID: {
			"applicationType", "cpuHotPlug", "cpuHotUnplug", "description", "discScsiHotPlug", "discScsiHotUnplug", "discVirtioHotPlug",
			"discVirtioHotUnplug", "exposeSerial", "licenceType", "location", "name", "nicHotPlug", "nicHotUnplug", "ramHotPlug", "ramHotUnplug",
			"requireLegacyBios", "secAuthProtection", "size",
		},
		volumePath(v): {
			"applicationType", "availabilityZone", "backupunitId", "bootOrder", "bootServer", "bus", "cpuHotPlug", "deviceNumber",
			"discVirtioHotPlug", "discVirtioHotUnplug", "exposeSerial", "image", "imageAlias", "imagePassword", "licenceType", "name",
			"nicHotPlug", "nicHotUnplug", "pciSlot", "ramHotPlug", "requireLegacyBios", "size", "sshKeys", "type", "userData",
		},
		"/datacenters/" + v.DatacenterID: {
			"cpuArchitecture", "defaultSecurityGroupId", "description", "features", "gpuArchitecture", "ipv6CidrBlock", "location", "name",
			"secAuthProtection", "version",
		},
		"/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID: {
			"availabilityZone", "bootCdrom", "bootVolume", "cores", "cpuFamily", "hostname", "name", "nicMultiQueue", "ram", "templateUuid", "type", "vmState",
		},
		"/locations/de/fra": {"cpuArchitecture", "features", "gpuArchitecture", "imageAliases", "metroRegion", "name"},
	} {
		r := b.get(path)
		require.Equal(t, want, slices.Sorted(maps.Keys(r.at(t, "properties").(map[string]any))), path)
		require.Equal(t, []string{
			"createdBy", "createdByUserId", "createdDate", "etag", "lastModifiedBy", "lastModifiedByUserId", "lastModifiedDate", "state",
		}, slices.Sorted(maps.Keys(r.at(t, "metadata").(map[string]any))), path)
		require.Regexp(t, "^[0-9a-f]{32}$", r.at(t, "metadata", "etag"))
	}
	r := b.get("/requests/" + b.Requests()[0].ID + "/status")
	require.Equal(t, b.Requests()[0].ID+"/status", r.at(t, "id"))
	require.Equal(t, []string{"etag", "message", "status", "targets"}, slices.Sorted(maps.Keys(r.at(t, "metadata").(map[string]any))))
}

func TestResponses_Pretty(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	require.Equal(t, "{\n  \"href\" : \"http://api.test:8080/cloudapi/v6\",\n  \"name\" : \"CLOUD API\",\n  \"version\" : \"6.0\"\n}", b.get("/").text)
	require.Equal(t, `{"href":"http://api.test:8080/cloudapi/v6","name":"CLOUD API","version":"6.0"}`, b.get("/?pretty=false").text)
	wide, filtered := b.get("/datacenters?depth=5"), b.get("/datacenters?depth=5&pretty=false")
	require.Contains(t, wide.text, "\"gpuArchitecture\" : [ ],")
	require.Contains(t, wide.text, "  \"items\" : [ {\n    \"id\" : ")
	delete(wide.body, "_links")
	delete(filtered.body, "_links")
	require.Equal(t, filtered.body, wide.body)
}

func TestAuth_Credentials(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1, Username: "ops", Password: "secret"})
	for header, want := range map[string]int{
		"Bearer " + token:                200,
		"bearer " + token:                200,
		"Bearer other":                   401,
		"Bearer":                         401,
		"":                               401,
		"Basic " + "b3BzOnNlY3JldA==":    200, // ops:secret
		"Basic " + "b3BzOndyb25n":        401, // ops:wrong
		"Digest username=\"ops\"":        401,
		"Basic " + "this is not base64!": 401,
	} {
		r := b.do(http.MethodGet, "/", "", "Authorization: "+header)
		require.Equal(t, want, r.status, header)
		if want == http.StatusUnauthorized {
			require.NotEmpty(t, r.errorText(t))
		}
	}
	// unconfigured user and password are refused
	b = newTestSim(t, idleConfig())
	require.Equal(t, 401, b.do(http.MethodGet, "/", "", "Authorization: Basic Og==").status)
}

func TestRateLimit_Headers(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1, RateLimit: 60})
	for left := 59; left >= 0; left-- {
		r := b.get("/")
		require.Equal(t, http.StatusOK, r.status)
		require.Equal(t, "60", r.header.Get("X-RateLimit-Limit"))
		require.EqualValues(t, []string{strconv.Itoa(left)}, r.header["X-Ratelimit-Remaining"])
	}
	r := b.get("/")
	require.Equal(t, http.StatusTooManyRequests, r.status)
	require.Equal(t, "1", r.header.Get("Retry-After"))
	require.NotEmpty(t, r.errorText(t))
	b.clock.advance(time.Second)
	require.Equal(t, http.StatusOK, b.get("/").status)
	require.Equal(t, http.StatusTooManyRequests, b.get("/").status)
}

func TestCalls_Count(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	b.create(v, "")
	b.get("/snapshots")
	b.get("/nonsense")
	require.Equal(t, map[string]int{
		"POST /datacenters/{datacenterId}/volumes/{volumeId}/create-snapshot": 1, "GET /snapshots": 1, "GET unknown": 1,
	}, b.Calls().ByRoute())
	require.Equal(t, 3, b.Calls().Total())
	require.Equal(t, 1, b.Calls().Count("create-snapshot"))
	require.Equal(t, 1, b.Calls().Of("GET /snapshots"))
	b.Calls().Reset()
	require.Zero(t, b.Calls().Total())
}

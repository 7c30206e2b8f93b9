package ionossim_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestUnserved_DiffersFromMissing answers 501 for routes of the API that are not simulated.
func TestUnserved_DiffersFromMissing(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{http.MethodPost, "/datacenters", http.StatusNotImplemented},
		{http.MethodGet, "/ipblocks", http.StatusNotImplemented},
		{http.MethodGet, "/k8s/anything/nodepools", http.StatusNotImplemented},
		{http.MethodPatch, "/datacenters/" + v.DatacenterID, http.StatusNotImplemented},
		{http.MethodPost, "/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID + "/reboot", http.StatusNotImplemented},
		{http.MethodGet, "/datacenters/" + v.DatacenterID + "/servers/" + v.ServerID + "/gpus", http.StatusNotImplemented},
		{http.MethodPatch, "/snapshots", http.StatusMethodNotAllowed},
		{http.MethodGet, "/snapshots/nonsense", http.StatusNotFound},
		{http.MethodGet, "/snapshots/" + b.Snapshots()[0].ID + "/volumes", http.StatusNotFound},
		{http.MethodGet, "/nonsense", http.StatusNotFound},
	} {
		r := b.do(c.method, c.path, "")
		require.Equal(t, c.status, r.status, "%s %s", c.method, c.path)
		text := r.errorText(t)
		if c.status == http.StatusNotImplemented {
			require.Regexp(t, `^The simulator does not serve `+c.method+` /\S+, which is a route`, text)
		}
	}
	require.Equal(t, http.StatusUnauthorized, b.do(http.MethodGet, "/ipblocks", "", "Authorization: Bearer other").status)
	require.Equal(t, 2, b.Calls().Of("GET /ipblocks"))
}

func TestUnserved_ForAnotherClient(t *testing.T) {
	t.Parallel()
	status, text := newTestSim(t, withAdmin()).admin(http.MethodGet, "/api/ipblocks", "")
	require.Equal(t, http.StatusNotImplemented, status)
	require.Contains(t, text, "GET /ipblocks")
}

// Terraform's data source of a server reads the token.
func TestServerToken(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v, other := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-web-fra", "web-02-root")
	servers := "/datacenters/" + v.DatacenterID + "/servers/"
	one := b.get(servers+v.ServerID+"/token").at(t, "token").(string)
	require.Contains(t, payload(t, one), v.ServerID)
	require.NotEqual(t, one, b.get(servers+other.ServerID+"/token").at(t, "token"))
	require.Equal(t, one, newTestSim(t, idleConfig()).get(servers+v.ServerID+"/token").at(t, "token"))
	require.Equal(t, http.StatusNotFound, b.get(servers+"nonsense/token").status)
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	require.Contains(t, ionossim.Routes(), "GET|PATCH|PUT|DELETE /snapshots/{snapshotId}")
	require.Contains(t, ionossim.Routes(), "GET /datacenters/{datacenterId}/servers/{serverId}/token")
}

// TestOfficialRoutes_Complete requires that the list contains the official document's routes, and besides only
// those that the SDK has called since: security groups, GPUs and labels of images.
func TestOfficialRoutes_Complete(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("official_routes.txt")
	require.NoError(t, err)
	listed := strings.Split(strings.TrimSpace(string(text)), "\n")
	doc := officialDocument(t)
	documented := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			documented[method+" "+path] = true
			require.Contains(t, listed, method+" "+path)
		}
	}
	for _, route := range listed {
		if !documented[route] {
			require.Regexp(t, `securitygroups|/gpus|/images/\{imageId\}/labels`, route)
		}
	}
	for _, route := range ionossim.Routes() {
		methods, pattern, _ := strings.Cut(route, " ")
		for _, method := range strings.Split(methods, "|") {
			require.Contains(t, listed, method+" "+pattern, "the simulator serves nothing that the API has not")
		}
	}
}

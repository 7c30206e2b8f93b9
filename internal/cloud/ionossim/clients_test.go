package ionossim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	sdk "github.com/ionos-cloud/sdk-go/v6"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// fetch calls an absolute address and decodes the response.
func fetch(t *testing.T, client *http.Client, method, address, body string) (*http.Response, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	response, err := client.Do(r)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	object := map[string]any{}
	if len(text) > 0 {
		require.NoError(t, json.Unmarshal(text, &object))
	}
	return response, object
}

func httpClient(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute}
}

// awaitState polls an address until the value at the path is one of ionosctl's final states.
func awaitState(t *testing.T, client *http.Client, address string, path ...any) string {
	t.Helper()
	var word string
	require.Eventually(t, func() bool {
		response, object := fetch(t, client, http.MethodGet, address, "")
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		word = walk(t, object, path...).(string)
		return word == "DONE" || word == "AVAILABLE"
	}, 20*time.Second, 2*time.Millisecond, address)
	return word
}

// TestClients_WaitLikeIonosctl does what `ionosctl snapshot create -w` and `delete -w` do: it polls the
// Location as it is, then the href of the body, then its parents.
func TestClients_WaitLikeIonosctl(t *testing.T) {
	t.Parallel()
	sim := started(t, ionossim.Config{Seed: 1, Token: token, Speed: 200, Size: ionossim.SeedSize{Idle: true}})
	client := httpClient(t)
	v, _ := sim.VolumeNamed("prod-web-fra", "web-01-root")
	const query = "?depth=1&limit=50&offset=0&pretty=true"

	response, object := fetch(t, client, http.MethodPost, sim.APIURL()+volumePath(v)+"/create-snapshot"+query,
		`{"properties":{"description":"","licenceType":"LINUX","name":"Unnamed Snapshot","secAuthProtection":false}}`)
	require.Equal(t, http.StatusAccepted, response.StatusCode)
	awaitState(t, client, response.Header.Get("Location"), "metadata", "status")
	href := object["href"].(string)
	awaitState(t, client, href+"?depth=1", "metadata", "state")
	awaitState(t, client, sim.APIURL()+volumePath(v), "metadata", "state")
	awaitState(t, client, sim.APIURL()+"/datacenters/"+v.DatacenterID, "metadata", "state")

	response, _ = fetch(t, client, http.MethodDelete, href+query, "")
	awaitState(t, client, response.Header.Get("Location"), "metadata", "status")
	response, _ = fetch(t, client, http.MethodGet, href+"?depth=1", "")
	require.Equal(t, http.StatusNotFound, response.StatusCode)
}

// TestClients_WaitLikeTerraform polls the Location's path at the configured host, and parses the id as older
// clients do.
func TestClients_WaitLikeTerraform(t *testing.T) {
	t.Parallel()
	sim := started(t, ionossim.Config{Seed: 1, Token: token, Speed: 200, Size: ionossim.SeedSize{Idle: true}})
	client := httpClient(t)
	v, _ := sim.VolumeNamed("prod-web-fra", "web-01-root")
	response, object := fetch(t, client, http.MethodPost, sim.APIURL()+volumePath(v)+"/create-snapshot?depth=0&pretty=true", `{"properties":{"name":"tf"}}`)
	location, err := url.Parse(response.Header.Get("Location"))
	require.NoError(t, err)
	require.True(t, location.IsAbs())
	require.Regexp(t, regexp.MustCompile(`/requests/([-A-Fa-f0-9]+)/status$`), location.Path)
	awaitState(t, client, sim.URL()+location.Path, "metadata", "status")
	_, got := fetch(t, client, http.MethodGet, sim.APIURL()+"/snapshots/"+object["id"].(string)+"?depth=0&pretty=true", "")
	require.Equal(t, "AVAILABLE", walk(t, got, "metadata", "state"), "no later than its request's DONE")

	// the data source searches the exact name in one list without a limit
	_, list := fetch(t, client, http.MethodGet, sim.APIURL()+"/snapshots?depth=1&pretty=true", "")
	names := 0
	for _, item := range list["items"].([]any) {
		if walk(t, item, "properties", "name") == "tf" {
			names++
		}
	}
	require.Equal(t, 1, names)
}

// TestSDK_ReadsEverything decodes every kind of response with the SDK's strict decoder.
func TestSDK_ReadsEverything(t *testing.T) {
	t.Parallel()
	sim := started(t, ionossim.Config{Seed: 1, RateLimit: -1})
	client, ctx := clientOf(t, sim), t.Context()
	for depth := range int32(11) {
		datacenters, _, err := client.DataCentersApi.DatacentersGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
		id := *(*datacenters.Items)[0].Id
		_, _, err = client.DataCentersApi.DatacentersFindById(ctx, id).Depth(depth).Execute()
		require.NoError(t, err)
		servers, _, err := client.ServersApi.DatacentersServersGet(ctx, id).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.ServersApi.DatacentersServersVolumesGet(ctx, id, *(*servers.Items)[0].Id).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.SnapshotsApi.SnapshotsGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.RequestsApi.RequestsGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.LabelsApi.LabelsGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.ImagesApi.ImagesGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.LocationsApi.LocationsGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
		_, _, err = client.UserManagementApi.UmGroupsGet(ctx).Depth(depth).Execute()
		require.NoError(t, err)
	}
	_, _, err := client.LocationsApi.LocationsFindByRegionIdAndId(ctx, "de", "fra/2").Execute()
	require.NoError(t, err)
	contracts, _, err := client.ContractResourcesApi.ContractsGet(ctx).Execute()
	require.NoError(t, err)
	require.Equal(t, sim.ContractNumber(), *(*contracts.Items)[0].Properties.ContractNumber)
}

// TestSDK_Failure reads a failed request with the SDK.
func TestSDK_Failure(t *testing.T) {
	t.Parallel()
	sim := started(t, ionossim.Config{Seed: 1, Speed: 200, Faults: []ionossim.Fault{{Method: "POST", Kind: ionossim.Failed, Count: 1}}})
	client, v := clientOf(t, sim), sim.Volumes()[0]
	_, response, err := client.VolumesApi.DatacentersVolumesCreateSnapshotPost(t.Context(), v.DatacenterID, v.ID).Execute()
	require.NoError(t, err, "the SDK sends null")
	_, err = client.WaitForRequest(t.Context(), response.Header.Get("Location"))
	require.ErrorContains(t, err, "[VDC-5-0] An unexpected error occurred")

	_, response, err = client.SnapshotsApi.SnapshotsFindById(t.Context(), "nonsense").Execute()
	require.Equal(t, http.StatusNotFound, response.StatusCode)
	var api sdk.GenericOpenAPIError
	require.ErrorAs(t, err, &api)
	require.Equal(t, "Resource does not exist", *(*api.Model().(sdk.Error).Messages)[0].Message)
}

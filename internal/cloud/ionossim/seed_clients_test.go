package ionossim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestSeed_ShowsPrograms lists requests of every program with its User-Agent, and a snapshot of Terraform's
// that only its request distinguishes from one of the DCD's.
func TestSeed_ShowsPrograms(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, ionossim.Config{Seed: 1})
	seen := map[string]int{}
	silent := 0
	for _, item := range b.get("/requests?depth=2").items(t) {
		agent, _ := walk(t, item, "properties", "headers").(map[string]any)["User-Agent"].(string)
		program, _, _ := strings.Cut(agent, "/")
		seen[program]++
		if program == "terraform-provider" && !strings.Contains(walk(t, item, "properties", "body").(string), "description") {
			silent++
		}
	}
	for _, program := range []string{
		"ionosctl", "terraform-provider", "ionos-cloud-sdk-go", "ionos-cloud-sdk-node", "ionos-cloud-sdk-python", "ionos-cloud-sdk-ruby",
		"ansible-module", "ionoscloud-mcp", "",
	} {
		require.Positive(t, seen[program], "no request of %q", program)
	}
	require.Positive(t, silent)
}

// TestSeed_RequestsMatchSnapshots repeats the past requests and expects the same properties on the results.
func TestSeed_RequestsMatchSnapshots(t *testing.T) {
	t.Parallel()
	for seed := range int64(4) {
		b := newTestSim(t, ionossim.Config{Seed: seed, Size: ionossim.SeedSize{Idle: true}})
		b.SetHDDLimit(1 << 20)
		sent := 0
		for _, item := range b.get("/requests?depth=2").items(t) {
			targets := walk(t, item, "metadata", "requestStatus", "metadata", "targets").([]any)
			if len(targets) < 2 {
				continue // it failed
			}
			old, _ := b.Snapshot(walk(t, targets[1], "target", "id").(string))
			address, err := url.Parse(walk(t, item, "properties", "url").(string))
			require.NoError(t, err)
			body, _ := walk(t, item, "properties", "body").(string)
			kind := walk(t, item, "properties", "headers", "Content-Type").(string)
			r := b.do(http.MethodPost, strings.TrimPrefix(address.RequestURI(), "/cloudapi/v6"), body, "Content-Type: "+kind)
			require.Equal(t, http.StatusAccepted, r.status, r.text)
			require.Equal(t, old.Description, r.at(t, "properties", "description"), body)
			require.Equal(t, old.LicenceType, r.at(t, "properties", "licenceType"), body)
			if strings.Contains(body, "name") {
				require.Equal(t, old.Name, r.at(t, "properties", "name"), body)
			}
			sent++
		}
		require.Greater(t, sent, 10)
	}
}

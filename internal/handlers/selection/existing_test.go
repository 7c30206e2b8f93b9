package selection

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
)

func TestExisting_KeepsAllIDsBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	for complete, want := range map[bool]string{true: `["v","s"]`, false: `["v","gone","s","gone"]`} {
		v := inventory.NewView(inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc"}}, Volumes: []inventory.Volume{{ID: "v", DatacenterID: "dc"}}, Snapshots: []inventory.Snapshot{{ID: "s"}}}, webtest.Noon)
		v.Loading.Complete = complete
		c, answer := webtest.Request(http.MethodPost, "/bulk/existing", map[string][]string{"vol": {"v", "gone"}, "snap": {"s", "gone"}})
		require.NoError(t, Existing(func() *inventory.View { return v })(c))
		require.JSONEq(t, want, answer.Body.String(), strconv.FormatBool(complete))
		require.Equal(t, "no-store", answer.Header().Get("Cache-Control"))
	}
}

// The script expects an empty list, not null.
func TestExisting_EmptyListWithoutIDs(t *testing.T) {
	t.Parallel()
	c, answer := webtest.Request(http.MethodPost, "/bulk/existing", map[string][]string{})
	require.NoError(t, Existing(func() *inventory.View { return inventory.NewView(inventory.Listings{}, webtest.Noon) })(c))
	require.JSONEq(t, `[]`, answer.Body.String())
}

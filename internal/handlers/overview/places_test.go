package overview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// The page holds the places of its updates, is read out and obeys the content security policy in each state of a contract.
func TestOverviewPage_InEachStateOfContract(t *testing.T) {
	t.Parallel()
	states := map[string]func(*areatest.Contract){
		"empty": func(*areatest.Contract) {}, "loading": func(c *areatest.Contract) { c.Loading = inventory.Progress{Done: 1, Total: 3} },
		"well": func(c *areatest.Contract) { c.Volume("web", 10, time.Hour) }, "late": func(c *areatest.Contract) { c.Volume("web", 10, 30*time.Hour) },
		"never": func(c *areatest.Contract) { c.VolumesNamed(1200) }, "failing": func(c *areatest.Contract) { c.Volume("web", 10).Failed("web", operation.CodeQuota, time.Hour) },
		"quota": func(c *areatest.Contract) { c.Volume("web", 10, time.Hour).Quota(9, 10).SSDQuota(0, 10) }, "priced": func(c *areatest.Contract) { c.Volume("web", 10, time.Hour).Priced("0.05") },
		"running": func(c *areatest.Contract) {
			for _, state := range []operation.State{operation.Queued, operation.Waiting, operation.Submitting, operation.Provisioning, operation.Unknown} {
				c.Operation(operation.Operation{ID: string(state), Kind: operation.CreateSnapshot, VolumeID: "web", State: state})
			}
		},
	}
	for name, text := range viewtest.ForeignTexts() {
		states["foreign "+name] = func(c *areatest.Contract) {
			c.Volume("web", 10, 30*time.Hour).Failed("web", text, time.Hour)
			c.Volumes[0].Name, c.Datacenters[0].Name, c.Snapshots[0].Name = text, text, text
		}
	}
	for name, change := range states {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := areatest.NewContract()
			change(c)
			h := New(c.Base())
			p, err := h.overview(t.Context(), areatest.Request(h.Base, "/"))
			require.NoError(t, err)
			require.Empty(t, areatest.Read(t, p).All("script"))
		})
	}
}

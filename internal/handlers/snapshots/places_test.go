package snapshots

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// Every page holds the places of its updates, is read out and obeys the content security policy, whatever state its snapshot is in.
func TestPages_InEachStateOfSnapshot(t *testing.T) {
	t.Parallel()
	on := func(kind operation.Kind, state operation.State) func(*areatest.Contract) {
		return func(c *areatest.Contract) {
			c.Operation(operation.Operation{ID: "op", Kind: kind, SnapshotID: "s", VolumeID: "web", DatacenterID: "fra", State: state, Failure: &operation.Failure{Kind: operation.CodeQuota, Text: "x"}})
		}
	}
	states := map[string]func(*areatest.Contract){
		"available": func(*areatest.Contract) {}, "locked": func(c *areatest.Contract) { c.Locked("s", "audit") }, "no size": func(c *areatest.Contract) { c.Snapshots[0].SizeGB = 0 },
		"no date":        func(c *areatest.Contract) { c.Snapshots[0].Metadata.CreatedDate = time.Time{} },
		"unknown source": func(c *areatest.Contract) { c.Snapshots[0].Description = "" }, "deleted volume": func(c *areatest.Contract) { c.Volumes = nil },
		"being created": on(operation.CreateSnapshot, operation.Provisioning), "being deleted": on(operation.DeleteSnapshot, operation.Submitting), "not deleted": on(operation.DeleteSnapshot, operation.Failed),
		"edit failed": on(operation.EditSnapshot, operation.Failed), "unknown outcome": on(operation.LockSnapshot, operation.Unknown), "in use": on(operation.RestoreVolume, operation.Provisioning),
		"one of many": func(c *areatest.Contract) {
			for i := range 300 {
				c.Snapshot("other-"+string(rune('a'+i%26))+time.Duration(i).String(), "web", 10, time.Duration(i)*time.Hour)
			}
		},
	}
	for _, state := range []inventory.State{inventory.StateBusy, inventory.StateFailed, inventory.StateInactive, "", "NEVER SEEN"} {
		states["state "+string(state)] = func(c *areatest.Contract) { c.Snapshots[0].Metadata.State = state }
	}
	for name, text := range viewtest.ForeignTexts() {
		states["foreign "+name] = func(c *areatest.Contract) {
			s := &c.Snapshots[0]
			s.Name, s.LicenceType, s.Metadata.CreatedBy, c.Volumes[0].Name = text, text, text, text
		}
	}
	for name, change := range states {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, 2*time.Hour)
			change(c)
			a := newArea(c)
			for _, route := range a.Pages() {
				p, err := route.Show(t.Context(), a.request("s"))
				require.NoError(t, err, route.Path)
				require.Empty(t, areatest.Read(t, p).All("script"), route.Path)
			}
		})
	}
}

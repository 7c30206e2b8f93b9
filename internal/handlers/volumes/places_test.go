package volumes

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/viewtest"
)

// contracts returns a contract in each state, each with the volume "web" unless it has none.
func contracts() map[string]*areatest.Contract {
	loading := areatest.NewContract()
	loading.Loading = inventory.Progress{Done: 1, Total: 3}
	all := map[string]*areatest.Contract{
		"empty": areatest.NewContract(), "loading": loading, "one": areatest.NewContract().Volume("web", 10, time.Hour), "many": areatest.NewContract().Volume("web", 10, time.Hour, 30*time.Hour).VolumesNamed(1200, time.Hour),
		"unsized": areatest.NewContract().Volume("web", 0), "unknown state": areatest.NewContract().Volume("web", 10, time.Hour),
	}
	all["unknown state"].Volumes[0].Metadata = inventory.Metadata{State: "NEVER SEEN"}
	for name, text := range viewtest.ForeignTexts() {
		c := areatest.NewContract().Volume("web", 10, time.Hour)
		c.Volumes[0].Name, c.Volumes[0].Type, c.Volumes[0].Metadata.CreatedBy, c.Snapshots[0].Name, c.Datacenters[0].Name, c.Datacenters[0].Description = text, text, text, text, text, text
		all["foreign "+name] = c
	}
	return all
}

// Every page holds the places of its updates, is read out and obeys the content security policy in each state of a contract.
func TestPages_InEachStateOfContract(t *testing.T) {
	t.Parallel()
	for name, c := range contracts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandlers(c.Base())
			for _, route := range h.Pages() {
				p, err := route.Show(t.Context(), areatest.Request(h.Base, "/?q=&group=dc", "dc", "fra", "vol", "web", "id", "fra"))
				if route.Path == paths.VolumePath && len(c.Volumes) == 0 {
					require.Error(t, err)
					continue
				}
				require.NoError(t, err, route.Path)
				require.Empty(t, areatest.Read(t, p).All("script"), route.Path)
			}
		})
	}
}

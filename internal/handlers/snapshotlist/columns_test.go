package snapshotlist

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func TestSourceColumn_ShortestName(t *testing.T) {
	t.Parallel()
	const id = "9e07c9d9-388a-4663-baaa-72dcb733858f"
	snap := inventory.Snapshot{ID: "s"}
	for name, c := range map[string]struct {
		volumes []inventory.Volume
		label   string
		want    ui.Cell
	}{
		"an unknown source": {want: ui.Cell{Text: "source unknown", Muted: true}},
		"it has a name": {
			volumes: []inventory.Volume{{ID: id, DatacenterID: "dc", Name: "db"}}, label: id,
			want: ui.Cell{Text: "db", Href: "/datacenters/dc/volumes/" + id},
		},
		"it has none": {
			volumes: []inventory.Volume{{ID: id, DatacenterID: "dc"}}, label: id,
			want: ui.Cell{Text: "9e07c9d9…", Title: id, Href: "/datacenters/dc/volumes/" + id},
		},
		"it is gone": {label: id, want: ui.Cell{Text: "deleted volume 9e07c9d9…"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc"}}, Volumes: c.volumes, Snapshots: []inventory.Snapshot{snap}}
			if c.label != "" {
				l.Labels = []inventory.Label{{ResourceType: "snapshot", ResourceID: "s", Key: inventory.LabelVolume, Value: c.label}}
			}
			require.Equal(t, c.want, snapshotSource(web.Request{View: inventory.NewView(l, time.Time{})}, &snap))
		})
	}
}

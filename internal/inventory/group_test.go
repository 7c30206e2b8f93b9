package inventory

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// formatGroups formats groups with their totals and contents.
func formatGroups[T any](groups []Group[T], id func(*T) string) string {
	var b strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&b, "%s=%s %d/%g(", g.Key, g.Name, g.Total, g.TotalGB)
		for _, item := range g.Items {
			b.WriteString(id(item) + " ")
		}
		b.WriteString(formatGroups(g.Subgroups, id) + ")")
	}
	return b.String()
}

func TestGroupVolumes_Levels(t *testing.T) {
	t.Parallel()
	v := sampleView()
	for name, c := range map[string]struct {
		query VolumeQuery
		by    string
		want  string
	}{
		"by location": {VolumeQuery{}, LevelLocation, "de/fra=de/fra 2/110(v-db v-web )de/txl=de/txl 1/50(v-tmp )"},
		"by data center, in locations": {
			VolumeQuery{Order: Order{By: "size"}}, LevelDatacenter,
			"de/fra=de/fra 2/110(dc-a=Prod 2/110(v-web v-db ))de/txl=de/txl 1/50(dc-b=stage 1/50(v-tmp ))",
		},
		"by server, in data centers, those without one last": {
			VolumeQuery{Text: "d"}, LevelServer,
			"de/fra=de/fra 2/110(dc-a=Prod 2/110(s-1=app 1/10(v-web )s-2=base 1/100(v-db )))de/txl=de/txl 1/50(dc-b=stage 1/50(= 1/50(v-tmp )))",
		},
		"in one data center by server": {VolumeQuery{DatacenterID: "dc-a"}, LevelServer, "s-1=app 1/10(v-web )s-2=base 1/100(v-db )"},
		"as far as they match":         {VolumeQuery{Type: "HDD", Paging: Paging{Limit: 1}}, LevelLocation, "de/fra=de/fra 1/10(v-web )de/txl=de/txl 1/50(v-tmp )"},
		"of nothing":                   {VolumeQuery{Type: "x"}, LevelServer, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := v.GroupVolumes(c.query, c.by)
			require.Equal(t, c.want, formatGroups(g.Groups, func(x *Volume) string { return x.ID }))
			found := v.FindVolumes(c.query)
			require.Equal(t, found.Total, g.Total)
			require.InDelta(t, found.TotalGB, g.TotalGB, 0.001)
		})
	}
}

func TestGroupSnapshots_Levels(t *testing.T) {
	t.Parallel()
	v := sampleView()
	id := func(x *Snapshot) string { return x.ID }
	newest := Order{By: "created", Desc: true}
	require.Equal(t, "de/fra=de/fra 3/120(sn-bad sn-new sn-old )de/txl=de/txl 1/7.5(sn-lost )",
		formatGroups(v.GroupSnapshots(SnapshotQuery{Order: newest}, LevelLocation).Groups, id))
	require.Equal(t, "de/fra=de/fra 3/120(v-db=db 1/100(sn-old )v-web=Web 2/20(sn-bad sn-new ))de/txl=de/txl 1/7.5(= 1/7.5(sn-lost ))",
		formatGroups(v.GroupSnapshots(SnapshotQuery{Order: newest}, LevelSource).Groups, id))
	require.Equal(t, "de/fra=de/fra 1/100(v-db=db 1/100(sn-old ))",
		formatGroups(v.GroupSnapshots(SnapshotQuery{VolumeID: "v-db"}, LevelSource).Groups, id))
}

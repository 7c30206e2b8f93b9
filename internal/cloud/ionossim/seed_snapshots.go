package ionossim

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

type snapshotPlan struct {
	d    *datacenter
	v    *volume
	made time.Time
}

// addSnapshots creates the snapshots of the seed data, oldest first. Some volumes have many, some few and some
// none.
func (b *builder) addSnapshots() {
	var sources []snapshotPlan
	for _, d := range b.Datacenters.all() {
		for _, v := range d.Volumes.all() {
			if !b.withoutSnapshots[v.ID] {
				sources = append(sources, snapshotPlan{d: d, v: v})
			}
		}
	}
	if len(sources) == 0 {
		return
	}
	plans := make([]snapshotPlan, b.sizes.Snapshots)
	for i := range plans {
		p := sources[b.pickSkewed(len(sources))]
		p.made = b.now.Add(-b.age())
		plans[i] = p
	}
	slices.SortStableFunc(plans, func(x, y snapshotPlan) int { return cmp.Compare(x.made.UnixNano(), y.made.UnixNano()) })
	for _, p := range plans {
		b.addOldSnapshot(p)
	}
}

// pickSkewed picks one of n, some more often than others.
func (b *builder) pickSkewed(n int) int {
	return min(b.rand.IntN(n), b.rand.IntN(n))
}

// age draws the age of a snapshot: minutes, days, months or years.
func (b *builder) age() time.Duration {
	between := func(least, most time.Duration) time.Duration {
		return (least + time.Duration(b.rand.Int64N(int64(most-least)))).Truncate(time.Second)
	}
	const day = 24 * time.Hour
	switch share := b.rand.Float64(); {
	case share < 0.2:
		return between(15*time.Minute, day)
	case share < 0.5:
		return between(day, 8*day)
	case share < 0.8:
		return between(8*day, 90*day)
	default:
		return between(90*day, 800*day)
	}
}

// addOldSnapshot creates one finished snapshot with the naming habits of some user.
func (b *builder) addOldSnapshot(p snapshotPlan) {
	s := b.addSnapshot(b.newRecord(operator, p.made), p.d, p.v)
	s.Content = b.newContent()
	props := *s.Props
	props.takeFlags(p.v.Props)
	s.CreatedBy, b.clients[s.ID] = b.nameSnapshot(s, &props, p)
	s.ModifiedBy, s.Modified = s.CreatedBy, p.made.Add(b.state.lengthOf(requestWork{Kind: createSnapshot, Datacenter: p.d.ID, Volume: p.v.ID}, s.ID)).Truncate(time.Second)
	props.SecAuthProtection = b.rand.IntN(20) == 0
	s.Props = &props
	if b.rand.IntN(8) == 0 {
		s.Labels = []label{{Key: "env", Value: "prod", Created: s.Modified, CreatedBy: s.CreatedBy, Modified: s.Modified, ModifiedBy: s.CreatedBy}}
	}
}

// nameSnapshot names a snapshot as the DCD, ionosctl, Terraform, a CSI driver, an old script or a user would,
// and returns the user and the program. Only the platform's own description names the source; it is set
// whenever the program sent none.
func (b *builder) nameSnapshot(s *snapshot, props *snapshotProps, p snapshotPlan) (string, client) {
	day := p.made.Format("2006-01-02")
	name := cmp.Or(p.v.Props.Name, "disk")
	switch b.rand.IntN(10) {
	case 0:
		return operator, dcd()
	case 1:
		return operator, b.oneOf(s.ID, sdkGo(), unnamedByNode())
	case 2:
		props.Name, props.Description, props.LicenceType = "Unnamed Snapshot", "", linux
		return operator, ionosctl()
	case 3:
		props.Name, props.Description = "tf-"+name, "Managed by Terraform"
		return terraform, b.oneOf(s.ID, terraform1(), openTofu())
	case 4:
		props.Name, props.Description = "snapshot-"+uuidOf(b.Seed, "csi", props.Name, day, p.v.ID), "Created by ionoscloud-blockstorage-csi-driver"
		return csiDriver, csiController()
	case 5:
		props.Name, props.Description = p.v.ID, ""
		return colleague, sdkRuby()
	case 6:
		props.Name, props.Description = name+" before upgrade", ""
		return colleague, ansible()
	case 7:
		props.Name, props.Description = fmt.Sprintf("backup-%s", day), "nightly"
		return operator, sdkPython()
	case 8:
		c := b.oneOf(s.ID, sdkNode(), fromTerraform("1.11.4", "name"))
		props.Name = name + " " + day
		if b.now.Sub(p.made) >= historyDepth || c.agent == sdkNode().agent {
			props.Description = ""
		}
		return operator, c
	default:
		props.Name, props.Description = []string{"test", "old", "pre-patch", "golden image", "do not delete"}[b.rand.IntN(5)], ""
		return colleague, mcpServer()
	}
}

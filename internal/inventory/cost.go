package inventory

import "snapdeck/internal/price"

// CostOfSnapshot is what a snapshot costs; the zero Sum when there are no prices or no such snapshot.
func (v *View) CostOfSnapshot(id string) price.Sum {
	i, there := v.index.snapshots[id]
	if !there || !v.Prices.Known() {
		return price.Sum{}
	}
	return v.lookups.snapshotCosts()[i]
}

// CostOfVolume is what the snapshots cost that are known to come from a volume.
func (v *View) CostOfVolume(id string) price.Sum {
	i, there := v.index.volumes[id]
	if !there || !v.Prices.Known() {
		return price.Sum{}
	}
	return v.lookups.volumeCosts()[i]
}

// CostOfDatacenter is what the snapshots cost that are known to come from a data center.
func (v *View) CostOfDatacenter(id string) price.Sum { return v.lookups.datacenterCosts()[id] }

// Cost is what all snapshots cost.
func (v *View) Cost() price.Sum {
	var sum price.Sum
	for _, cost := range v.lookups.snapshotCosts() {
		sum = sum.Plus(cost)
	}
	return sum
}

func (v *View) costsOfSnapshots() []price.Sum {
	if !v.Prices.Known() {
		return nil
	}
	costs := make([]price.Sum, len(v.Snapshots))
	for i := range v.Snapshots {
		costs[i] = v.Prices.Of(v.Snapshots[i].Location, v.Snapshots[i].SizeGB)
	}
	return costs
}

func (v *View) costsOfVolumes() []price.Sum {
	if !v.Prices.Known() {
		return nil
	}
	each := v.lookups.snapshotCosts()
	costs := make([]price.Sum, len(v.Volumes))
	for i := range v.Volumes {
		for _, place := range v.index.snapshotsOf[v.Volumes[i].ID] {
			costs[i] = costs[i].Plus(each[place])
		}
	}
	return costs
}

func (v *View) costsOfDatacenters() map[string]price.Sum {
	costs := map[string]price.Sum{}
	for i, cost := range v.lookups.snapshotCosts() {
		if source, known := v.index.sources[v.Snapshots[i].ID]; known {
			costs[source.DatacenterID] = costs[source.DatacenterID].Plus(cost)
		}
	}
	return costs
}

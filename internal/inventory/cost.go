package inventory

import (
	"snapdeck/internal/price"
)

// CostOfSnapshot returns the monthly cost of a snapshot; the zero Sum without prices or without the snapshot.
func (v *View) CostOfSnapshot(id string) price.Sum {
	s, exists := v.index.snapshots[id]
	if !exists {
		return price.Sum{}
	}
	return v.costOf(s)
}

// CostOfVolume returns the cost of the snapshots known or certain to come from a volume. SnapshotTotalsOf
// reports whether there may be more.
func (v *View) CostOfVolume(id string) price.Sum {
	i, exists := v.index.volumes[id]
	if !exists || !v.Prices.Known() {
		return price.Sum{}
	}
	return v.lazy.volumeCosts()[i]
}

// CostOfDatacenter returns the cost of the snapshots known or certain to come from a data center.
func (v *View) CostOfDatacenter(id string) price.Sum { return v.lazy.datacenterCosts()[id] }

// Cost returns the cost of all snapshots.
func (v *View) Cost() price.Sum {
	var sum price.Sum
	for _, cost := range v.lazy.snapshotCosts() {
		sum = sum.Plus(cost)
	}
	return sum
}

func (v *View) costOf(s *Snapshot) price.Sum {
	if !v.Prices.Known() {
		return price.Sum{}
	}
	return v.Prices.Of(s.Location, s.SizeGB)
}

func (v *View) costsOfSnapshots() []price.Sum {
	if !v.Prices.Known() {
		return nil
	}
	costs := make([]price.Sum, len(v.Snapshots))
	for i := range v.Snapshots {
		costs[i] = v.costOf(v.Snapshots[i])
	}
	return costs
}

func (v *View) costsOfVolumes() []price.Sum {
	if !v.Prices.Known() {
		return nil
	}
	costs := make([]price.Sum, len(v.Volumes))
	for i := range v.Volumes {
		for s := range v.eachOf(v.Volumes[i].ID) {
			costs[i] = costs[i].Plus(v.costOf(s))
		}
	}
	return costs
}

func (v *View) costsOfDatacenters() map[string]price.Sum {
	costs := map[string]price.Sum{}
	for i, cost := range v.lazy.snapshotCosts() {
		if source := v.sourceAt(i); source.Known() {
			costs[source.DatacenterID] = costs[source.DatacenterID].Plus(cost)
		}
	}
	return costs
}

func (v *View) sizesOfDatacenters() map[string]float64 {
	sizes := map[string]float64{}
	for i, s := range v.Snapshots {
		if source := v.sourceAt(i); source.Known() {
			sizes[source.DatacenterID] += s.SizeGB
		}
	}
	return sizes
}

package operation

import (
	"cmp"
	"math"
	"slices"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// Quota is a storage quota of a contract in GB: the use that IONOS Cloud counts, and what operations will take
// and free that it does not count yet. The zero Quota has an unknown limit.
type Quota struct {
	Limit, Used  float64
	Planned      quantity.Total // taken by PlannedCount operations
	PlannedCount int
	Freed        quantity.Total // freed by FreedCount deletions, unless they are undone
	FreedCount   int
}

// HDDQuota is the quota that snapshots count against, whatever the type of their volume (docs/ionos-api.md 7,
// "quota"), together with HDD volumes.
func HDDQuota(v *inventory.View, ops []Operation) Quota {
	l := v.Contract.Limits
	q := quotaOf(l.HDDProvisionedMB, l.HDDPerContractMB)
	for _, op := range ops {
		switch {
		case op.State.Final():
		case op.Kind == CreateSnapshot && !snapshotListed(v, op):
			q.addPlanned(op.SizeGB)
		case op.Kind == CreateVolume && storageOf(op) == "HDD" && !volumeListed(v, op):
			q.addPlanned(op.SizeGB)
		case op.Kind == DeleteSnapshot:
			if s, exists := v.Snapshot(op.SnapshotID); exists {
				q.Freed.Add(s.SizeGB)
				q.FreedCount++
			}
		}
	}
	return q
}

// SSDQuota is the quota of SSD volumes.
func SSDQuota(v *inventory.View, ops []Operation) Quota {
	l := v.Contract.Limits
	q := quotaOf(l.SSDProvisionedMB, l.SSDPerContractMB)
	for _, op := range ops {
		if !op.State.Final() && op.Kind == CreateVolume && storageOf(op) == "SSD" && !volumeListed(v, op) {
			q.addPlanned(op.SizeGB)
		}
	}
	return q
}

func quotaOf(usedMB, limitMB int64) Quota {
	if limitMB <= 0 {
		return Quota{}
	}
	return Quota{Limit: float64(limitMB) / 1024, Used: float64(usedMB) / 1024}
}

func (q *Quota) addPlanned(gb float64) {
	q.Planned.Add(gb)
	q.PlannedCount++
}

// Known reports whether the limit is known.
func (q Quota) Known() bool { return q.Limit > 0 }

// Unused is the limit minus the counted use.
func (q Quota) Unused() float64 { return q.Limit - q.Used }

// Free is what remains after all planned operations of known size; negative when they need too much. Deletions are not
// included: they can be undone.
func (q Quota) Free() float64 { return q.Unused() - q.Planned.GB }

// Over reports whether planned operations need more than remains.
func (q Quota) Over() bool { return q.Known() && q.Planned.GB > 0 && q.Free() < 0 }

// Fits reports whether a size fits besides all planned operations; a started GB counts as one, and everything
// fits an unknown quota.
func (q Quota) Fits(sizeGB float64) bool { return !q.Known() || math.Ceil(sizeGB) <= q.Free() }

// Room is the answer of Quota.RoomFor.
type Room string

// The answers of Quota.RoomFor.
const (
	RoomEnough   Room = "enough"
	RoomWaiting  Room = "waiting"   // too little after all planned operations
	RoomNone     Room = "none"      // too little even now, so IONOS Cloud would refuse it
	RoomUnknown  Room = "unknown"   // the size is unknown
	RoomNoLimits Room = "unlimited" // the limit is unknown
)

// RoomFor reports whether a size fits. A size of 0 is unknown.
func (q Quota) RoomFor(sizeGB float64) Room {
	switch {
	case !q.Known():
		return RoomNoLimits
	case sizeGB <= 0:
		return RoomUnknown
	case q.Fits(sizeGB):
		return RoomEnough
	case math.Ceil(sizeGB) > q.Unused():
		return RoomNone
	default:
		return RoomWaiting
	}
}

// DropToFit returns the indexes of the sizes to leave out: the largest ones, until the rest fits. It never leaves out
// one of unknown size.
func (q Quota) DropToFit(sizesGB []float64) (drop []int) {
	total := 0.0
	order := make([]int, len(sizesGB))
	for i, gb := range sizesGB {
		order[i] = i
		total += gb
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizesGB[b], sizesGB[a]) })
	for _, i := range order {
		if sizesGB[i] <= 0 || q.Fits(total) {
			break
		}
		total -= sizesGB[i]
		drop = append(drop, i)
	}
	return drop
}

// snapshotListed reports whether the snapshot of an operation is listed, and thus included in the used storage.
func snapshotListed(v *inventory.View, op Operation) bool {
	_, exists := v.Snapshot(op.SnapshotID)
	return exists || slices.ContainsFunc(v.SnapshotsOf(op.VolumeID), func(s inventory.Snapshot) bool { return v.Source(s.ID).OperationID == op.ID })
}

func volumeListed(v *inventory.View, op Operation) bool {
	_, exists := v.Volume(op.CreatedVolumeID)
	return exists
}

// storageOf is the quota that the volume of a create-volume counts against.
func storageOf(op Operation) string {
	if op.Task.Volume != nil && op.Task.Volume.Type == "HDD" {
		return "HDD"
	}
	return "SSD"
}

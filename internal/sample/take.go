package sample

import (
	"slices"
	"strconv"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
)

// Take samples everything in a report. The contract comes last: if it is stored, all samples are.
func Take(r *coverage.Report, now time.Time) []Entry {
	entries := make([]Entry, 0, len(r.Volumes)+len(r.View.Datacenters)+len(inventory.Creators())+2)
	for i := range r.Volumes {
		v := &r.Volumes[i]
		entries = append(entries, Entry{Key{OfVolume, v.ID}, volumeDay(v, now).encode()})
	}
	for _, dc := range r.View.Datacenters {
		entries = append(entries, Entry{Key{OfDatacenter, dc.ID}, totalDay(r.View.SnapshotTotalsFrom(dc.ID)).encode()})
	}
	entries = append(entries, Entry{Key{OfDatacenter, ""}, totalDay(r.View.Unattributed()).encode()})
	for creator, totals := range r.View.SnapshotTotalsByCreator() {
		entries = append(entries, Entry{Key{OfCreator, string(creator)}, totalDay(totals).encode()})
	}
	return append(entries, Entry{ContractKey(r.View), contractDay(r, now).encode()})
}

func volumeDay(v *coverage.Volume, now time.Time) VolumeDay {
	age, known := v.Age(now)
	if !known {
		age = -1
	}
	return VolumeDay{State: v.State, Age: age, Count: v.Count, GB: v.GB}
}

func totalDay(t inventory.SnapshotTotals) TotalDay {
	return TotalDay{Count: t.Count, GB: t.GB, Cost: t.Cost.Amount}
}

// ContractKey is the key of a view's contract.
func ContractKey(v *inventory.View) Key {
	return Key{OfContract, strconv.FormatInt(v.Contract.Number, 10)}
}

func contractDay(r *coverage.Report, now time.Time) ContractDay {
	l := r.View.Contract.Limits
	d := ContractDay{
		At: now, HDDUsedMB: l.HDDProvisionedMB, HDDLimitMB: l.HDDPerContractMB, SSDUsedMB: l.SSDProvisionedMB, SSDLimitMB: l.SSDPerContractMB,
		TotalDay: TotalDay{Count: len(r.View.Snapshots), GB: r.View.SnapshotGB(), Cost: r.View.Cost().Amount}, Volumes: map[coverage.State]int{},
	}
	for _, s := range coverage.States() {
		d.Volumes[s] = r.Sum(s).Count
	}
	return d
}

// Point is an entry with its day.
type Point[T any] struct {
	Day Day
	Of  T
}

// VolumeDays decodes the rows of a volume, oldest day first.
func VolumeDays(rows []Row) []Point[VolumeDay] {
	return points(rows, volumeSize, func(_ Day, b []byte) VolumeDay { return decodeVolume(b) })
}

// ContractDays decodes the rows of a contract, oldest day first.
func ContractDays(rows []Row) []Point[ContractDay] {
	return points(rows, contractSize, decodeContract)
}

func points[T any](rows []Row, size int, decode func(Day, []byte) T) []Point[T] {
	rows = slices.SortedStableFunc(slices.Values(rows), func(a, b Row) int { return int(a.Month - b.Month) })
	var all []Point[T]
	for _, r := range rows {
		r.each(size, func(day Day, entry []byte) { all = append(all, Point[T]{day, decode(day, entry)}) })
	}
	return all
}

// ByID groups rows by resource.
func ByID(rows []Row) map[string][]Row {
	sorted := map[string][]Row{}
	for _, r := range rows {
		sorted[r.ID] = append(sorted[r.ID], r)
	}
	return sorted
}

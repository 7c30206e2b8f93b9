package cloud

import (
	"slices"
	"time"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// The bounds of what an entry can say. One impossible size makes every sum wrong, and a snapshot dated in the far
// future would protect its volume for ever.
const (
	maxGB     = 1e9            // an exabyte; IONOS Cloud has no volume near it
	maxAhead  = 24 * time.Hour // covers a clock of this host that is slow, or set to another zone
	firstYear = 2000           // before IONOS Cloud existed
)

// clearImplausible empties the fields of an entry whose values cannot be true, and returns their paths.
func clearImplausible(entry any, now time.Time) (cleared []string) {
	var size **float32
	var dates *sdk.DatacenterElementMetadata
	switch e := entry.(type) {
	case *sdk.Snapshot:
		if dates = e.Metadata; e.Properties != nil {
			size = &e.Properties.Size
		}
	case *sdk.Volume:
		if dates = e.Metadata; e.Properties != nil {
			size = &e.Properties.Size
		}
	case *sdk.Datacenter:
		dates = e.Metadata
	case *sdk.Server:
		dates = e.Metadata
	}
	if dates != nil {
		cleared = append(cleared, clearDate(&dates.CreatedDate, "metadata.createdDate", now)...)
		cleared = append(cleared, clearDate(&dates.LastModifiedDate, "metadata.lastModifiedDate", now)...)
	}
	if size == nil {
		return cleared
	}
	if gb := value(*size); gb < 0 || gb > maxGB {
		*size = nil
		cleared = append(cleared, "properties.size")
	}
	return cleared
}

func clearDate(at **sdk.IonosTime, path string, now time.Time) []string {
	if *at == nil || (*at).IsZero() || (*at).UTC().Year() >= firstYear && (*at).Before(now.Add(maxAhead)) {
		return nil
	}
	*at = nil
	return []string{path}
}

func implausibleWarning(resource, id string, fields []string) inventory.Warning {
	return inventory.Warning{Resource: resource, ID: id, Text: "Cannot be true and is left empty: " + shortList(fields) + ".", Minor: true}
}

// plausibleQuota returns a quota, or zeros, which mean that it is unknown: some APIs say -1, or the largest number, for
// no limit.
func plausibleQuota(limitMB, usedMB int64) (limit, used int64) {
	const maxMB = maxGB * 1024
	if slices.ContainsFunc([]int64{limitMB, usedMB}, func(mb int64) bool { return mb < 0 || mb > maxMB }) {
		return 0, 0
	}
	return limitMB, usedMB
}

package cloud

import (
	"strconv"
	"time"
	"unique"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// value dereferences a pointer of an SDK model; nil gives the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// internedValue is value for texts that many items share: they are in memory once.
func internedValue(p *string) string {
	if p == nil {
		return ""
	}
	return unique.Make(*p).Value()
}

// gigabytes converts the SDK's float32 size to the number in the JSON.
func gigabytes(size *float32) float64 {
	f := float64(value(size))
	if f == float64(int64(f)) {
		return f
	}
	exact, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	if err != nil {
		return f
	}
	return exact
}

func date(t *sdk.IonosTime) time.Time {
	if t == nil || t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

func metadata(m *sdk.DatacenterElementMetadata) inventory.Metadata {
	if m == nil {
		return inventory.Metadata{}
	}
	return inventory.Metadata{
		ETag:                 value(m.Etag),
		CreatedDate:          date(m.CreatedDate),
		CreatedBy:            internedValue(m.CreatedBy),
		CreatedByUserID:      internedValue(m.CreatedByUserId),
		LastModifiedDate:     date(m.LastModifiedDate),
		LastModifiedBy:       internedValue(m.LastModifiedBy),
		LastModifiedByUserID: internedValue(m.LastModifiedByUserId),
		State:                inventory.State(internedValue(m.State)),
	}
}

package operation

import (
	"slices"

	"snapdeck/internal/inventory"
)

// ConfirmedSource are the labels by which a person says which volume a snapshot came from.
func ConfirmedSource(datacenterID, volumeID string) []LabelChange {
	return []LabelChange{
		{Key: inventory.LabelDatacenter, Value: datacenterID},
		{Key: inventory.LabelVolume, Value: volumeID},
		{Key: inventory.LabelSource, Value: inventory.SourceConfirmed},
	}
}

// DeniedSource are the labels by which a person says that a snapshot came from none of the
// volumes, whatever was said before.
func DeniedSource() []LabelChange {
	return []LabelChange{
		{Key: inventory.LabelSource, Value: inventory.SourceNone},
		{Key: inventory.LabelVolume, Remove: true},
		{Key: inventory.LabelDatacenter, Remove: true},
	}
}

// SaysSource reports whether an operation writes what a person said of a snapshot's source.
func (o Operation) SaysSource() bool {
	return o.Kind == LabelSnapshot && slices.ContainsFunc(o.Task.Labels, func(c LabelChange) bool { return c.Key == inventory.LabelSource })
}

// Said is what a person said by an operation beside asking for it, in a sentence, or "".
func (o Operation) Said() string {
	switch {
	case !o.SaysSource():
		return ""
	case o.VolumeID == "":
		return "Said that the snapshot came from none of the volumes."
	default:
		return "Confirmed that the snapshot came from this volume."
	}
}

// saidOf puts what a wish says of the source into its operation, so that the record names it.
func (e *Engine) saidOf(op Operation) Operation {
	if !op.SaysSource() {
		return op
	}
	op.VolumeID, op.VolumeName, op.DatacenterID, op.DatacenterName = "", "", "", ""
	for _, c := range op.Task.Labels {
		switch c.Key {
		case inventory.LabelVolume:
			op.VolumeID = c.Value
		case inventory.LabelDatacenter:
			op.DatacenterID = c.Value
		}
	}
	vol, _ := e.sky.View().Volume(op.VolumeID)
	dc, _ := e.sky.View().Datacenter(op.DatacenterID)
	op.VolumeName, op.DatacenterName = vol.Name, dc.Name
	return op
}

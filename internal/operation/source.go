package operation

import (
	"slices"

	"snapdeck/internal/inventory"
)

// ConfirmedSource returns the labels by which a user confirms the source volume of a snapshot.
func ConfirmedSource(datacenterID, volumeID string) []LabelChange {
	return []LabelChange{
		{Key: inventory.LabelDatacenter, Value: datacenterID},
		{Key: inventory.LabelVolume, Value: volumeID},
		{Key: inventory.LabelSource, Value: inventory.SourceConfirmed},
	}
}

// DeniedSource returns the labels by which a user states that a snapshot came from none of the volumes. They replace
// earlier statements.
func DeniedSource() []LabelChange {
	return []LabelChange{
		{Key: inventory.LabelSource, Value: inventory.SourceNone},
		{Key: inventory.LabelVolume, Remove: true},
		{Key: inventory.LabelDatacenter, Remove: true},
	}
}

// SetsSource reports whether an operation writes a user's statement about a snapshot's source.
func (o Operation) SetsSource() bool {
	return o.Kind == LabelSnapshot && slices.ContainsFunc(o.Task.Labels, func(c LabelChange) bool { return c.Key == inventory.LabelSource })
}

// SourceStatement is the user's statement about the source in an operation, as a sentence, or "".
func (o Operation) SourceStatement() string {
	switch {
	case !o.SetsSource():
		return ""
	case o.VolumeID == "":
		return "Said that the snapshot came from none of the volumes."
	default:
		return "Confirmed that the snapshot came from this volume."
	}
}

func sourceStatement(labels []LabelChange) (datacenterID, volumeID string) {
	for _, c := range labels {
		switch c.Key {
		case inventory.LabelVolume:
			volumeID = c.Value
		case inventory.LabelDatacenter:
			datacenterID = c.Value
		}
	}
	return datacenterID, volumeID
}

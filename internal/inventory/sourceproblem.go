package inventory

// SourceProblem is why a volume cannot be the source of a snapshot; empty if it can.
type SourceProblem string

// The reasons: snapshots stay in the location of their volume, volumes only grow, and a volume is older than its snapshots.
const (
	SourceElsewhere   SourceProblem = "location"
	SourceIsImage     SourceProblem = "image"
	SourceSizeUnknown SourceProblem = "size-unknown"
	SourceTooSmall    SourceProblem = "too-small"
	SourceTooYoung    SourceProblem = "too-young"
)

// SourceProblemOf returns why an existing volume in a location cannot be the source of a snapshot. A volume of unknown
// size fits no snapshot, because it would fit each; what is unknown of the snapshot, or an unknown age, excludes no volume.
func SourceProblemOf(location string, vol *Volume, s *Snapshot) SourceProblem {
	created, taken := vol.Metadata.CreatedDate, s.Metadata.CreatedDate
	switch {
	case location != s.Location:
		return SourceElsewhere
	case vol.IsImage():
		return SourceIsImage
	case vol.SizeGB <= 0 && s.SizeGB > 0:
		return SourceSizeUnknown
	case vol.SizeGB < s.SizeGB:
		return SourceTooSmall
	case !created.IsZero() && !taken.IsZero() && created.After(taken):
		return SourceTooYoung
	default:
		return ""
	}
}

// IsImage reports whether the volume is an ISO image, which cannot be snapshotted.
func (v *Volume) IsImage() bool { return v.Type == "ISO" }

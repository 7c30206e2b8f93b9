package handlers

import (
	"fmt"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// whyNot says why a source cannot be confirmed, or "".
func (s *Server) whyNot(f *confirming, p sourcePair) string {
	snap, there := f.view.Snapshot(p.snapshotID)
	if !there {
		return "The snapshot is not in the contract any more."
	}
	if op, writing := s.sourceBeingWritten(p.snapshotID); writing {
		return "Its source is being written already, as " + op.Actor + " asked."
	}
	if len(f.pairs) >= maxConfirmed {
		return fmt.Sprintf("At most %s sources are confirmed at once. Confirm the rest after these.", views.Count(maxConfirmed))
	}
	if why := knownMeanwhile(f.view, p); why != "" || p.volumeID == "" {
		return why
	}
	vol, there := f.view.Volume(p.volumeID)
	if !there {
		if guess, _ := f.guesses.Of(p.snapshotID); !guessNames(guess, p.volumeID) {
			return "The volume is not in the contract any more, and no request of the past names it."
		}
		return ""
	}
	return cannotBe(f.view, vol, snap)
}

func guessNames(g inventory.Guess, volumeID string) bool {
	_, named := g.Names(volumeID)
	return named
}

// knownMeanwhile says that a source is known, unless a person said so and may be corrected.
func knownMeanwhile(v *inventory.View, p sourcePair) string {
	source := v.Source(p.snapshotID)
	switch {
	case !source.Written(), source.Confirmed && source.VolumeID != p.volumeID:
		return ""
	case source.VolumeID == p.volumeID:
		return "Its source is known meanwhile, and is this volume."
	default:
		return "Its source is known meanwhile: " + sourceVolume(v, source.VolumeID).Text + "."
	}
}

// cannotBe says why a volume cannot be the source of a snapshot, or "".
func cannotBe(v *inventory.View, vol inventory.Volume, snap inventory.Snapshot) string {
	dc, _ := v.Datacenter(vol.DatacenterID)
	born, made := vol.Metadata.CreatedDate, snap.Metadata.CreatedDate
	switch {
	case dc.Location != snap.Location:
		return fmt.Sprintf("The volume is in %s and the snapshot in %s, and snapshots stay where they are made.", dc.Location, snap.Location)
	case vol.SizeGB < snap.SizeGB:
		return fmt.Sprintf("The volume has %s, less than the snapshot, and volumes never shrink.", views.GB(vol.SizeGB))
	case !born.IsZero() && !made.IsZero() && born.After(made):
		return "The volume was made after the snapshot."
	default:
		return ""
	}
}

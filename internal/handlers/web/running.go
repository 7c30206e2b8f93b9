package web

import (
	"snapdeck/internal/inventory"
)

// RunningVolumes returns the IDs of the volumes with an open operation, as the same set until an operation changes.
func (s *Base) RunningVolumes() *inventory.IDs {
	return s.running.Get(s.Operations.Version(), func() *inventory.IDs {
		var ids []string
		for _, op := range s.Operations.Running() {
			if op.VolumeID != "" && !op.State.Final() && !op.Planned() {
				ids = append(ids, op.VolumeID)
			}
		}
		return inventory.NewIDs(ids...)
	})
}

package ionossim

// listSnapshots answers with all snapshots of the contract. This list is not paged.
func listSnapshots(c *call) (*response, error) {
	visible := filterItems(c.view.Snapshots.all(), func(s *snapshot) bool { return !c.view.hidden(&s.record) })
	return listResponse(c, listing[*snapshot]{id: "snapshots", path: "/snapshots", items: visible, show: c.view.snapshot})
}

func getSnapshot(c *call, s *snapshot) (*response, error) {
	return okRecord(&s.record, c.view.snapshot(s, 1)), nil
}

// changeSnapshotBy accepts a change with the properties that read finds; missing ones keep their values. The response
// shows it at once, the snapshot when the request is DONE.
func changeSnapshotBy(read func(*call) (snapshotPatch, error)) func(*call, *snapshot) (*response, error) {
	return func(c *call, s *snapshot) (*response, error) {
		p, err := read(c)
		switch {
		case err != nil:
			return nil, err
		case p.LicenceType != nil && !knownLicence(*p.LicenceType):
			return nil, invalidLicence(*p.LicenceType)
		}
		r := c.snapshotRequest(changeSnapshot, s)
		r.Work.NewProps = &p
		return c.accept(r, func() element {
			e := c.view.snapshot(s, 1)
			e.Properties = patched(s.Props, p)
			return e
		})
	}
}

// removeSnapshot deletes a snapshot, unless a volume is being created from it.
func removeSnapshot(c *call, s *snapshot) (*response, error) {
	if c.view.inUse[s.ID] > 0 {
		return nil, rejected("[VDC-18-0] The snapshot is in use and cannot be deleted")
	}
	return c.accept(c.snapshotRequest(deleteSnapshot, s), nil)
}

func (c *call) snapshotRequest(kind workKind, s *snapshot) *request {
	return c.newRequest(requestWork{Kind: kind, Snapshot: s.ID}, snapshotTarget(s))
}

// snapshotPatch holds the properties that PATCH and PUT can change.
type snapshotPatch struct {
	newSnapshotProps
	CPUHotPlug          *bool `json:"cpuHotPlug,omitempty"`
	CPUHotUnplug        *bool `json:"cpuHotUnplug,omitempty"`
	RAMHotPlug          *bool `json:"ramHotPlug,omitempty"`
	RAMHotUnplug        *bool `json:"ramHotUnplug,omitempty"`
	NICHotPlug          *bool `json:"nicHotPlug,omitempty"`
	NICHotUnplug        *bool `json:"nicHotUnplug,omitempty"`
	DiscVirtioHotPlug   *bool `json:"discVirtioHotPlug,omitempty"`
	DiscVirtioHotUnplug *bool `json:"discVirtioHotUnplug,omitempty"`
	DiscScsiHotPlug     *bool `json:"discScsiHotPlug,omitempty"`
	DiscScsiHotUnplug   *bool `json:"discScsiHotUnplug,omitempty"`
	ExposeSerial        *bool `json:"exposeSerial,omitempty"`
	RequireLegacyBios   *bool `json:"requireLegacyBios,omitempty"`
}

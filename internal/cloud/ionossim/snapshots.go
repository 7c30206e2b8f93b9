package ionossim

// listSnapshots answers with all snapshots of the contract. This list is not paged.
func listSnapshots(c *call) (*answer, error) {
	visible := filterItems(c.view.Snapshots.all(), func(s *snapshot) bool { return !c.view.hidden(&s.record) })
	return answerList(c, listing[*snapshot]{id: "snapshots", path: "/snapshots", items: visible, show: c.view.snapshot})
}

func getSnapshot(c *call) (*answer, error) {
	s, err := c.snapshot()
	if err != nil {
		return nil, err
	}
	return okRecord(&s.record, c.view.snapshot(s, 1)), nil
}

// patchSnapshot accepts bare properties.
func patchSnapshot(c *call) (*answer, error) {
	var p snapshotPatch
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	return changeSnapshotBy(c, p)
}

// putSnapshot accepts properties wrapped in an object. Missing ones keep their values.
func putSnapshot(c *call) (*answer, error) {
	var body struct {
		Properties snapshotPatch `json:"properties"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	return changeSnapshotBy(c, body.Properties)
}

// changeSnapshotBy accepts a change. The response shows it at once, the snapshot when the request is DONE.
func changeSnapshotBy(c *call, p snapshotPatch) (*answer, error) {
	s, err := c.snapshot()
	if err != nil {
		return nil, err
	}
	if p.LicenceType != nil && !knownLicence(*p.LicenceType) {
		return nil, invalidLicence(*p.LicenceType)
	}
	r := c.snapshotRequest(changeSnapshot, s)
	r.Work.NewProps = &p
	return c.accept(r, func() element {
		e := c.view.snapshot(s, 1)
		e.Properties = p.applyTo(s.Props)
		return e
	})
}

// removeSnapshot deletes a snapshot, unless a volume is being created from it.
func removeSnapshot(c *call) (*answer, error) {
	s, err := c.snapshot()
	if err != nil {
		return nil, err
	}
	if c.view.inUse[s.ID] > 0 {
		return nil, rejected("[VDC-18-0] The snapshot is in use and cannot be deleted")
	}
	return c.accept(c.snapshotRequest(deleteSnapshot, s), nil)
}

// snapshotRequest prepares a request in the contract's queue.
func (c *call) snapshotRequest(kind workKind, s *snapshot) *request {
	r := c.newRequest(contractQueue, requestWork{Kind: kind, Snapshot: s.ID})
	r.Touches = []string{s.ID}
	r.Targets = []target{{ID: s.ID, Type: "snapshot", Path: snapshotPath(s.ID)}}
	return r
}

// snapshotPatch holds the properties that PATCH and PUT can change.
type snapshotPatch struct {
	Name                *string `json:"name,omitempty"`
	Description         *string `json:"description,omitempty"`
	SecAuthProtection   *bool   `json:"secAuthProtection,omitempty"`
	LicenceType         *string `json:"licenceType,omitempty"`
	ApplicationType     *string `json:"applicationType,omitempty"`
	CPUHotPlug          *bool   `json:"cpuHotPlug,omitempty"`
	CPUHotUnplug        *bool   `json:"cpuHotUnplug,omitempty"`
	RAMHotPlug          *bool   `json:"ramHotPlug,omitempty"`
	RAMHotUnplug        *bool   `json:"ramHotUnplug,omitempty"`
	NICHotPlug          *bool   `json:"nicHotPlug,omitempty"`
	NICHotUnplug        *bool   `json:"nicHotUnplug,omitempty"`
	DiscVirtioHotPlug   *bool   `json:"discVirtioHotPlug,omitempty"`
	DiscVirtioHotUnplug *bool   `json:"discVirtioHotUnplug,omitempty"`
	DiscScsiHotPlug     *bool   `json:"discScsiHotPlug,omitempty"`
	DiscScsiHotUnplug   *bool   `json:"discScsiHotUnplug,omitempty"`
	ExposeSerial        *bool   `json:"exposeSerial,omitempty"`
	RequireLegacyBios   *bool   `json:"requireLegacyBios,omitempty"`
}

// applyTo returns the changed properties and leaves the old ones unchanged.
func (p snapshotPatch) applyTo(old *snapshotProps) *snapshotProps {
	props := *old
	set(&props.Name, p.Name)
	set(&props.Description, p.Description)
	set(&props.SecAuthProtection, p.SecAuthProtection)
	set(&props.LicenceType, p.LicenceType)
	set(&props.ApplicationType, p.ApplicationType)
	set(&props.CPUHotPlug, p.CPUHotPlug)
	set(&props.CPUHotUnplug, p.CPUHotUnplug)
	set(&props.RAMHotPlug, p.RAMHotPlug)
	set(&props.RAMHotUnplug, p.RAMHotUnplug)
	set(&props.NICHotPlug, p.NICHotPlug)
	set(&props.NICHotUnplug, p.NICHotUnplug)
	set(&props.DiscVirtioHotPlug, p.DiscVirtioHotPlug)
	set(&props.DiscVirtioHotUnplug, p.DiscVirtioHotUnplug)
	set(&props.DiscScsiHotPlug, p.DiscScsiHotPlug)
	set(&props.DiscScsiHotUnplug, p.DiscScsiHotUnplug)
	set(&props.ExposeSerial, p.ExposeSerial)
	set(&props.RequireLegacyBios, p.RequireLegacyBios)
	return &props
}

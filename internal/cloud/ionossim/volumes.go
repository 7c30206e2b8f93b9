package ionossim

func listVolumes(c *call) (*answer, error) {
	d, err := c.datacenter()
	if err != nil {
		return nil, err
	}
	visible := filterItems(d.Volumes.all(), func(v *volume) bool { return !c.view.hidden(&v.record) })
	return answerList(c, listing[*volume]{
		id: d.ID + "/volumes", path: datacenterPath(d.ID) + "/volumes", paged: true, items: visible,
		show: func(v *volume, depth int) element { return c.view.volume(d, v, depth) },
	})
}

func getVolume(c *call) (*answer, error) {
	d, v, err := c.volume()
	if err != nil {
		return nil, err
	}
	return okRecord(&v.record, c.view.volume(d, v, 1)), nil
}

// removeVolume deletes a volume, attached or not. Its snapshots remain.
func removeVolume(c *call) (*answer, error) {
	d, v, err := c.volume()
	if err != nil {
		return nil, err
	}
	return c.accept(c.volumeRequest(deleteVolume, d, v), nil)
}

// volumeRequest prepares a request on a volume.
func (c *call) volumeRequest(kind workKind, d *datacenter, v *volume) *request {
	r := c.newRequest(d.ID, requestWork{Kind: kind, Datacenter: d.ID, Volume: v.ID})
	r.Touches = []string{d.ID, v.ID}
	r.Targets = []target{{ID: v.ID, Type: "volume", Path: volumePath(d.ID, v.ID)}}
	return r
}

func patchVolume(c *call) (*answer, error) {
	var p volumePatch
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	return changeVolumeBy(c, p)
}

func putVolume(c *call) (*answer, error) {
	var body struct {
		Properties volumePatch `json:"properties"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	return changeVolumeBy(c, body.Properties)
}

func changeVolumeBy(c *call, p volumePatch) (*answer, error) {
	d, v, err := c.volume()
	if err != nil {
		return nil, err
	}
	if err := p.check(c.view.state, v.Props); err != nil {
		return nil, err
	}
	r := c.volumeRequest(changeVolume, d, v)
	r.Work.NewDisk = &p
	return c.accept(r, func() element {
		e := c.view.volume(d, v, 1)
		e.Properties = p.applyTo(v.Props)
		return e
	})
}

// volumePatch holds the properties that PATCH can change.
type volumePatch struct {
	Name                *string  `json:"name,omitempty"`
	Size                *float64 `json:"size,omitempty"`
	CPUHotPlug          *bool    `json:"cpuHotPlug,omitempty"`
	RAMHotPlug          *bool    `json:"ramHotPlug,omitempty"`
	NICHotPlug          *bool    `json:"nicHotPlug,omitempty"`
	NICHotUnplug        *bool    `json:"nicHotUnplug,omitempty"`
	DiscVirtioHotPlug   *bool    `json:"discVirtioHotPlug,omitempty"`
	DiscVirtioHotUnplug *bool    `json:"discVirtioHotUnplug,omitempty"`
	ExposeSerial        *bool    `json:"exposeSerial,omitempty"`
	RequireLegacyBios   *bool    `json:"requireLegacyBios,omitempty"`
}

func (p volumePatch) check(w *state, old *volumeProps) error {
	if p.Size == nil || *p.Size == old.Size {
		return nil
	}
	if *p.Size < old.Size {
		return invalid("(root).properties.size", "A volume cannot be made smaller")
	}
	return w.roomForVolume(old.Type, *p.Size-old.Size)
}

// applyTo returns the changed properties and leaves the old ones unchanged.
func (p volumePatch) applyTo(old *volumeProps) *volumeProps {
	props := *old
	set(&props.Name, p.Name)
	set(&props.Size, p.Size)
	set(&props.CPUHotPlug, p.CPUHotPlug)
	set(&props.RAMHotPlug, p.RAMHotPlug)
	set(&props.NICHotPlug, p.NICHotPlug)
	set(&props.NICHotUnplug, p.NICHotUnplug)
	set(&props.DiscVirtioHotPlug, p.DiscVirtioHotPlug)
	set(&props.DiscVirtioHotUnplug, p.DiscVirtioHotUnplug)
	set(&props.ExposeSerial, p.ExposeSerial)
	set(&props.RequireLegacyBios, p.RequireLegacyBios)
	return &props
}

// set assigns a value that was given.
func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

package ionossim

import "encoding/json"

func listVolumes(c *call, d *datacenter) (*response, error) {
	visible := filterItems(d.Volumes.all(), func(v *volume) bool { return !c.view.hidden(&v.record) })
	return listResponse(c, listing[*volume]{
		id: d.ID + "/volumes", path: datacenterPath(d.ID) + "/volumes", paged: true, items: visible,
		show: func(v *volume, depth int) element { return c.view.volume(d, v, depth) },
	})
}

func getVolume(c *call, d *datacenter, v *volume) (*response, error) {
	return okRecord(&v.record, c.view.volume(d, v, 1)), nil
}

// removeVolume deletes a volume, attached or not. Its snapshots remain.
func removeVolume(c *call, d *datacenter, v *volume) (*response, error) {
	return c.accept(c.volumeRequest(deleteVolume, d, v), nil)
}

func (c *call) volumeRequest(kind workKind, d *datacenter, v *volume) *request {
	return c.newRequest(requestWork{Kind: kind, Datacenter: d.ID, Volume: v.ID}, volumeTarget(d, v))
}

// changeVolumeBy is changeSnapshotBy for volumes.
func changeVolumeBy(read func(*call) (volumePatch, error)) func(*call, *datacenter, *volume) (*response, error) {
	return func(c *call, d *datacenter, v *volume) (*response, error) {
		p, err := read(c)
		if err == nil {
			err = p.check(c.view.state, v.Props)
		}
		if err != nil {
			return nil, err
		}
		r := c.volumeRequest(changeVolume, d, v)
		r.Work.NewDisk = &p
		return c.accept(r, func() element {
			e := c.view.volume(d, v, 1)
			e.Properties = patched(v.Props, p)
			return e
		})
	}
}

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

// patched returns properties with those of the patch, which have the same names in JSON, and leaves the old ones unchanged.
func patched[T any](old *T, patch any) *T {
	props := *old
	text, err := json.Marshal(patch)
	if err == nil {
		err = json.Unmarshal(text, &props)
	}
	if err != nil {
		panic(err) // patches hold texts, numbers and booleans of the same types
	}
	return &props
}

// set assigns a value that was given.
func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

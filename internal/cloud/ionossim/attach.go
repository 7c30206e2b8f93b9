package ionossim

import "slices"

// firstPCISlot is the slot of a server's first disk on the platform.
const firstPCISlot = 6

// attach connects a volume to the server; the first one becomes its boot volume.
func (s *server) attach(v *volume, d *datacenter) {
	if slices.Contains(s.Volumes, v.ID) {
		return
	}
	for _, other := range d.Servers.all() {
		other.detach(v, d)
	}
	s.Volumes = append(s.Volumes, v.ID)
	if s.BootVolume == "" {
		s.BootVolume = v.ID
	}
	s.renumber(d)
}

// detach disconnects a volume, if it is attached here.
func (s *server) detach(v *volume, d *datacenter) {
	if !slices.Contains(s.Volumes, v.ID) {
		return
	}
	s.Volumes = slices.DeleteFunc(s.Volumes, func(id string) bool { return id == v.ID })
	if s.BootVolume == v.ID {
		s.BootVolume = ""
	}
	props := *v.Props
	props.Bus, props.DeviceNumber, props.PCISlot, props.BootServer, props.BootOrder = nil, nil, nil, nil, nil
	v.Props = &props
	s.renumber(d)
}

// renumber updates the attached volumes' slots and device numbers.
func (s *server) renumber(d *datacenter) {
	for i, id := range s.Volumes {
		v, ok := d.Volumes.get(id)
		if !ok {
			continue
		}
		props := *v.Props
		props.Bus, props.BootOrder = new("VIRTIO"), new("NONE")
		props.DeviceNumber, props.PCISlot = new(int64(i+1)), new(int32(i+firstPCISlot))
		props.BootServer = nil
		if id == s.BootVolume {
			props.BootServer, props.BootOrder = &s.ID, new("AUTO")
		}
		v.Props = &props
	}
}

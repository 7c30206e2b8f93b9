package ionossim

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// ErrNotFound is returned for an id that does not exist.
var ErrNotFound = errors.New("ionossim: not found")

// NewSnapshot is a snapshot that somebody else makes. It is there at once, whole.
type NewSnapshot struct {
	VolumeID    string    `json:"volumeId"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	CreatedBy   string    `json:"createdBy"` // a colleague if empty
	Created     time.Time `json:"created"`   // now if zero
}

// AddSnapshot makes a snapshot as somebody else would.
func (s *Sim) AddSnapshot(n NewSnapshot) (Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	d, v := s.world.volumeAnywhere(n.VolumeID)
	if v == nil {
		return Snapshot{}, fmt.Errorf("volume %q: %w", n.VolumeID, ErrNotFound)
	}
	if !n.Created.IsZero() {
		now = n.Created
	}
	snap := s.world.addSnapshot(s.world.newRecord(cmp.Or(n.CreatedBy, colleague), now), d, v)
	props := *snap.Props
	props.Name, props.Description = n.Name, n.Description
	props.takeFlags(v.Props)
	snap.Props, snap.Content = &props, v.Content
	s.changed()
	return s.world.inspect(snap), nil
}

// RenameSnapshot gives a snapshot another name and description, as somebody else would.
func (s *Sim) RenameSnapshot(id, name, description string) error {
	return s.other(func(now time.Time) bool {
		snap, found := s.world.Snapshots.get(id)
		if !found {
			return false
		}
		props := *snap.Props
		props.Name, props.Description = name, description
		snap.Props = &props
		snap.modify(colleague, now)
		return true
	})
}

// RemoveSnapshot deletes a snapshot at once, as somebody else would.
func (s *Sim) RemoveSnapshot(id string) error {
	return s.other(func(time.Time) bool {
		_, found := s.world.Snapshots.get(id)
		s.world.Snapshots.remove(id)
		return found
	})
}

// NewVolume is a volume that somebody else makes.
type NewVolume struct {
	DatacenterID string  `json:"datacenterId"`
	Name         string  `json:"name"`
	Type         string  `json:"type"` // HDD if empty
	SizeGB       float64 `json:"size"` // 10 if zero
}

// AddVolume makes a volume as somebody else would and returns its id.
func (s *Sim) AddVolume(n NewVolume) (id string, err error) {
	err = s.other(func(now time.Time) bool {
		d, found := s.world.Datacenters.get(n.DatacenterID)
		if !found {
			return false
		}
		props := &volumeProps{
			Name: n.Name, Type: cmp.Or(n.Type, hdd), Size: cmp.Or(n.SizeGB, 10), LicenceType: lin, ApplicationType: "UNKNOWN",
			AvailabilityZone: new("AUTO"), RequireLegacyBios: true,
		}
		props.setPlugFlags(true)
		v := &volume{record: s.world.newRecord(colleague, now), Props: props, Content: s.world.newContent()}
		d.Volumes.add(v)
		d.Props.Version++
		d.modify(colleague, now)
		id = v.ID
		return true
	})
	return id, err
}

// RemoveVolume deletes a volume at once, as somebody else would.
func (s *Sim) RemoveVolume(id string) error {
	return s.other(func(now time.Time) bool {
		d, v := s.world.volumeAnywhere(id)
		if v == nil {
			return false
		}
		return s.world.workOnVolume(&work{Kind: deleteVolume, Datacenter: d.ID, Volume: id}, colleague, now)
	})
}

// WriteVolume changes what a volume holds, as its guest would, and returns the new fingerprint.
func (s *Sim) WriteVolume(id string) (content string, err error) {
	err = s.other(func(time.Time) bool {
		_, v := s.world.volumeAnywhere(id)
		if v == nil {
			return false
		}
		v.Content = s.world.newContent()
		content = v.Content
		return true
	})
	return content, err
}

// AddDatacenter makes an empty data center as somebody else would and returns its id.
func (s *Sim) AddDatacenter(name, location string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &datacenter{record: s.world.newRecord(colleague, s.advance()), Props: datacenterProps{
		Name: name, Location: location, Version: 1, Features: features(), CPUArchitecture: architecture(), GPUArchitecture: []gpuArchitecture{},
	}}
	s.world.Datacenters.add(d)
	s.changed()
	return d.ID
}

// RemoveDatacenter deletes a data center at once with all that stands in it, but for snapshots.
func (s *Sim) RemoveDatacenter(id string) error {
	return s.other(func(time.Time) bool {
		_, found := s.world.Datacenters.get(id)
		s.world.Datacenters.remove(id)
		return found
	})
}

// Hold keeps a data center BUSY with somebody else's work: its queue starts nothing more until
// Release. What runs goes on.
func (s *Sim) Hold(datacenterID string) error { return s.hold(datacenterID, true) }

// Release ends Hold.
func (s *Sim) Release(datacenterID string) error { return s.hold(datacenterID, false) }

func (s *Sim) hold(datacenterID string, held bool) error {
	return s.other(func(now time.Time) bool {
		d, found := s.world.Datacenters.get(datacenterID)
		if !found {
			return false
		}
		l := s.world.laneOf(datacenterID)
		if l.Held != held {
			l.Held, l.Free = held, latest(l.Free, now)
			d.touch()
		}
		return true
	})
}

// other lets somebody else change the world. do reports whether what it is about exists.
func (s *Sim) other(do func(now time.Time) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !do(s.advance()) {
		return ErrNotFound
	}
	s.changed()
	return nil
}

// volumeAnywhere finds a volume by its id alone.
func (w *world) volumeAnywhere(id string) (*datacenter, *volume) {
	for _, d := range w.Datacenters.all() {
		if v, found := d.Volumes.get(id); found {
			return d, v
		}
	}
	return nil, nil
}

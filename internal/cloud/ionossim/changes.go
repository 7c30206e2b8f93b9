package ionossim

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// ErrNotFound is returned for an id that does not exist.
var ErrNotFound = errors.New("ionossim: not found")

// NewSnapshot is a snapshot of another client. It is available at once.
type NewSnapshot struct {
	VolumeID    string    `json:"volumeId"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	CreatedBy   string    `json:"createdBy"` // a colleague if empty
	Created     time.Time `json:"created"`   // now if zero
}

// AddSnapshot creates a snapshot as another client.
func (s *Sim) AddSnapshot(n NewSnapshot) (Snapshot, error) {
	now := s.lock()
	defer s.mu.Unlock()
	d, v := s.state.volumeAnywhere(n.VolumeID)
	if v == nil {
		return Snapshot{}, fmt.Errorf("volume %q: %w", n.VolumeID, ErrNotFound)
	}
	if !n.Created.IsZero() {
		now = n.Created
	}
	snap := s.state.addSnapshot(s.state.newRecord(cmp.Or(n.CreatedBy, colleague), now), d, v)
	props := *snap.Props
	props.Name, props.Description = n.Name, n.Description
	props.takeFlags(v.Props)
	snap.Props, snap.Content = &props, v.Content
	s.changed()
	return s.state.snapshotInfo(snap), nil
}

// RenameSnapshot changes a snapshot's name and description as another client.
func (s *Sim) RenameSnapshot(id, name, description string) error {
	return s.change(func(now time.Time) bool {
		snap, found := s.state.Snapshots.get(id)
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

// RemoveSnapshot deletes a snapshot at once as another client.
func (s *Sim) RemoveSnapshot(id string) error {
	return s.change(func(time.Time) bool {
		_, found := s.state.Snapshots.get(id)
		s.state.Snapshots.remove(id)
		return found
	})
}

// NewVolume is a volume of another client.
type NewVolume struct {
	DatacenterID string  `json:"datacenterId"`
	Name         string  `json:"name"`
	Type         string  `json:"type"` // HDD if empty
	SizeGB       float64 `json:"size"` // 10 if zero
}

// AddVolume creates a volume as another client and returns its id.
func (s *Sim) AddVolume(n NewVolume) (id string, err error) {
	err = s.change(func(now time.Time) bool {
		d, found := s.state.Datacenters.get(n.DatacenterID)
		if !found {
			return false
		}
		props := &volumeProps{
			Name: n.Name, Type: cmp.Or(n.Type, hdd), Size: cmp.Or(n.SizeGB, 10), LicenceType: linux, ApplicationType: "UNKNOWN",
			AvailabilityZone: new("AUTO"), RequireLegacyBios: true,
		}
		props.setPlugFlags(true)
		v := &volume{record: s.state.newRecord(colleague, now), Props: props, Content: s.state.newContent()}
		d.Volumes.add(v)
		d.Props.Version++
		d.modify(colleague, now)
		id = v.ID
		return true
	})
	return id, err
}

// RemoveVolume deletes a volume at once as another client.
func (s *Sim) RemoveVolume(id string) error {
	return s.change(func(now time.Time) bool {
		d, v := s.state.volumeAnywhere(id)
		if v == nil {
			return false
		}
		return s.state.workOnVolume(&requestWork{Kind: deleteVolume, Datacenter: d.ID, Volume: id}, colleague, now)
	})
}

// WriteVolume changes a volume's content as its guest would, and returns the new fingerprint.
func (s *Sim) WriteVolume(id string) (content string, err error) {
	err = s.change(func(time.Time) bool {
		_, v := s.state.volumeAnywhere(id)
		if v == nil {
			return false
		}
		v.Content = s.state.newContent()
		content = v.Content
		return true
	})
	return content, err
}

// AddDatacenter creates an empty data center as another client and returns its id.
func (s *Sim) AddDatacenter(name, location string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &datacenter{record: s.state.newRecord(colleague, s.advance()), Props: datacenterProps{
		Name: name, Location: location, Version: 1, Features: features(), CPUArchitecture: architecture(), GPUArchitecture: []gpuArchitecture{},
	}}
	s.state.Datacenters.add(d)
	s.changed()
	return d.ID
}

// RemoveDatacenter deletes a data center at once with its contents; snapshots remain.
func (s *Sim) RemoveDatacenter(id string) error {
	return s.change(func(time.Time) bool {
		_, found := s.state.Datacenters.get(id)
		s.state.Datacenters.remove(id)
		return found
	})
}

// HoldDatacenter keeps a data center BUSY, as by another client's work: its queue starts nothing until
// ReleaseDatacenter. Running requests continue.
func (s *Sim) HoldDatacenter(datacenterID string) error { return s.hold(datacenterID, true) }

// ReleaseDatacenter ends HoldDatacenter.
func (s *Sim) ReleaseDatacenter(datacenterID string) error { return s.hold(datacenterID, false) }

func (s *Sim) hold(datacenterID string, paused bool) error {
	return s.change(func(now time.Time) bool {
		d, found := s.state.Datacenters.get(datacenterID)
		if !found {
			return false
		}
		l := s.state.queueOf(datacenterID)
		if l.Held != paused {
			l.Held, l.Free = paused, latest(l.Free, now)
			d.touch()
		}
		return true
	})
}

// change changes the state as another client. do reports whether the resource exists.
func (s *Sim) change(do func(now time.Time) bool) error {
	now := s.lock()
	defer s.mu.Unlock()
	if !do(now) {
		return ErrNotFound
	}
	s.changed()
	return nil
}

// volumeAnywhere finds a volume by its id alone.
func (w *state) volumeAnywhere(id string) (*datacenter, *volume) {
	for _, d := range w.Datacenters.all() {
		if v, found := d.Volumes.get(id); found {
			return d, v
		}
	}
	return nil, nil
}

package ionossim

import (
	"slices"
	"strings"
	"time"
)

// Datacenter is a data center of the simulator's state.
type Datacenter struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Location string `json:"location"`
	State    string `json:"state"`
	Version  int32  `json:"version"`
}

// Volume is a volume of the simulator's state. Content is a fingerprint of its data: a snapshot has that of its
// volume, and restoring it sets the volume's.
type Volume struct {
	ID           string            `json:"id"`
	DatacenterID string            `json:"datacenterId"`
	ServerID     string            `json:"serverId,omitempty"` // that it is attached to
	Name         string            `json:"name"`
	Type         string            `json:"type"`
	Location     string            `json:"location"`
	State        string            `json:"state"`
	SizeGB       float64           `json:"size"`
	Content      string            `json:"content"`
	Labels       map[string]string `json:"labels,omitempty"`
}

// Snapshot is a snapshot of the simulator's state. Only here its source is known.
type Snapshot struct {
	ID                 string            `json:"id"`
	Name               string            `json:"name"`
	Description        string            `json:"description"`
	Location           string            `json:"location"`
	State              string            `json:"state"`
	LicenceType        string            `json:"licenceType"`
	SizeGB             float64           `json:"size"`
	Created            time.Time         `json:"created"`
	CreatedBy          string            `json:"createdBy"`
	Content            string            `json:"content"`
	SourceVolumeID     string            `json:"sourceVolumeId"`
	SourceDatacenterID string            `json:"sourceDatacenterId"`
	Labels             map[string]string `json:"labels,omitempty"`
}

// Request is a request of the simulator's state.
type Request struct {
	ID      string    `json:"id"`
	Method  string    `json:"method"`
	URL     string    `json:"url"`
	Body    string    `json:"body,omitempty"`
	Status  string    `json:"status"`
	Message string    `json:"message"`
	Queue   string    `json:"queue"`  // the id of a data center, or "contract"
	Number  uint64    `json:"number"` // increments in the order of acceptance
	Created time.Time `json:"created"`
	Started time.Time `json:"started,omitzero"`
	Ended   time.Time `json:"ended,omitzero"` // actual or expected end
}

// Datacenters lists the data centers.
func (s *Sim) Datacenters() []Datacenter {
	s.lock()
	defer s.mu.Unlock()
	var all []Datacenter
	for _, d := range s.state.Datacenters.all() {
		all = append(all, Datacenter{ID: d.ID, Name: d.Props.Name, Location: d.Props.Location, State: s.state.stateOf(&d.record), Version: d.Props.Version})
	}
	return all
}

// Volumes lists the volumes of all data centers.
func (s *Sim) Volumes() []Volume {
	s.lock()
	defer s.mu.Unlock()
	var all []Volume
	for _, d := range s.state.Datacenters.all() {
		for _, v := range d.Volumes.all() {
			all = append(all, Volume{
				ID: v.ID, DatacenterID: d.ID, Name: v.Props.Name, Type: v.Props.Type, Location: d.Props.Location,
				State: s.state.stateOf(&v.record), SizeGB: v.Props.Size, Content: v.Content, ServerID: d.serverOf(v.ID), Labels: v.labelMap(),
			})
		}
	}
	return all
}

// serverOf returns the id of the server that a volume is attached to.
func (d *datacenter) serverOf(volumeID string) string {
	for _, s := range d.Servers.all() {
		if slices.Contains(s.Volumes, volumeID) {
			return s.ID
		}
	}
	return ""
}

// Volume returns one volume by its id.
func (s *Sim) Volume(id string) (Volume, bool) {
	return first(s.Volumes(), func(v Volume) bool { return v.ID == id })
}

// VolumeNamed returns the first volume with a name in a data center.
func (s *Sim) VolumeNamed(datacenter, volume string) (Volume, bool) {
	d, found := first(s.Datacenters(), func(d Datacenter) bool { return d.Name == datacenter })
	if !found {
		return Volume{}, false
	}
	return first(s.Volumes(), func(v Volume) bool { return v.DatacenterID == d.ID && v.Name == volume })
}

// Snapshots lists the snapshots, oldest first.
func (s *Sim) Snapshots() []Snapshot {
	s.lock()
	defer s.mu.Unlock()
	var all []Snapshot
	for _, snap := range s.state.Snapshots.all() {
		all = append(all, s.state.snapshotInfo(snap))
	}
	return all
}

// Snapshot returns one snapshot by its id.
func (s *Sim) Snapshot(id string) (Snapshot, bool) {
	s.lock()
	defer s.mu.Unlock()
	snap, found := s.state.Snapshots.get(id)
	if !found {
		return Snapshot{}, false
	}
	return s.state.snapshotInfo(snap), true
}

// SnapshotsContaining lists the snapshots whose name or description contains text.
func (s *Sim) SnapshotsContaining(text string) []Snapshot {
	return filterItems(s.Snapshots(), func(snap Snapshot) bool {
		return strings.Contains(snap.Name, text) || strings.Contains(snap.Description, text)
	})
}

func (w *state) snapshotInfo(s *snapshot) Snapshot {
	return Snapshot{
		ID: s.ID, Name: s.Props.Name, Description: s.Props.Description, Location: s.Props.Location, State: w.stateOf(&s.record),
		LicenceType: s.Props.LicenceType, SizeGB: s.Props.Size, Created: s.Created, CreatedBy: s.CreatedBy, Content: s.Content,
		SourceVolumeID: s.SourceVolume, SourceDatacenterID: s.SourceDatacenter, Labels: s.labelMap(),
	}
}

// Requests lists the requests in the order of acceptance.
func (s *Sim) Requests() []Request {
	s.lock()
	defer s.mu.Unlock()
	var all []Request
	for _, r := range s.state.Requests.all() {
		all = append(all, Request{
			ID: r.ID, Method: r.Method, URL: r.URL, Body: r.Body, Status: r.Status, Message: r.Message,
			Queue: r.Lane, Number: r.Number, Created: r.Created, Started: r.Started, Ended: r.Ends,
		})
	}
	return all
}

func (r *record) labelMap() map[string]string {
	if len(r.Labels) == 0 {
		return nil
	}
	m := make(map[string]string, len(r.Labels))
	for _, l := range r.Labels {
		m[l.Key] = l.Value
	}
	return m
}

func first[T any](items []T, want func(T) bool) (found T, ok bool) {
	i := slices.IndexFunc(items, want)
	if i < 0 {
		return found, false
	}
	return items[i], true
}

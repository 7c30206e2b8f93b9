package ionossim

import "slices"

// Server is a server of the simulator's state.
type Server struct {
	ID           string   `json:"id"`
	DatacenterID string   `json:"datacenterId"`
	Name         string   `json:"name"`
	Type         string   `json:"type"`
	VMState      string   `json:"vmState"`
	Volumes      []string `json:"volumes,omitempty"` // ids
}

// Servers lists the servers of all data centers.
func (s *Sim) Servers() []Server {
	s.lock()
	defer s.mu.Unlock()
	var all []Server
	for _, d := range s.state.Datacenters.all() {
		for _, v := range d.Servers.all() {
			all = append(all, Server{
				ID: v.ID, DatacenterID: d.ID, Name: v.Props.Name, Type: v.Props.Type, VMState: v.Props.VMState, Volumes: slices.Clone(v.Volumes),
			})
		}
	}
	return all
}

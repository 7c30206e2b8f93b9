package ionossim

import "net/http"

// adminChanges shows the state and changes it as another client would.
func (s *Sim) adminChanges(handle adminFunc) {
	s.adminDatacenters(handle)
	s.adminVolumes(handle)
	s.adminSnapshots(handle)
	handle("GET /servers", func(*http.Request) (any, error) { return s.Servers(), nil })
	handle("GET /requests", func(*http.Request) (any, error) { return s.Requests(), nil })
}

func (s *Sim) adminDatacenters(handle adminFunc) {
	handle("GET /datacenters", func(*http.Request) (any, error) { return s.Datacenters(), nil })
	handle("POST /datacenters", withBody(func(_ *http.Request, body struct{ Name, Location string }) (any, error) {
		return map[string]string{"id": s.AddDatacenter(body.Name, body.Location)}, nil
	}))
	handle("DELETE /datacenters/{id}", func(r *http.Request) (any, error) { return nil, s.RemoveDatacenter(r.PathValue("id")) })
	handle("PUT /datacenters/{id}/busy", func(r *http.Request) (any, error) { return nil, s.HoldDatacenter(r.PathValue("id")) })
	handle("DELETE /datacenters/{id}/busy", func(r *http.Request) (any, error) { return nil, s.ReleaseDatacenter(r.PathValue("id")) })
}

func (s *Sim) adminVolumes(handle adminFunc) {
	handle("GET /volumes", func(*http.Request) (any, error) { return s.Volumes(), nil })
	handle("POST /volumes", withBody(func(_ *http.Request, n NewVolume) (any, error) {
		id, err := s.AddVolume(n)
		return map[string]string{"id": id}, err
	}))
	handle("DELETE /volumes/{id}", func(r *http.Request) (any, error) { return nil, s.RemoveVolume(r.PathValue("id")) })
	handle("POST /volumes/{id}/content", func(r *http.Request) (any, error) {
		content, err := s.WriteVolume(r.PathValue("id"))
		return map[string]string{"content": content}, err
	})
}

func (s *Sim) adminSnapshots(handle adminFunc) {
	handle("GET /snapshots", func(*http.Request) (any, error) { return s.Snapshots(), nil })
	handle("POST /snapshots", withBody(func(_ *http.Request, n NewSnapshot) (any, error) { return s.AddSnapshot(n) }))
	handle("PATCH /snapshots/{id}", withBody(func(r *http.Request, body struct{ Name, Description string }) (any, error) {
		return nil, s.RenameSnapshot(r.PathValue("id"), body.Name, body.Description)
	}))
	handle("DELETE /snapshots/{id}", func(r *http.Request) (any, error) { return nil, s.RemoveSnapshot(r.PathValue("id")) })
}

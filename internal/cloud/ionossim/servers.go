package ionossim

import (
	"net/http"
	"slices"
)

func listServers(c *call, d *datacenter) (*response, error) {
	return listResponse(c, listing[*server]{
		id: d.ID + "/servers", path: datacenterPath(d.ID) + "/servers", paged: true, items: d.Servers.all(),
		show: func(s *server, depth int) element { return c.view.server(d, s, depth) },
	})
}

func getServer(c *call, d *datacenter, s *server) (*response, error) {
	e := c.view.server(d, s, singleDepth(c.depth))
	if c.depth == 0 {
		e.Entities = nil
	}
	return okRecord(&s.record, e), nil
}

func postStart(c *call, d *datacenter, s *server) (*response, error) {
	return c.accept(c.serverRequest(startServer, d, s), nil)
}

// postStop stops a server. A Cube cannot be stopped.
func postStop(c *call, d *datacenter, s *server) (*response, error) {
	if s.Props.Type == typeCube {
		return nil, rejected("[VDC-5-0] The operation is not supported for Cube servers")
	}
	return c.accept(c.serverRequest(stopServer, d, s), nil)
}

func (c *call) serverRequest(kind workKind, d *datacenter, s *server) *request {
	return c.newRequest(requestWork{Kind: kind, Datacenter: d.ID, Server: s.ID}, serverTarget(d, s))
}

func listAttached(c *call, d *datacenter, s *server) (*response, error) {
	var volumes []*volume
	for _, id := range s.Volumes {
		if v, found := d.Volumes.get(id); found {
			volumes = append(volumes, v)
		}
	}
	return listResponse(c, listing[*volume]{
		id: s.ID + "/volumes", path: serverPath(d.ID, s.ID) + "/volumes", paged: true, items: volumes,
		show: func(v *volume, depth int) element { return c.view.volume(d, v, depth) },
	})
}

func getAttached(c *call) (*response, error) {
	d, _, v, err := c.attachedVolume()
	if err != nil {
		return nil, err
	}
	return okRecord(&v.record, c.view.volume(d, v, 1)), nil
}

func (c *call) attachedVolume() (*datacenter, *server, *volume, error) {
	d, s, err := c.server()
	if err != nil {
		return nil, nil, nil, err
	}
	_, v, err := c.volume()
	if err != nil {
		return nil, nil, nil, err
	}
	if !slices.Contains(s.Volumes, v.ID) {
		return nil, nil, nil, notFound()
	}
	return d, s, v, nil
}

// postAttach attaches an existing volume of the same data center.
func postAttach(c *call, d *datacenter, s *server) (*response, error) {
	var body struct {
		ID string `json:"id"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.ID == "" {
		return nil, required("id")
	}
	v, found := d.Volumes.get(body.ID)
	if !found {
		return nil, newError(http.StatusUnprocessableEntity, codeNotFound, "The volume does not exist in this data center")
	}
	return c.accept(c.attachRequest(attachVolume, d, s, v), func() element { return c.view.volume(d, v, 1) })
}

// removeAttached detaches a volume without deleting it.
func removeAttached(c *call) (*response, error) {
	d, s, v, err := c.attachedVolume()
	if err != nil {
		return nil, err
	}
	return c.accept(c.attachRequest(detachVolume, d, s, v), nil)
}

func (c *call) attachRequest(kind workKind, d *datacenter, s *server, v *volume) *request {
	return c.newRequest(requestWork{Kind: kind, Datacenter: d.ID, Server: s.ID, Volume: v.ID}, serverTarget(d, s), volumeTarget(d, v))
}

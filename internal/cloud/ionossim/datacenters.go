package ionossim

func listDatacenters(c *call) (*response, error) {
	return listResponse(c, listing[*datacenter]{
		id: "datacenters", path: "/datacenters", paged: true,
		items: c.view.Datacenters.all(), show: c.view.datacenter,
	})
}

func getDatacenter(c *call, d *datacenter) (*response, error) {
	e := c.view.datacenter(d, singleDepth(c.depth))
	if c.depth == 0 {
		e.Entities = nil
	}
	return okRecord(&d.record, e), nil
}

// removeDatacenter deletes a data center with its contents; snapshots remain.
func removeDatacenter(c *call, d *datacenter) (*response, error) {
	r := c.newRequest(requestWork{Kind: deleteDatacenter, Datacenter: d.ID}, target{ID: d.ID, Type: "datacenter", Path: datacenterPath(d.ID)})
	return c.accept(r, nil)
}

// emptyCollection serves a collection of a data center that is not simulated.
func emptyCollection(word string) func(*call, *datacenter) (*response, error) {
	return func(c *call, d *datacenter) (*response, error) {
		return emptyList(c, d.ID+"/"+word, datacenterPath(d.ID)+"/"+word)
	}
}

// emptyServerCollection serves a collection of a server that is not simulated.
func emptyServerCollection(word string) func(*call, *datacenter, *server) (*response, error) {
	return func(c *call, d *datacenter, s *server) (*response, error) {
		return emptyList(c, s.ID+"/"+word, serverPath(d.ID, s.ID)+"/"+word)
	}
}

func emptyList(c *call, id, path string) (*response, error) {
	return listResponse(c, listing[*record]{id: id, path: path, paged: true})
}

package ionossim

func listDatacenters(c *call) (*answer, error) {
	return answerList(c, listing[*datacenter]{
		id: "datacenters", path: "/datacenters", paged: true,
		items: c.view.Datacenters.all(), show: c.view.datacenter,
	})
}

func getDatacenter(c *call) (*answer, error) {
	d, err := c.datacenter()
	if err != nil {
		return nil, err
	}
	e := c.view.datacenter(d, singleDepth(c.depth))
	if c.depth == 0 {
		e = withoutEntities(e)
	}
	return okRecord(&d.record, e), nil
}

// removeDatacenter deletes a data center with its contents; snapshots remain.
func removeDatacenter(c *call) (*answer, error) {
	d, err := c.datacenter()
	if err != nil {
		return nil, err
	}
	r := c.newRequest(d.ID, requestWork{Kind: deleteDatacenter, Datacenter: d.ID})
	r.Touches = []string{d.ID}
	r.Targets = []target{{ID: d.ID, Type: "datacenter", Path: datacenterPath(d.ID)}}
	return c.accept(r, nil)
}

// emptyCollection serves a collection of a data center that is not simulated.
func emptyCollection(word string) handlerFunc {
	return func(c *call) (*answer, error) {
		d, err := c.datacenter()
		if err != nil {
			return nil, err
		}
		return emptyList(c, d.ID+"/"+word, datacenterPath(d.ID)+"/"+word)
	}
}

// emptyServerCollection serves a collection of a server that is not simulated.
func emptyServerCollection(word string) handlerFunc {
	return func(c *call) (*answer, error) {
		d, s, err := c.server()
		if err != nil {
			return nil, err
		}
		return emptyList(c, s.ID+"/"+word, serverPath(d.ID, s.ID)+"/"+word)
	}
}

func emptyList(c *call, id, path string) (*answer, error) {
	return answerList(c, listing[*record]{id: id, path: path, paged: true})
}

package ionossim

// One counter of the remaining depth decides how much a response shows:
//
// 	element 0      id, type and href
// 	element 1      and metadata, properties, its collections of children as references
// 	element n ≥ 2  and in these collections the children as element n-2
//
// A list at depth n shows each item as element n. A single resource at depth 0 is element 1 without its
// collections, at depth 1 element 1, and at depth n ≥ 2 element n+1, because the list around its children is a
// level of its own.

const maxDepth = 10

// singleDepth converts the depth parameter of a single resource.
func singleDepth(requested int) int {
	if requested < 2 {
		return 1
	}
	return requested + 1
}

// children renders a collection of children inside an element at depth.
func (v renderer) children(id, path string, depth int, items func(depth int) []element) *collection {
	c := &collection{ID: id, Type: "collection", Href: v.base + path}
	if depth >= 2 {
		c.Items = items(depth - 2)
	}
	return c
}

// datacenterEntities are the children of a data center; networks are not simulated.
type datacenterEntities struct {
	Servers              *collection `json:"servers"`
	Volumes              *collection `json:"volumes"`
	LoadBalancers        *collection `json:"loadbalancers"`
	LANs                 *collection `json:"lans"`
	NetworkLoadBalancers *collection `json:"networkloadbalancers"`
	NATGateways          *collection `json:"natgateways"`
	SecurityGroups       *collection `json:"securitygroups"`
}

type serverEntities struct {
	Volumes *collection `json:"volumes"`
	NICs    *collection `json:"nics"`
	CDROMs  *collection `json:"cdroms"`
}

func (v renderer) datacenter(d *datacenter, depth int) element {
	e := v.ref("datacenter", datacenterPath(d.ID), d.ID)
	if depth == 0 {
		return e
	}
	props := d.Props
	e.Metadata, e.Properties = v.metadata(&d.record), &props
	none := func(word string) *collection {
		return v.children(d.ID+"/"+word, datacenterPath(d.ID)+"/"+word, depth, nothing)
	}
	child := func(word string, items func(int) []element) *collection {
		return v.children(d.ID+"/"+word, datacenterPath(d.ID)+"/"+word, depth, items)
	}
	e.Entities = &datacenterEntities{
		Servers:              child("servers", func(n int) []element { return v.servers(d, n) }),
		Volumes:              child("volumes", func(n int) []element { return v.volumes(d, n) }),
		LoadBalancers:        none("loadbalancers"),
		LANs:                 none("lans"),
		NetworkLoadBalancers: none("networkloadbalancers"),
		NATGateways:          none("natgateways"),
		SecurityGroups:       none("securitygroups"),
	}
	return e
}

func (v renderer) server(d *datacenter, s *server, depth int) element {
	e := v.ref("server", serverPath(d.ID, s.ID), s.ID)
	if depth == 0 {
		return e
	}
	props := s.Props
	if s.BootVolume != "" {
		props.BootVolume = new(v.ref("volume", volumePath(d.ID, s.BootVolume), s.BootVolume))
	}
	e.Metadata, e.Properties = v.metadata(&s.record), &props
	child := func(word string, items func(int) []element) *collection {
		return v.children(s.ID+"/"+word, serverPath(d.ID, s.ID)+"/"+word, depth, items)
	}
	e.Entities = &serverEntities{
		Volumes: child("volumes", func(n int) []element { return v.attached(d, s, n) }),
		NICs:    child("nics", nothing),
		CDROMs:  child("cdroms", nothing),
	}
	return e
}

func nothing(int) []element { return []element{} }

func (v renderer) servers(d *datacenter, depth int) []element {
	items := make([]element, 0, d.Servers.size())
	for _, s := range d.Servers.all() {
		items = append(items, v.server(d, s, depth))
	}
	return items
}

func (v renderer) volumes(d *datacenter, depth int) []element {
	items := make([]element, 0, d.Volumes.size())
	for _, vol := range d.Volumes.all() {
		if !v.hidden(&vol.record) {
			items = append(items, v.volume(d, vol, depth))
		}
	}
	return items
}

func (v renderer) attached(d *datacenter, s *server, depth int) []element {
	items := make([]element, 0, len(s.Volumes))
	for _, id := range s.Volumes {
		if vol, ok := d.Volumes.get(id); ok {
			items = append(items, v.volume(d, vol, depth))
		}
	}
	return items
}

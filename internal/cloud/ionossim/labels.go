package ionossim

import (
	"net/http"
	"net/url"
	"slices"
)

type labelOwner struct {
	record *record
	kind   string // the API's word for its type
	path   string
}

type ownerFunc func(c *call) (labelOwner, error)

func ownerSnapshot(c *call) (labelOwner, error) {
	s, err := c.snapshot()
	if err != nil {
		return labelOwner{}, err
	}
	return labelOwner{&s.record, "snapshot", snapshotPath(s.ID)}, nil
}

func ownerVolume(c *call) (labelOwner, error) {
	d, v, err := c.volume()
	if err != nil {
		return labelOwner{}, err
	}
	return labelOwner{&v.record, "volume", volumePath(d.ID, v.ID)}, nil
}

func ownerServer(c *call) (labelOwner, error) {
	d, s, err := c.server()
	if err != nil {
		return labelOwner{}, err
	}
	return labelOwner{&s.record, "server", serverPath(d.ID, s.ID)}, nil
}

func ownerDatacenter(c *call) (labelOwner, error) {
	d, err := c.datacenter()
	if err != nil {
		return labelOwner{}, err
	}
	return labelOwner{&d.record, "datacenter", datacenterPath(d.ID)}, nil
}

type labelProps struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// newLabelProps are the properties in the body of POST and PUT.
type newLabelProps struct {
	Key   *string `json:"key"`
	Value *string `json:"value"`
}

func (v renderer) label(owner labelOwner, l label, depth int) element {
	e := v.ref("label", owner.path+"/labels/"+url.PathEscape(l.Key), l.Key)
	if depth > 0 {
		e.Metadata, e.Properties = l.metadata(owner.record.ID), &labelProps{l.Key, l.Value}
	}
	return e
}

// metadata of a label has no state.
func (l label) metadata(ownerID string) *metadata {
	return &metadata{
		Etag:        etagOf(ownerID+"/"+l.Key, l.Revision),
		CreatedDate: formatTime(l.Created), CreatedBy: l.CreatedBy, CreatedByUserID: userID(l.CreatedBy),
		LastModifiedDate: formatTime(l.Modified), LastModifiedBy: l.ModifiedBy, LastModifiedByUserID: userID(l.ModifiedBy),
	}
}

// find returns the index of a resource's label, or a 404.
func (o labelOwner) find(key string) (int, error) {
	i := slices.IndexFunc(o.record.Labels, func(l label) bool { return l.Key == key })
	if i < 0 {
		return 0, notFound()
	}
	return i, nil
}

func listLabels(c *call, owner labelOwner) (*response, error) {
	return listResponse(c, listing[label]{
		id: owner.record.ID + "/labels", path: owner.path + "/labels", items: owner.record.Labels,
		show: func(l label, depth int) element { return c.view.label(owner, l, depth) },
	})
}

func getLabel(c *call, owner labelOwner) (*response, error) {
	i, err := owner.find(c.vars["key"])
	if err != nil {
		return nil, err
	}
	return ok(c.view.label(owner, owner.record.Labels[i], 1)), nil
}

// postLabel adds a label. Labels change at once, without a request.
func postLabel(c *call, owner labelOwner) (*response, error) {
	p, err := properties[newLabelProps](c)
	switch {
	case err != nil:
		return nil, err
	case p.Key == nil || *p.Key == "":
		return nil, required("key")
	case p.Value == nil:
		return nil, required("value")
	}
	if _, err := owner.find(*p.Key); err == nil {
		return nil, invalid("(root).properties.key", "A label with the key '"+*p.Key+"' exists already")
	}
	l := label{Key: *p.Key, Value: *p.Value, Created: c.now, CreatedBy: c.by, Modified: c.now, ModifiedBy: c.by}
	owner.record.Labels = append(owner.record.Labels, l)
	c.sim.changed()
	return &response{status: http.StatusCreated, body: c.view.label(owner, l, 1)}, nil
}

func putLabel(c *call, owner labelOwner) (*response, error) {
	p, err := properties[newLabelProps](c)
	switch {
	case err != nil:
		return nil, err
	case p.Value == nil:
		return nil, required("value")
	}
	i, err := owner.find(c.vars["key"])
	if err != nil {
		return nil, err
	}
	l := &owner.record.Labels[i]
	l.Value, l.Modified, l.ModifiedBy = *p.Value, c.now, c.by
	l.Revision++
	c.sim.changed()
	return ok(c.view.label(owner, *l, 1)), nil
}

func removeLabel(c *call, owner labelOwner) (*response, error) {
	i, err := owner.find(c.vars["key"])
	if err != nil {
		return nil, err
	}
	owner.record.Labels = slices.Delete(owner.record.Labels, i, i+1)
	c.sim.changed()
	return ok(nil), nil
}

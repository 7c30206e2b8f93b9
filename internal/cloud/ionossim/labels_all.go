package ionossim

import "net/url"

type ownedLabel struct {
	label
	owner labelOwner
}

// urn identifies a label within the contract.
func (l ownedLabel) urn() string {
	return "urn:label:" + l.owner.kind + ":" + l.owner.record.ID + ":" + l.Key
}

type ownedLabelProps struct {
	Key          string `json:"key"`
	Value        string `json:"value"`
	ResourceID   string `json:"resourceId"`
	ResourceType string `json:"resourceType"`
	ResourceHref string `json:"resourceHref"`
}

func (v renderer) ownedLabel(l ownedLabel, depth int) element {
	e := v.ref("label", "/labels/"+url.PathEscape(l.urn()), l.urn())
	if depth > 0 {
		e.Metadata = l.metadata(l.owner.record.ID)
		e.Properties = &ownedLabelProps{l.Key, l.Value, l.owner.record.ID, l.owner.kind, v.base + l.owner.path}
	}
	return e
}

func (v renderer) allLabels() []ownedLabel {
	var all []ownedLabel
	collect := func(r *record, kind, path string) {
		for _, l := range r.Labels {
			all = append(all, ownedLabel{l, labelOwner{r, kind, path}})
		}
	}
	for _, d := range v.Datacenters.all() {
		collect(&d.record, "datacenter", datacenterPath(d.ID))
		for _, vol := range d.Volumes.all() {
			collect(&vol.record, "volume", volumePath(d.ID, vol.ID))
		}
		for _, s := range d.Servers.all() {
			collect(&s.record, "server", serverPath(d.ID, s.ID))
		}
	}
	for _, s := range v.Snapshots.all() {
		if !v.hidden(&s.record) {
			collect(&s.record, "snapshot", snapshotPath(s.ID))
		}
	}
	return all
}

func listAllLabels(c *call) (*response, error) {
	return listResponse(c, listing[ownedLabel]{id: "labels", path: "/labels", items: c.view.allLabels(), show: c.view.ownedLabel})
}

func getLabelByURN(c *call) (*response, error) {
	return firstResponse(c.view.allLabels(), func(l ownedLabel) bool { return l.urn() == c.vars["labelurn"] }, c.view.ownedLabel)
}

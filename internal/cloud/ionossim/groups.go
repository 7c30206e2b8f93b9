package ionossim

// group is a user group with its privileges.
type group struct {
	id    string
	props *groupProps
}

type groupProps struct {
	Name              string `json:"name"`
	CreateDataCenter  bool   `json:"createDataCenter"`
	CreateSnapshot    bool   `json:"createSnapshot"`
	ReserveIP         bool   `json:"reserveIp"`
	AccessActivityLog bool   `json:"accessActivityLog"`
	CreatePCC         bool   `json:"createPcc"`
	S3Privilege       bool   `json:"s3Privilege"`
	CreateBackupUnit  bool   `json:"createBackupUnit"`
	CreateK8sCluster  bool   `json:"createK8sCluster"`
}

func groups() []group {
	return []group{
		{uuidOf(0, "group", "operators"), &groupProps{Name: "operators", CreateDataCenter: true, CreateSnapshot: true, AccessActivityLog: true}},
		{uuidOf(0, "group", "auditors"), &groupProps{Name: "auditors", AccessActivityLog: true}},
	}
}

func (v renderer) group(g group, depth int) element {
	e := v.ref("group", "/um/groups/"+g.id, g.id)
	if depth > 0 {
		e.Properties = g.props
	}
	return e
}

func listGroups(c *call) (*response, error) {
	return listResponse(c, listing[group]{id: "groups", path: "/um/groups", items: groups(), show: c.view.group})
}

func getGroup(c *call) (*response, error) {
	return firstResponse(groups(), func(g group) bool { return g.id == c.vars["groupId"] }, c.view.group)
}

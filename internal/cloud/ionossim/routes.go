package ionossim

import "net/http"

func apiRoutes() []route {
	var all []route
	add := func(method, pattern string, handle handlerFunc) {
		all = append(all, route{method: method, pattern: pattern, handle: handle})
	}
	add(http.MethodGet, "/", getInfo)
	addDatacenterRoutes(add)
	addVolumeRoutes(add)
	addServerRoutes(add)
	addSnapshotRoutes(add)
	addLabelRoutes(add)
	add(http.MethodGet, "/requests", listRequests)
	add(http.MethodGet, "/requests/{requestId}", on((*call).request, getRequest))
	add(http.MethodGet, "/requests/{requestId}/status", on((*call).request, getRequestStatus))
	add(http.MethodGet, "/contracts", listContracts)
	add(http.MethodGet, "/locations", listLocations)
	add(http.MethodGet, "/locations/{regionId}", listRegion)
	add(http.MethodGet, "/locations/{regionId}/{locationId}", getLocation)
	add(http.MethodGet, "/images", listImages)
	add(http.MethodGet, "/images/{imageId}", getImage)
	add(http.MethodGet, "/um/groups", listGroups)
	add(http.MethodGet, "/um/groups/{groupId}", getGroup)
	return all
}

type addFunc func(method, pattern string, handle handlerFunc)

func addDatacenterRoutes(add addFunc) {
	const one = "/datacenters/{datacenterId}"
	add(http.MethodGet, "/datacenters", listDatacenters)
	add(http.MethodGet, one, on((*call).datacenter, getDatacenter))
	add(http.MethodDelete, one, on((*call).datacenter, removeDatacenter))
	for _, word := range []string{"loadbalancers", "lans", "networkloadbalancers", "natgateways", "securitygroups"} {
		add(http.MethodGet, one+"/"+word, on((*call).datacenter, emptyCollection(word)))
	}
}

func addVolumeRoutes(add addFunc) {
	const many = "/datacenters/{datacenterId}/volumes"
	const one = many + "/{volumeId}"
	add(http.MethodGet, many, on((*call).datacenter, listVolumes))
	add(http.MethodPost, many, on((*call).datacenter, postVolume))
	add(http.MethodGet, one, onChild((*call).volume, getVolume))
	add(http.MethodPatch, one, onChild((*call).volume, changeVolumeBy(bareProperties)))
	add(http.MethodPut, one, onChild((*call).volume, changeVolumeBy(properties)))
	add(http.MethodDelete, one, onChild((*call).volume, removeVolume))
	add(http.MethodPost, one+"/create-snapshot", onChild((*call).volume, postCreateSnapshot))
	add(http.MethodPost, one+"/restore-snapshot", onChild((*call).volume, postRestoreSnapshot))
}

func addServerRoutes(add addFunc) {
	const many = "/datacenters/{datacenterId}/servers"
	const one = many + "/{serverId}"
	add(http.MethodGet, many, on((*call).datacenter, listServers))
	add(http.MethodGet, one, onChild((*call).server, getServer))
	add(http.MethodPost, one+"/start", onChild((*call).server, postStart))
	add(http.MethodPost, one+"/stop", onChild((*call).server, postStop))
	add(http.MethodGet, one+"/token", onChild((*call).server, getServerToken))
	add(http.MethodGet, one+"/nics", onChild((*call).server, emptyServerCollection("nics")))
	add(http.MethodGet, one+"/cdroms", onChild((*call).server, emptyServerCollection("cdroms")))
	add(http.MethodGet, one+"/volumes", onChild((*call).server, listAttached))
	add(http.MethodPost, one+"/volumes", onChild((*call).server, postAttach))
	add(http.MethodGet, one+"/volumes/{volumeId}", getAttached)
	add(http.MethodDelete, one+"/volumes/{volumeId}", removeAttached)
}

func addSnapshotRoutes(add addFunc) {
	add(http.MethodGet, "/snapshots", listSnapshots)
	add(http.MethodGet, "/snapshots/{snapshotId}", on((*call).snapshot, getSnapshot))
	add(http.MethodPatch, "/snapshots/{snapshotId}", on((*call).snapshot, changeSnapshotBy(bareProperties)))
	add(http.MethodPut, "/snapshots/{snapshotId}", on((*call).snapshot, changeSnapshotBy(properties)))
	add(http.MethodDelete, "/snapshots/{snapshotId}", on((*call).snapshot, removeSnapshot))
}

func addLabelRoutes(add addFunc) {
	add(http.MethodGet, "/labels", listAllLabels)
	add(http.MethodGet, "/labels/{labelurn}", getLabelByURN)
	for _, owner := range []struct {
		pattern string
		find    ownerFunc
	}{
		{"/snapshots/{snapshotId}/labels", ownerSnapshot},
		{"/datacenters/{datacenterId}/volumes/{volumeId}/labels", ownerVolume},
		{"/datacenters/{datacenterId}/servers/{serverId}/labels", ownerServer},
		{"/datacenters/{datacenterId}/labels", ownerDatacenter},
	} {
		add(http.MethodGet, owner.pattern, on(owner.find, listLabels))
		add(http.MethodPost, owner.pattern, on(owner.find, postLabel))
		add(http.MethodGet, owner.pattern+"/{key}", on(owner.find, getLabel))
		add(http.MethodPut, owner.pattern+"/{key}", on(owner.find, putLabel))
		add(http.MethodDelete, owner.pattern+"/{key}", on(owner.find, removeLabel))
	}
}

package ionossim

import "net/http"

// apiRoutes lists all simulated routes.
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
	add(http.MethodGet, "/requests/{requestId}", getRequest)
	add(http.MethodGet, "/requests/{requestId}/status", getRequestStatus)
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
	add(http.MethodGet, one, getDatacenter)
	add(http.MethodDelete, one, removeDatacenter)
	for _, word := range []string{"loadbalancers", "lans", "networkloadbalancers", "natgateways", "securitygroups"} {
		add(http.MethodGet, one+"/"+word, emptyCollection(word))
	}
}

func addVolumeRoutes(add addFunc) {
	const many = "/datacenters/{datacenterId}/volumes"
	const one = many + "/{volumeId}"
	add(http.MethodGet, many, listVolumes)
	add(http.MethodPost, many, postVolume)
	add(http.MethodGet, one, getVolume)
	add(http.MethodPatch, one, patchVolume)
	add(http.MethodPut, one, putVolume)
	add(http.MethodDelete, one, removeVolume)
	add(http.MethodPost, one+"/create-snapshot", postCreateSnapshot)
	add(http.MethodPost, one+"/restore-snapshot", postRestoreSnapshot)
}

func addServerRoutes(add addFunc) {
	const many = "/datacenters/{datacenterId}/servers"
	const one = many + "/{serverId}"
	add(http.MethodGet, many, listServers)
	add(http.MethodGet, one, getServer)
	add(http.MethodPost, one+"/start", postStart)
	add(http.MethodPost, one+"/stop", postStop)
	add(http.MethodGet, one+"/token", getServerToken)
	add(http.MethodGet, one+"/nics", emptyServerCollection("nics"))
	add(http.MethodGet, one+"/cdroms", emptyServerCollection("cdroms"))
	add(http.MethodGet, one+"/volumes", listAttached)
	add(http.MethodPost, one+"/volumes", postAttach)
	add(http.MethodGet, one+"/volumes/{volumeId}", getAttached)
	add(http.MethodDelete, one+"/volumes/{volumeId}", removeAttached)
}

func addSnapshotRoutes(add addFunc) {
	add(http.MethodGet, "/snapshots", listSnapshots)
	add(http.MethodGet, "/snapshots/{snapshotId}", getSnapshot)
	add(http.MethodPatch, "/snapshots/{snapshotId}", patchSnapshot)
	add(http.MethodPut, "/snapshots/{snapshotId}", putSnapshot)
	add(http.MethodDelete, "/snapshots/{snapshotId}", removeSnapshot)
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
		add(http.MethodGet, owner.pattern, listLabels(owner.find))
		add(http.MethodPost, owner.pattern, postLabel(owner.find))
		add(http.MethodGet, owner.pattern+"/{key}", getLabel(owner.find))
		add(http.MethodPut, owner.pattern+"/{key}", putLabel(owner.find))
		add(http.MethodDelete, owner.pattern+"/{key}", removeLabel(owner.find))
	}
}

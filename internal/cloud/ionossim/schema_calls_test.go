package ionossim_test

import (
	"net/http"
	"strconv"
	"strings"

	"snapdeck/internal/cloud/ionossim"
)

// schemaCall is one call of TestSchema_AnswersAreOfficial.
type schemaCall struct {
	route, query, body string
	status             int
	vars               map[string]string
}

// fill replaces the variables of a route's pattern by ids.
func fill(c schemaCall, pattern string) string {
	for name, value := range c.vars {
		pattern = strings.ReplaceAll(pattern, "{"+name+"}", value)
	}
	return pattern
}

// schemaCalls lists calls of every route, reads at each depth, in an order in which they succeed.
func schemaCalls(b *testSim) []schemaCall {
	v, loose := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-web-fra", "import-scratch-01")
	made, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "of the schema"})
	if err != nil {
		b.t.Fatal(err)
	}
	vars := map[string]string{
		"datacenterId": v.DatacenterID, "volumeId": v.ID, "serverId": v.ServerID, "snapshotId": made.ID, "requestId": b.Requests()[0].ID,
		"key": "env", "labelurn": "urn:label:snapshot:" + made.ID + ":env", "regionId": "de", "locationId": "fra%2F2",
		"imageId":  walk(b.t, b.get("/images").items(b.t)[0], "id").(string),
		"groupId":  walk(b.t, b.get("/um/groups").items(b.t)[0], "id").(string),
		"snapshot": made.ID, "loose": loose.ID,
	}
	var calls []schemaCall
	add := func(status int, route, body string, queries ...string) {
		if len(queries) == 0 {
			queries = []string{""}
		}
		for _, query := range queries {
			calls = append(calls, schemaCall{route, query, fill(schemaCall{vars: vars}, body), status, vars})
		}
	}
	addChanges(add)
	addReads(add)
	addErrors(add)
	addRemovals(add)
	return calls
}

type addCall func(status int, route, body string, queries ...string)

const (
	oneDatacenter = "/datacenters/{datacenterId}"
	oneVolume     = oneDatacenter + "/volumes/{volumeId}"
	oneServer     = oneDatacenter + "/servers/{serverId}"
	oneSnapshot   = "/snapshots/{snapshotId}"
)

func addChanges(add addCall) {
	for _, owner := range []string{oneSnapshot, oneVolume, oneServer, oneDatacenter} {
		add(201, "POST "+owner+"/labels", `{"properties":{"key":"env","value":"prod"}}`)
		add(200, "PUT "+owner+"/labels/{key}", `{"properties":{"key":"env","value":"test"}}`)
	}
	add(202, "POST "+oneVolume+"/create-snapshot", `{"properties":{"name":"n"}}`)
	add(202, "POST "+oneVolume+"/restore-snapshot", `{"properties":{"snapshotId":"{snapshot}"}}`)
	add(202, "PATCH "+oneSnapshot, `{"name":"renamed"}`)
	add(202, "PUT "+oneSnapshot, `{"properties":{"name":"renamed","description":"d"}}`)
	add(202, "POST "+oneDatacenter+"/volumes", `{"properties":{"name":"v","size":5,"licenceType":"LINUX"}}`)
	add(202, "PATCH "+oneVolume, `{"name":"web-01-root"}`)
	add(202, "PUT "+oneVolume, `{"properties":{"size":10}}`)
	add(202, "POST "+oneServer+"/stop", "")
	add(202, "POST "+oneServer+"/start", "")
	add(202, "POST "+oneServer+"/volumes", `{"id":"{loose}"}`)
}

func addReads(add addCall) {
	var depths []string
	for _, depth := range []int{0, 1, 2, 3, 5, 10} {
		depths = append(depths, "?depth="+strconv.Itoa(depth))
	}
	depths = append(depths, "?depth=2&offset=1&limit=2", "?pretty=false")
	for _, route := range []string{
		"/", "/datacenters", oneDatacenter, oneDatacenter + "/volumes", oneVolume, oneDatacenter + "/servers", oneServer,
		oneServer + "/volumes", oneServer + "/volumes/{volumeId}", oneServer + "/nics", oneServer + "/cdroms", oneServer + "/token",
		oneDatacenter + "/loadbalancers", oneDatacenter + "/lans", oneDatacenter + "/networkloadbalancers", oneDatacenter + "/natgateways",
		oneDatacenter + "/securitygroups", "/snapshots", oneSnapshot, "/labels", "/labels/{labelurn}", "/requests", "/requests/{requestId}",
		"/requests/{requestId}/status", "/contracts", "/locations", "/locations/{regionId}", "/locations/{regionId}/{locationId}",
		"/images", "/images/{imageId}", "/um/groups", "/um/groups/{groupId}",
	} {
		add(200, "GET "+route, "", depths...)
	}
	for _, owner := range []string{oneSnapshot, oneVolume, oneServer, oneDatacenter} {
		add(200, "GET "+owner+"/labels", "", depths...)
		add(200, "GET "+owner+"/labels/{key}", "", depths...)
	}
}

func addErrors(add addCall) {
	add(http.StatusBadRequest, "PATCH "+oneSnapshot, "{")
	add(http.StatusUnprocessableEntity, "PATCH "+oneSnapshot, `{"licenceType":"AMIGA"}`)
	add(http.StatusUnprocessableEntity, "GET /snapshots", "", "?depth=11")
	add(http.StatusNotFound, "POST "+oneVolume+"/restore-snapshot", `{"properties":{"snapshotId":"nonsense"}}`)
	add(http.StatusNotImplemented, "GET /ipblocks", "")
	add(http.StatusNotImplemented, "POST "+oneServer+"/reboot", "")
}

func addRemovals(add addCall) {
	for _, owner := range []string{oneSnapshot, oneVolume, oneServer, oneDatacenter} {
		add(200, "DELETE "+owner+"/labels/{key}", "")
	}
	add(202, "DELETE "+oneServer+"/volumes/{volumeId}", "")
	add(202, "DELETE "+oneVolume, "")
	add(202, "DELETE "+oneSnapshot, "")
	add(202, "DELETE "+oneDatacenter, "")
	add(http.StatusNotFound, "GET "+oneSnapshot, "")
}

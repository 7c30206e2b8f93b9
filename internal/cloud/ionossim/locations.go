package ionossim

import (
	"net/url"
	"strings"
	"time"
)

// location is an immutable location of the provider.
type location struct {
	id    string
	props *locationProps
}

type locationProps struct {
	Name            string            `json:"name"`
	MetroRegion     string            `json:"metroRegion"`
	Features        []string          `json:"features"`
	ImageAliases    []string          `json:"imageAliases"`
	CPUArchitecture []cpuArchitecture `json:"cpuArchitecture"`
	GPUArchitecture []gpuArchitecture `json:"gpuArchitecture"`
}

// locations lists the locations. A location with a third part belongs to its parent's metro region.
func locations() []location {
	var all []location
	for _, p := range [][3]string{
		{"de/fra", "Frankfurt am Main", "de/fra"},
		{"de/fra/2", "Frankfurt am Main 2", "de/fra"},
		{"de/txl", "Berlin", "de/txl"},
		{"es/vit", "Logroño", "es/vit"},
		{"fr/par", "Paris", "fr/par"},
		{"gb/bhx", "Worcester", "gb/bhx"},
		{"gb/lhr", "London", "gb/lhr"},
		{"us/ewr", "Newark", "us/ewr"},
		{"us/las", "Las Vegas", "us/las"},
		{"us/mci", "Lenexa", "us/mci"},
	} {
		all = append(all, location{p[0], &locationProps{
			Name: p[1], MetroRegion: p[2], Features: features(), ImageAliases: imageAliases(),
			CPUArchitecture: architecture(), GPUArchitecture: []gpuArchitecture{},
		}})
	}
	return all
}

func features() []string {
	return []string{
		"ssd", "ssd-storage-zoning", "k8s", "cloud-init", "cpu-hot-plug", "mem-hot-plug", "nic-hot-plug", "nic-hot-unplug",
		"disk-vio-hot-plug", "disk-vio-hot-unplug", "monitoring", "pcc", "flow-logs", "vnf-nat", "vnf-lb", "vnf-alb",
		"contract-identities", "core-vps", "vm-autoscaling", "private-loadbalancer",
	}
}

func architecture() []cpuArchitecture {
	return []cpuArchitecture{{"INTEL_ICELAKE", 62, 235_520, "GenuineIntel", []string{}}, {"AMD_EPYC", 62, 235_520, "AuthenticAMD", []string{}}}
}

// locationPath escapes the slash inside the last part of a three-part id.
func locationPath(id string) string {
	region, rest, _ := strings.Cut(id, "/")
	return "/locations/" + region + "/" + url.PathEscape(rest)
}

func (v renderer) location(p location, depth int) element {
	return v.public("location", locationPath(p.id), p.id, p.props, depth)
}

// public renders a resource of the provider, which never changes.
func (v renderer) public(kind, path, id string, props any, depth int) element {
	e := v.ref(kind, path, id)
	if depth > 0 {
		at := time.Date(2018, 5, 17, 9, 30, 0, 0, time.UTC)
		r := record{ID: id, Etag: etagOf(id, 1), Created: at, CreatedBy: systemUser, Modified: at, ModifiedBy: systemUser}
		e.Metadata, e.Properties = v.metadata(&r), props
	}
	return e
}

func listLocations(c *call) (*response, error) {
	return listResponse(c, listing[location]{id: "locations", path: "/locations", items: locations(), show: c.view.location})
}

// listRegion answers with the locations of a region such as "de".
func listRegion(c *call) (*response, error) {
	region := c.vars["regionId"]
	items := filterItems(locations(), func(p location) bool { return strings.HasPrefix(p.id, strings.ToLower(region)+"/") })
	if len(items) == 0 {
		return nil, notFound()
	}
	return listResponse(c, listing[location]{id: region, path: "/locations/" + url.PathEscape(region), items: items, show: c.view.location})
}

func getLocation(c *call) (*response, error) {
	id := c.vars["regionId"] + "/" + c.vars["locationId"]
	return firstResponse(locations(), func(p location) bool { return strings.EqualFold(p.id, id) }, c.view.location)
}

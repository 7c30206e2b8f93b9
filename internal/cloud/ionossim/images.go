package ionossim

import (
	"slices"
	"strings"
)

// image is a public image of the provider.
type image struct {
	id    string
	props *imageProps
}

type imageProps struct {
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Location    string  `json:"location"`
	Size        float64 `json:"size"`
	bootProps
	ImageType    string   `json:"imageType"`
	Public       bool     `json:"public"`
	ImageAliases []string `json:"imageAliases"`
	CloudInit    string   `json:"cloudInit"`
}

// publicImage is an image that exists in each classic location.
type publicImage struct {
	name, alias, licence string
	size                 float64
}

func publicImages() []publicImage {
	return []publicImage{
		{"Debian-12-server", "debian:12", "LINUX", 2},
		{"Ubuntu-24.04-LTS-server", "ubuntu:24.04", "LINUX", 3},
		{"AlmaLinux-9-server", "almalinux:9", "LINUX", 3},
		{"windows-2022-server", "windows:2022", "WINDOWS2022", 14},
	}
}

// imageAliases lists the image aliases, which are the same in all locations.
func imageAliases() []string {
	var all []string
	for _, p := range publicImages() {
		all = append(all, p.alias)
	}
	return all
}

func images() []image {
	var all []image
	for _, location := range []string{"de/fra", "de/txl", "es/vit", "fr/par", "gb/bhx", "gb/lhr", "us/ewr", "us/las", "us/mci"} {
		for _, p := range publicImages() {
			all = append(all, image{uuidOf(0, "image", location, p.name), &imageProps{
				Name: p.name, Description: p.name, Location: location, Size: p.size,
				bootProps: bootProps{
					CPUHotPlug: true, RAMHotPlug: true, NICHotPlug: true, NICHotUnplug: true, DiscVirtioHotPlug: true, DiscVirtioHotUnplug: true,
					RequireLegacyBios: true, LicenceType: p.licence, ApplicationType: "UNKNOWN",
				},
				ImageType: "HDD", Public: true, ImageAliases: []string{p.alias}, CloudInit: "V1",
			}})
		}
	}
	return all
}

func imageByID(id string) (image, bool) {
	return first(images(), func(i image) bool { return i.id == id })
}

func imageByAlias(location, alias string) (image, bool) {
	return first(images(), func(i image) bool {
		return strings.HasPrefix(location, i.props.Location) && slices.Contains(i.props.ImageAliases, alias)
	})
}

func (v renderer) image(i image, depth int) element {
	return v.public("image", "/images/"+i.id, i.id, i.props, depth)
}

func listImages(c *call) (*response, error) {
	return listResponse(c, listing[image]{id: "images", path: "/images", items: images(), show: c.view.image, maxFirst: true})
}

func getImage(c *call) (*response, error) {
	return firstResponse(images(), func(i image) bool { return i.id == c.vars["imageId"] }, c.view.image)
}

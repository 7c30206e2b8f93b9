package ionossim

// info describes the API itself.
type info struct {
	Href    string `json:"href"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

func getInfo(c *call) (*response, error) {
	return ok(&info{Href: c.view.base, Name: "CLOUD API", Version: "6.0"}), nil
}

package handlers

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"snapdeck/internal/saved"
	"snapdeck/internal/views"
)

// savedMenu is the menu of the views of a list. Live updates are for everybody, and have none.
func (s *Server) savedMenu(req pageRequest, q tableQuery, all string) *views.SavedMenu {
	if req.userID == "" {
		return nil
	}
	m := &views.SavedMenu{All: views.Link{Text: all, Href: q.path}, Address: q.link("page", "")}
	m.SaveHref = viewsPath + "?address=" + queryEscape(m.Address)
	own, err := s.viewsOf(req, req.userID)
	if err != nil {
		s.Log.Warn("read saved views", "error", err.Error())
		m.Problem = "Your saved views could not be read. The list itself is not touched by that."
	}
	for _, v := range own {
		if v.List != q.path {
			continue
		}
		shown := views.SavedView{ID: v.ID, Link: views.Link{Text: v.Name, Href: v.Address()}, IsDefault: v.Default, Selected: v.Address() == m.Address}
		if shown.Selected && m.Name == "" {
			m.Name, m.IsDefault = v.Name, v.Default
		}
		m.Views = append(m.Views, shown)
	}
	return m
}

// menuFragment is the menu as a fragment, so that it follows filters that are typed.
func menuFragment(m *views.SavedMenu) []fragment {
	if m == nil {
		return nil
	}
	return []fragment{{id: "views", html: views.SavedViews(*m)}}
}

// viewFromAddress takes an address apart as a view of a list, if it is one.
func (s *Server) viewFromAddress(address string) (v saved.View, ok bool) {
	parsed, err := url.Parse(localPath(address))
	if err != nil {
		return saved.View{}, false
	}
	r, _, known := s.match(parsed)
	if !known || !slices.Contains([]string{"/volumes", "/snapshots", "/datacenters", "/datacenters/:dc"}, r.path) {
		return saved.View{}, false
	}
	q := tableQuery{path: parsed.EscapedPath(), values: parsed.Query()}
	list, query, _ := strings.Cut(q.link("page", ""), "?")
	return saved.View{List: list, Query: query}, true
}

// tableName is what a list is called.
func tableName(req pageRequest, path string) string {
	switch path {
	case "/volumes":
		return "Volumes"
	case "/snapshots":
		return "Snapshots"
	case "/datacenters":
		return "Data centers"
	}
	params, _ := matchPath("/datacenters/:dc", path)
	dc, _ := req.view.Datacenter(params["dc"])
	return "Volumes of " + displayName(dc.Name, params["dc"])
}

// queryText says what an address asks for, parameter by parameter.
func queryText(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || len(values) == 0 {
		return "everything"
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, parameterText(key, values.Get(key)))
	}
	return truncate(strings.Join(parts, " · "), maxQuery)
}

func parameterText(key, value string) string {
	words := map[string]string{
		"q": "search", columnsKey: "columns", "dc": "data center", "vol": "volume", "by": "created by",
		"min": "size from", "max": "size to", groupKey: "grouped by", toggledKey: "turned groups",
	}
	by, descending := strings.CutPrefix(value, "-")
	switch {
	case key == "sort" && descending:
		return "sorted by " + by + ", descending"
	case key == "sort":
		return "sorted by " + by
	case key == collapsedKey:
		return "groups closed"
	case key == "per":
		return value + " rows a page"
	default:
		return cmp.Or(words[key], key) + " " + value
	}
}

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
func (s *Server) savedMenu(a asked, l listing, all string) *views.SavedMenu {
	if a.userID == "" {
		return nil
	}
	m := &views.SavedMenu{All: views.Link{Text: all, Href: l.path}, Address: l.link("page", "")}
	m.Naming = viewsPath + "?address=" + queryEscape(m.Address)
	mine, err := s.viewsOf(a, a.userID)
	if err != nil {
		s.Log.Warn("the saved views could not be read", "error", err.Error())
		m.Trouble = "Your saved views could not be read. The list itself is not touched by that."
	}
	for _, v := range mine {
		if v.List != l.path {
			continue
		}
		shown := views.SavedView{ID: v.ID, Link: views.Link{Text: v.Name, Href: v.Address()}, Usual: v.Usual, Chosen: v.Address() == m.Address}
		if shown.Chosen && m.Name == "" {
			m.Name, m.Usual = v.Name, v.Usual
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

// savable takes an address apart as a view of a list, if it is one.
func (s *Server) savable(address string) (v saved.View, ok bool) {
	parsed, err := url.Parse(localPath(address))
	if err != nil {
		return saved.View{}, false
	}
	r, _, known := s.match(parsed)
	if !known || !slices.Contains([]string{"/volumes", "/snapshots", "/datacenters", "/datacenters/:dc"}, r.path) {
		return saved.View{}, false
	}
	l := listing{path: parsed.EscapedPath(), values: parsed.Query()}
	list, query, _ := strings.Cut(l.link("page", ""), "?")
	return saved.View{List: list, Query: query}, true
}

// listName is what a list is called.
func listName(a asked, path string) string {
	switch path {
	case "/volumes":
		return "Volumes"
	case "/snapshots":
		return "Snapshots"
	case "/datacenters":
		return "Data centers"
	}
	params, _ := matchPath("/datacenters/:dc", path)
	dc, _ := a.view.Datacenter(params["dc"])
	return "Volumes of " + named(dc.Name, params["dc"])
}

// queryWords says what an address asks for, parameter by parameter.
func queryWords(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || len(values) == 0 {
		return "everything"
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, parameterWords(key, values.Get(key)))
	}
	return clip(strings.Join(parts, " · "), maxQuery)
}

func parameterWords(key, value string) string {
	words := map[string]string{
		"q": "search", columnsKey: "columns", "dc": "data center", "vol": "volume", "by": "created by",
		"min": "size from", "max": "size to", groupKey: "grouped by", turnKey: "turned groups",
	}
	by, descending := strings.CutPrefix(value, "-")
	switch {
	case key == "sort" && descending:
		return "sorted by " + by + ", descending"
	case key == "sort":
		return "sorted by " + by
	case key == foldKey:
		return "groups closed"
	case key == "per":
		return value + " rows a page"
	default:
		return cmp.Or(words[key], key) + " " + value
	}
}

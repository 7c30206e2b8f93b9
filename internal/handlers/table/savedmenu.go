package table

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// SavedMenu returns the menu of a list's saved views; nil in live updates, which all users share.
func SavedMenu(ctx context.Context, s *web.Base, req web.Request, q Query, all string) *views.SavedMenu {
	if req.UserID == "" {
		return nil
	}
	m := &views.SavedMenu{All: ui.Link{Text: all, Href: q.Path}, Address: q.Link("page", "")}
	m.SaveHref = paths.ViewsPath + "?address=" + url.QueryEscape(m.Address)
	own, err := s.ViewsOf(ctx, req, req.UserID)
	if err != nil {
		s.Log.Warn("read saved views", "error", err)
		m.Problem = "Your saved views could not be read. The list is complete without them."
	}
	for _, v := range own {
		if v.List != q.Path {
			continue
		}
		shown := views.SavedView{ID: v.ID, Link: ui.Link{Text: v.Name, Href: v.Address()}, IsDefault: v.Default, Selected: v.Address() == m.Address}
		if shown.Selected && m.Name == "" {
			m.Name, m.IsDefault = v.Name, v.Default
		}
		m.Views = append(m.Views, shown)
	}
	return m
}

// MenuFragment returns the menu as a fragment, so that it follows changed filters.
func MenuFragment(m *views.SavedMenu) []web.Fragment {
	if m == nil {
		return nil
	}
	return []web.Fragment{{ID: "views", HTML: views.SavedViews(*m)}}
}

// ViewFromAddress parses the address of a list as a view of it.
func ViewFromAddress(s *web.Base, address string) (v saved.View, ok bool) {
	parsed, err := url.Parse(paths.Local(address))
	if err != nil {
		return saved.View{}, false
	}
	r, _, known := s.Pages.Match(parsed)
	if !known || !slices.Contains([]string{"/volumes", "/snapshots", "/datacenters", "/datacenters/:dc"}, r.Path) {
		return saved.View{}, false
	}
	q := Query{Path: parsed.EscapedPath(), Values: parsed.Query()}
	list, query, _ := strings.Cut(q.Link("page", ""), "?")
	return saved.View{List: list, Query: query}, true
}

// NameOf returns the name of a list.
func NameOf(req web.Request, path string) string {
	switch path {
	case "/volumes":
		return "Volumes"
	case "/snapshots":
		return "Snapshots"
	case "/datacenters":
		return "Data centers"
	}
	params, _ := paths.Match("/datacenters/:dc", path)
	dc, _ := req.View.Datacenter(params["dc"])
	return "Volumes of " + texts.DisplayName(dc.Name, params["dc"])
}

// QueryText describes a query, parameter by parameter.
func QueryText(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || len(values) == 0 {
		return "everything"
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, parameterText(key, values.Get(key)))
	}
	return texts.Truncate(strings.Join(parts, " · "), MaxQuery)
}

func parameterText(key, value string) string {
	words := map[string]string{
		"q": "search", columnsKey: "columns", "dc": "data center", "vol": "volume", "by": "created by",
		"min": "size from", "max": "size to", GroupKey: "grouped by", toggledKey: "toggled groups",
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

package search

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const maxFound = 6

// find offers the pages, resources, operations and commands that match the typed text, taking into account the page
// that the user came from.
func (s *Handlers) find(ctx context.Context, req web.Request) (web.Page, error) {
	text := texts.Truncate(strings.TrimSpace(req.URL.Query().Get("q")), table.MaxQuery)
	at := paths.Local(req.URL.Query().Get("at"))
	p := views.Find{Query: text, At: at, Groups: s.findIn(ctx, req, text, at)}
	return web.Page{
		Title: "Search", Nav: "find", Static: true,
		Body:      func(sh views.PageLayout) templ.Component { return views.FindPage(sh, p) },
		Fragments: []web.Fragment{{ID: "found", HTML: views.Found(p)}},
	}, nil
}

// foundGroup is a group of results with the rank of its best match.
type foundGroup struct {
	views.FoundGroup
	best inventory.MatchRank
}

// add adds a result up to the limit, the best match first.
func (g *foundGroup) add(rank inventory.MatchRank, item views.FoundItem) {
	if len(g.Items) < maxFound {
		g.addAll(rank, item)
	}
}

// addAll adds a result regardless of the limit, for commands and pages.
func (g *foundGroup) addAll(rank inventory.MatchRank, item views.FoundItem) {
	if len(g.Items) == 0 {
		g.best = rank
	}
	g.Items = append(g.Items, item)
}

// findIn returns the groups of matches, the best first and otherwise in this order: the current page's actions,
// volumes, servers, snapshots, data centers, commands and pages.
func (s *Handlers) findIn(ctx context.Context, req web.Request, text, at string) []views.FoundGroup {
	here := s.findActions(req, text, at)
	if text == "" {
		return joinGroups([]foundGroup{here, findCommands(text, at), findPages(text), s.findViews(ctx, req, text)})
	}
	if verb, object, ok := cutVerb(text); ok {
		if groups := joinGroups([]foundGroup{here, s.findVerb(req, verb, object), findCommands(text, at), findPages(text)}); len(groups) > 0 {
			return groups
		}
	}
	groups := []foundGroup{
		here, findVolumes(req, text), findServers(req, text), findSnapshots(req, text), findDatacenters(req, text),
		findCommands(text, at), findPages(text), s.findViews(ctx, req, text), s.findOperations(req, text),
	}
	slices.SortStableFunc(groups, func(a, b foundGroup) int { return cmp.Compare(groupRank(a.best), groupRank(b.best)) })
	return joinGroups(append(groups, createCommands(req, text)))
}

// groupRank returns the rank that orders groups, which treats all matches outside a name alike.
func groupRank(r inventory.MatchRank) inventory.MatchRank {
	return min(r, inventory.MatchSubstring)
}

func joinGroups(groups []foundGroup) []views.FoundGroup {
	var joined []views.FoundGroup
	for _, g := range groups {
		if len(g.Items) > 0 {
			joined = append(joined, g.FoundGroup)
		}
	}
	return joined
}

// findViews returns the saved views whose names contain a text.
func (s *Handlers) findViews(ctx context.Context, req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Your views"}}
	own, err := s.ViewsOf(ctx, req, req.UserID)
	if err != nil {
		return g // the navigation logs the error
	}
	for _, v := range own {
		if text != "" && strings.Contains(saved.NameKey(v.Name), saved.NameKey(text)) {
			g.add(inventory.RankName(v.Name, text), views.FoundItem{Link: ui.Link{Text: v.Name, Href: v.Address()}, Detail: table.NameOf(req, v.List)})
		}
	}
	return g
}

// allLink links to the full list of matches when not all of them are shown.
func allLink(path, text string, shown, total int, one, many string) ui.Link {
	if total <= shown {
		return ui.Link{}
	}
	return ui.Link{Text: "All " + quantity.Plural(total, one, many), Href: path + "?q=" + url.QueryEscape(text)}
}

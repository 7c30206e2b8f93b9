package handlers

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// sourcesPath is the list of snapshots whose source nobody knows.
const sourcesPath = "/snapshots/sources"

// sourceOrders are what that list can be sorted by.
func sourceOrders() []string { return []string{"name", "size", "created", "maker", "grade"} }

func sourceHeads(l listing) []views.Column {
	return []views.Column{
		l.head("", "Mark", "select"), l.head("name", "Snapshot", ""), l.head("size", "Size", "num"), l.head("created", "Created", ""),
		l.head("maker", "Made by", ""), l.head("grade", "How sure", ""), l.head("", "Probably from", ""), l.head("", "Another volume", "act"),
	}
}

// sources lists the snapshots whose source nobody knows, with what is guessed of it.
func (s *Server) sources(a asked) (page, error) {
	l := parseListing(a.url, sourceOrders(), inventory.Order{By: "grade"})
	guesses := s.Guesser.Look(a.view)
	grade := l.oneOf("grade", "how sure a guess is", grades())
	matching, counts := s.guessesOf(a, &l, guesses.All)
	shown := slices.DeleteFunc(slices.Clone(matching), func(g inventory.Guess) bool { return grade != "" && gradeOf(g) != grade })
	sortGuesses(a.view, shown, l.Order)
	p := views.Sources{
		Past: pastReading(a, guesses.Past), Tabs: gradeTabs(l, counts, len(matching)), Filter: sourcesFilter(a, l),
		Address: l.link("page", ""),
		All:     views.ConfirmAll{N: counts["certain"], Address: l.link("grade", "certain", "page", "", "sort", "")},
	}
	total, gb := len(shown), 0.0
	for _, g := range shown {
		gb += g.Snapshot.SizeGB
	}
	w := l.window()
	shown = shown[min(w.Offset, total):min(w.Offset+w.Limit, total)]
	p.List = l.list("Snapshots of unknown source", sourceHeads(l), len(shown), total, gb, [2]string{"snapshot", "snapshots"})
	p.List.Empty = l.empty(a, inventory.PartSnapshots, "snapshots of unknown source", []string{"grade", "location", "maker"}, noSources())
	for _, g := range shown {
		p.Rows = append(p.Rows, s.sourceRow(a, g))
	}
	return page{
		title: "Unknown sources · Snapshots", nav: "snapshots", resting: !guesses.Past.Reading && !guesses.Past.ReadAt.IsZero(),
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: "Unknown sources"}},
		body:   func(sh views.Shell) templ.Component { return views.SourcesPage(sh, p) },
		fragments: []fragment{
			{id: "request-history", html: views.PastNotice(p.Past)},
			{id: "grades", html: views.GradeTabs(p.Tabs)},
			{id: "list", html: views.SourcesList(p), rows: sourceFragments(p.Rows)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
			{id: "selection", html: views.SourceSelection(p)},
		},
	}, nil
}

// sourceFragments are the rows as fragments, so that a change of one is sent alone.
func sourceFragments(rows []views.SourceRow) func() []fragment {
	return func() []fragment {
		fragments := make([]fragment, 0, len(rows))
		for _, r := range rows {
			fragments = append(fragments, fragment{id: "row-" + r.ID, html: views.SourceTableRow(r)})
		}
		return fragments
	}
}

func noSources() views.Empty {
	return views.Empty{
		Title: "Every source is known", Text: "Each snapshot of the contract tells by labels or by Snapdeck’s marker which volume it came from.",
		Link: views.Link{Text: "All snapshots", Href: "/snapshots"},
	}
}

// guessesOf are the guesses that a list's address asks for, whatever their grade, and how
// many there are of each grade. They may be older than the view: sources that have become known
// meanwhile are left out, and the snapshots are as they are now.
func (s *Server) guessesOf(a asked, l *listing, all []inventory.Guess) ([]inventory.Guess, map[string]int) {
	location, maker := l.word("location"), l.oneOf("maker", "the maker", makerOptions())
	counts := map[string]int{}
	var matching []inventory.Guess
	for _, g := range all {
		g, unknown := g.In(a.view)
		if !unknown || location != "" && g.Snapshot.Location != location {
			continue
		}
		if maker != "" && string(a.view.Making(g.Snapshot).Maker) != maker || !guessSays(a.view, g, l.Text) {
			continue
		}
		counts[gradeOf(g)]++
		matching = append(matching, g)
	}
	return matching, counts
}

// guessSays reports whether a text is found in a snapshot or in the volumes that it may be of.
func guessSays(v *inventory.View, g inventory.Guess, text string) bool {
	texts := []string{g.Snapshot.Name, g.Snapshot.ID, g.Snapshot.Description}
	for _, c := range g.Candidates {
		vol, _ := v.Volume(c.VolumeID)
		texts = append(texts, vol.Name, c.VolumeID)
	}
	return text == "" || strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(text))
}

// sortGuesses sorts them; those that are alike stay as they are, newest first.
func sortGuesses(v *inventory.View, all []inventory.Guess, o inventory.Order) {
	rank := map[string]int{"certain": 0, "likely": 1, "possible": 2, "none": 3, "denied": 4}
	slices.SortStableFunc(all, func(x, y inventory.Guess) int {
		if o.Desc {
			x, y = y, x
		}
		switch o.By {
		case "name":
			return strings.Compare(strings.ToLower(x.Snapshot.Name), strings.ToLower(y.Snapshot.Name))
		case "size":
			return cmp.Compare(x.Snapshot.SizeGB, y.Snapshot.SizeGB)
		case "created":
			return x.Snapshot.Metadata.CreatedDate.Compare(y.Snapshot.Metadata.CreatedDate)
		case "maker":
			return cmp.Compare(v.Making(x.Snapshot).Maker, v.Making(y.Snapshot).Maker)
		default:
			return cmp.Compare(rank[gradeOf(x)], rank[gradeOf(y)])
		}
	})
}

// gradeTabs lead to the guesses of one grade.
func gradeTabs(l listing, counts map[string]int, all int) []views.Tab {
	current := l.values.Get("grade")
	tabs := []views.Tab{{Text: "All", Count: views.Count(all), Href: l.link("grade", "", "page", ""), Current: current == ""}}
	for _, o := range grades() {
		if counts[o.Value] == 0 && current != o.Value && o.Value == "denied" {
			continue
		}
		tabs = append(tabs, views.Tab{Text: o.Text, Count: views.Count(counts[o.Value]), Href: l.link("grade", o.Value, "page", ""), Current: current == o.Value})
	}
	return tabs
}

func sourcesFilter(a asked, l listing) views.Filter {
	f := l.folded("Snapshot, id or volume", []views.Select{
		l.open("location", "Location", optionsOf(a.view.SnapshotValues().Locations)),
		l.choice("maker", "Made by", makerOptions()),
	}, nil, l.input("hidden", "grade", "How sure", ""))
	f.Folds = false
	return f
}

func (s *Server) sourceRow(a asked, g inventory.Guess) views.SourceRow {
	snap := g.Snapshot
	row := views.SourceRow{
		ID: snap.ID, Name: views.Link{Text: named(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}, Size: views.GB(snap.SizeGB), Bytes: views.Bytes(snap.SizeGB),
		Location: snap.Location, Created: a.moment(snap.Metadata.CreatedDate), Maker: makerBadge(a.view.Making(snap)),
		Guess: guessView(a, g), Choose: sourceHref(snap.ID),
	}
	if op, writing := s.sourceBeingWritten(snap.ID); writing {
		row.Writing = views.Link{Text: "Its source is being written", Href: operationHref(op.ID)}
		return row
	}
	if source, one := g.Source(); one && !g.Denied {
		row.Pair = pairOf(a.view, snap.ID, source.VolumeID).String()
	}
	return row
}

func sourceHref(snapshotID string) string { return snapshotHref(snapshotID) + "/source" }

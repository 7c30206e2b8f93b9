package search

import (
	"strings"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// command is a page or an action that is found by its name and by keywords.
type command struct {
	text, href string
	words      string      // further keywords, separated by spaces
	form       *views.Form // sent instead of following href; nil: none
}

// rank returns how well a command matches a text, by its name or by a keyword that starts with it.
func (c command) rank(text string) inventory.MatchRank {
	if r := inventory.RankName(c.text, text); r != inventory.NoMatch {
		return r
	}
	for word := range strings.FieldsSeq(c.words) {
		if r := inventory.RankName(word, text); r <= inventory.MatchPrefix {
			return inventory.MatchWordStart
		}
	}
	return inventory.NoMatch
}

// commandGroup returns the commands that match a text, the best first.
func commandGroup(name, text string, commands []command) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: name}}
	if text == "" { // all of them
		for _, c := range commands {
			g.Items = append(g.Items, views.FoundItem{Link: ui.Link{Text: c.text, Href: c.href}, Form: c.form})
		}
		return g
	}
	for rank := inventory.MatchExact; rank < inventory.NoMatch; rank++ {
		for _, c := range commands {
			if c.rank(text) == rank {
				g.addAll(rank, views.FoundItem{Link: ui.Link{Text: c.text, Href: c.href}, Form: c.form})
			}
		}
	}
	return g
}

func findPages(text string) foundGroup { return commandGroup("Pages", text, pages()) }

func pages() []command {
	return []command{
		{text: "Overview", href: "/", words: "home start dashboard protection coverage"},
		{text: "Volumes", href: "/volumes", words: "disks storage"},
		{text: "Servers", href: paths.ServersPath, words: "machines vms sets"},
		{text: "Snapshots", href: "/snapshots", words: "copies backups"},
		{text: "Data centers", href: "/datacenters", words: "vdc datacenters locations"},
		{text: "Operations", href: "/operations", words: "activity history running jobs"},
		{text: "Audit log", href: paths.AuditPath, words: "log events who"},
		{text: "Match snapshots to volumes", href: paths.SourcesPath, words: "sources unknown confirm certain"},
		{text: "Saved views", href: paths.ViewsPath, words: "filters columns"},
		{text: "Settings", href: paths.SettingsPath, words: "preferences configuration token prices target undo"},
		{text: "Help", href: paths.HelpPath, words: "documentation docs manual"},
		{text: "What is new", href: paths.HelpPath + "/changelog", words: "changelog release version"},
		{text: "About Snapdeck", href: paths.HelpPath + "/about", words: "version licences licenses"},
		{text: "Volumes without a server", href: "/volumes?attached=no", words: "unattached detached"},
		{text: "Snapshots of unknown source", href: "/snapshots?source=unknown", words: "unmatched"},
		{text: "Failed operations", href: "/operations?outcome=failed", words: "errors problems"},
	}
}

// findCommands returns the matching commands that need no resource; at is the page to return to.
func findCommands(text, at string) foundGroup {
	if text == "" {
		return commandGroup("Commands", text, []command{{text: "Create snapshot…", href: "/volumes"}, {text: "Restore…", href: "/snapshots"}})
	}
	return commandGroup("Commands", text, commands(at))
}

func commands(at string) []command {
	theme := func(value string) *views.Form {
		return &views.Form{Action: paths.ThemePath, Fields: []ui.HiddenField{{Name: "theme", Value: value}, {Name: "back", Value: at}}}
	}
	return []command{
		{text: "Create snapshot…", href: "/volumes", words: "new take"},
		{text: "Restore…", href: "/snapshots", words: "recover rollback overwrite"},
		{text: "Rename snapshots…", href: "/snapshots", words: "name edit"},
		{text: "Lock or unlock snapshots…", href: "/snapshots", words: "protect keep"},
		{text: "Label snapshots…", href: "/snapshots", words: "tag"},
		{text: "Delete snapshots…", href: "/snapshots?sort=created", words: "remove prune free space"},
		{text: "Storage quota", href: "/#quota", words: "limit contract hdd ssd space full"},
		{text: "Cost by data center", href: "/datacenters?sort=-cost", words: "price money eur billing spend"},
		{text: "Most expensive snapshots", href: "/snapshots?sort=-cost", words: "cost price money eur billing"},
		{text: "Theme: light", words: "colours colors appearance bright", form: theme("light")},
		{text: "Theme: dark", words: "colours colors appearance night", form: theme("dark")},
		{text: "Theme: system", words: "colours colors appearance automatic", form: theme("")},
		{text: "Export volumes as CSV", href: "/volumes.csv", words: "download excel"},
		{text: "Export snapshots as CSV", href: "/snapshots.csv", words: "download excel"},
		{text: "Log out", words: "logout sign leave exit quit", form: &views.Form{Action: "/logout"}},
	}
}

// verb is an action that a search can start with, and that applies to a resource.
type verb struct {
	names     string // its names, separated by spaces
	text      string // such as "Delete", before the name of the resource
	ofVolumes bool   // otherwise to snapshots
	suffix    string // appended to the resource's address
}

func verbs() []verb {
	return []verb{
		{"snapshot create", "Create snapshot of", true, "/create"}, {"restore", "Restore", true, "/restore"},
		{"restore", "Restore", false, "/restore"}, {"rename edit", "Rename", false, "/edit"},
		{"lock unlock", "Lock or unlock", false, "#lock"}, {"delete remove", "Delete", false, "/delete"},
		{"label", "Label", false, "#labels"}, {"open show", "Open", true, ""}, {"open show", "Open", false, ""},
	}
}

// cutVerb cuts the verb from a search such as "delete db-01".
func cutVerb(text string) (name, object string, ok bool) {
	name, object, ok = strings.Cut(text, " ")
	name, object = strings.ToLower(name), strings.TrimSpace(object)
	for _, v := range verbs() {
		if ok && object != "" && strings.Contains(" "+v.names+" ", " "+name+" ") {
			return name, object, true
		}
	}
	return "", "", false
}

// findVerb offers an action on the volumes and snapshots that match a text.
func (s *Handlers) findVerb(req web.Request, name, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Commands"}}
	for _, v := range verbs() {
		if !strings.Contains(" "+v.names+" ", " "+name+" ") {
			continue
		}
		if v.ofVolumes {
			for _, vol := range volumesFound(req, text, maxFound/2).Items {
				if v.suffix != "/create" || operation.CreateProblem(vol).None() {
					link := resource.VolumeLink(req.View, vol.ID, "")
					g.add(inventory.MatchPrefix, views.FoundItem{Link: ui.Link{Text: v.text + " " + link.Text, Href: link.Href + v.suffix}, Detail: volumeDetail(req, &vol)})
				}
			}
			continue
		}
		for _, snap := range snapshotsFound(req, text, maxFound/2).Items {
			g.add(inventory.MatchPrefix, views.FoundItem{
				Link:   ui.Link{Text: v.text + " " + texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID) + v.suffix},
				Detail: req.Moment(snap.Metadata.CreatedDate).Ago,
			})
		}
	}
	return g
}

// createCommands offers a snapshot of the best matching volumes.
func createCommands(req web.Request, text string) foundGroup {
	g := foundGroup{FoundGroup: views.FoundGroup{Name: "Create a snapshot of"}}
	for _, vol := range volumesFound(req, text, maxFound/2).Items {
		if operation.CreateProblem(vol).None() {
			link := resource.VolumeLink(req.View, vol.ID, "")
			link.Href += "/create"
			g.add(inventory.MatchDetail, views.FoundItem{Link: link, Detail: volumeDetail(req, &vol)})
		}
	}
	return g
}

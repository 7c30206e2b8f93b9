package settings

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/help"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The name of the help page about Snapdeck itself.
const aboutName = "about"

func (s *Handlers) help(_ context.Context, req web.Request) (web.Page, error) {
	name := req.Params["name"]
	if decision := req.Params["decision"]; decision != "" {
		name = "decisions/" + decision
	}
	switch name {
	case "":
		return helpPage(views.HelpPage{Title: "Help", Topics: helpTopics()}), nil
	case aboutName:
		return helpPage(s.aboutView()), nil
	}
	document, found, err := s.library.Page(name)
	if err != nil {
		return web.Page{}, fmt.Errorf("show the help: %w", err)
	}
	if !found {
		return web.Page{}, problem.NotFound{Subject: "Help page " + name, List: "Help", Href: paths.HelpPath}
	}
	return helpPage(views.HelpPage{Title: document.Title, HTML: document.HTML}), nil
}

func helpPage(p views.HelpPage) web.Page {
	shown := web.Page{
		Title: p.Title + " · Help", Nav: "help", Static: true,
		Body: func(sh views.PageLayout) templ.Component { return views.HelpView(sh, p) },
	}
	if p.Topics == nil {
		shown.Crumbs = []ui.Link{{Text: "Help", Href: paths.HelpPath}, {Text: p.Title}}
	}
	return shown
}

func helpTopics() []views.HelpTopic {
	var all []views.HelpTopic
	for _, t := range help.Topics() {
		all = append(all, views.HelpTopic{Link: ui.Link{Text: t.Title, Href: paths.HelpPath + "/" + t.Name}, Summary: t.Summary})
	}
	return append(all, views.HelpTopic{Link: ui.Link{Text: "About", Href: paths.HelpPath + "/" + aboutName}, Summary: "Version, libraries and their licences."})
}

func (s *Handlers) aboutView() views.HelpPage {
	p := views.HelpPage{Title: "About", Version: s.Version}
	for _, m := range help.Modules() {
		p.Modules = append(p.Modules, views.HelpModule{Path: m.Path, Version: m.Version, Licence: m.Licence})
	}
	return p
}

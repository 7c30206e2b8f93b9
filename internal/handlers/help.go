package handlers

import (
	"fmt"

	"github.com/a-h/templ"

	"snapdeck/internal/help"
	"snapdeck/internal/views"
)

// helpPath is where the documentation is.
const helpPath = "/help"

// The page of the help that is no document.
const aboutName = "about"

// help shows the documents of the project, and what Snapdeck is made of.
func (s *Server) help(req pageRequest) (page, error) {
	name := req.params["name"]
	if decision := req.params["decision"]; decision != "" {
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
		return page{}, fmt.Errorf("show the help: %w", err)
	}
	if !found {
		return page{}, notFoundError{"Help page " + name, "Help", helpPath}
	}
	return helpPage(views.HelpPage{Title: document.Title, HTML: document.HTML}), nil
}

func helpPage(p views.HelpPage) page {
	shown := page{
		title: p.Title + " · Help", nav: "help", static: true,
		body: func(sh views.PageLayout) templ.Component { return views.HelpView(sh, p) },
	}
	if p.Topics == nil {
		shown.crumbs = []views.Link{{Text: "Help", Href: helpPath}, {Text: p.Title}}
	}
	return shown
}

func helpTopics() []views.HelpTopic {
	var all []views.HelpTopic
	for _, t := range help.Topics() {
		all = append(all, views.HelpTopic{Link: views.Link{Text: t.Title, Href: helpPath + "/" + t.Name}, Summary: t.Summary})
	}
	return append(all, views.HelpTopic{Link: views.Link{Text: "About", Href: helpPath + "/" + aboutName}, Summary: "Version, libraries and their licences."})
}

// aboutView is the version, and the libraries that are built in.
func (s *Server) aboutView() views.HelpPage {
	p := views.HelpPage{Title: "About", Version: s.Version}
	for _, m := range help.Modules() {
		p.Modules = append(p.Modules, views.HelpModule{Path: m.Path, Version: m.Version, Licence: m.Licence})
	}
	return p
}

package handlers

import (
	"github.com/a-h/templ"

	"snapdeck/internal/views"
)

// claimsPath shows what the identity provider said at the last logins.
const claimsPath = peoplePath + "/claims"

// claims shows an admin what the identity provider said of each user, and what came of it.
func (s *Server) claims(req pageRequest) (page, error) {
	logins, err := s.People.ProviderLogins(req.ctx)
	if err != nil {
		return page{}, err
	}
	v := views.Claims{}
	for _, l := range logins {
		v.Logins = append(v.Logins, views.ClaimsEntry{Name: l.Name, Issuer: l.Issuer, Subject: l.Subject, Role: string(l.Role), Claims: l.Claims, At: req.moment(l.At)})
	}
	return page{
		title: "Claims", nav: "people", static: true, crumbs: []views.Link{{Text: "People", Href: peoplePath}, {Text: "Claims"}},
		body: func(sh views.PageLayout) templ.Component { return views.ClaimsPage(sh, v) },
	}, nil
}

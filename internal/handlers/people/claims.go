package people

import (
	"context"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// claimsPath is the page of the claims that the identity provider sent at the last logins.
const claimsPath = paths.PeoplePath + "/claims"

// claims shows an admin the identity provider's claims about each user, and the resulting roles.
func (s *Handlers) claims(ctx context.Context, req web.Request) (web.Page, error) {
	logins, err := s.People.ProviderLogins(ctx)
	if err != nil {
		return web.Page{}, err
	}
	v := views.Claims{}
	for _, l := range logins {
		v.Logins = append(v.Logins, views.ClaimsEntry{Name: l.Name, Issuer: l.Issuer, Subject: l.Subject, Role: string(l.Role), Claims: l.Claims, At: req.Moment(l.At)})
	}
	return web.Page{
		Title: "Claims", Nav: "people", Static: true, Crumbs: []ui.Link{{Text: "People", Href: paths.PeoplePath}, {Text: "Claims"}},
		Body: func(sh views.PageLayout) templ.Component { return views.ClaimsPage(sh, v) },
	}, nil
}

package stream

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/live"
)

// pagesOf returns the live pages that a stream's address names, with their keys.
func (s *Streams) pagesOf(query url.Values, user auth.User) []live.Page {
	var pages []live.Page
	keys := query["key"]
	for i, address := range query["page"] {
		key := ""
		if i < len(keys) {
			key = keys[i]
		}
		if p, ok := s.PageOf(key, address, user); ok && len(pages) < live.MaxPages {
			pages = append(pages, p)
		}
	}
	return pages
}

// PageOf checks a page that a browser subscribes to and whether the user may see it; its key becomes part of the
// events' names.
func (s *Streams) PageOf(key, address string, user auth.User) (live.Page, bool) {
	address = s.Site.WithoutBase(address)
	parsed, err := url.ParseRequestURI(address)
	if err != nil || !isKey(key) {
		return live.Page{}, false
	}
	r, _, found := s.Pages.Match(parsed)
	if needs, _ := s.Rights.Of(http.MethodGet, r.Path); !found || !user.Role.May(needs.Right) {
		return live.Page{}, false
	}
	return live.Page{Key: key, Address: topicOf(rights.AudienceOf(user), canonicalAddress(parsed))}, true
}

// canonicalAddress returns the same address for all spellings of it, without empty parameters and the notice, so that
// a page is rendered once for all its subscribers.
func canonicalAddress(address *url.URL) string {
	plain, _ := notice.Without(address)
	query := plain.Query()
	for name, values := range query {
		query[name] = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	}
	return (&url.URL{Path: plain.Path, RawPath: plain.RawPath, RawQuery: query.Encode()}).RequestURI()
}

// FromDatabase reports whether a live page shows only data of the database, so that a change of the inventory need
// not render it.
func (s *Streams) FromDatabase(topic string) bool {
	_, address := parseTopic(topic)
	parsed, err := url.ParseRequestURI(address)
	if err != nil {
		return false
	}
	r, _, ok := s.Pages.Match(parsed)
	return ok && (r.Path == paths.AuditPath || r.Path == paths.ViewsPath)
}

func isKey(s string) bool {
	if s == "" {
		return true
	}
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}

// maxStreamName limits the name that a browser gives its stream.
const maxStreamName = 64

func streamName(query url.Values) string {
	if name := query.Get("stream"); len(name) <= maxStreamName {
		return name
	}
	return ""
}

// Subscribe adds a page to a browser's open stream, or removes one when no page is named.
func (s *Streams) Subscribe(c echo.Context) error {
	stream, key, address := c.FormValue("stream"), c.FormValue("key"), c.FormValue("page")
	var err error
	if address == "" {
		err = s.Hub.Unsubscribe(session.UserOf(c), stream, key)
	} else {
		p, ok := s.PageOf(key, address, session.CurrentOf(c))
		if !ok || key == "" {
			return c.NoContent(http.StatusBadRequest)
		}
		err = s.Hub.Subscribe(session.UserOf(c), stream, p)
	}
	switch {
	case errors.Is(err, live.ErrNoStream):
		return c.NoContent(http.StatusNotFound) // the browser opens it again, on any replica
	case errors.Is(err, live.ErrTooManyPages):
		return c.NoContent(http.StatusTooManyRequests)
	default:
		return c.NoContent(http.StatusNoContent)
	}
}

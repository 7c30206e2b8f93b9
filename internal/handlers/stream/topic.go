package stream

import (
	"net/url"
	"strings"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/rights"
)

// topicOf returns the hub's name for the page at an address for an audience.
func topicOf(a rights.Audience, address string) string {
	return string(a.Role) + "/" + url.PathEscape(a.User) + " " + address
}

// parseTopic reverses topicOf, and takes a plain address for the page before anything is removed from it.
func parseTopic(topic string) (a rights.Audience, address string) {
	who, address, found := strings.Cut(topic, " ")
	if !found {
		return rights.Audience{}, topic
	}
	role, user, _ := strings.Cut(who, "/")
	if name, err := url.PathUnescape(user); err == nil {
		a = rights.Audience{Role: auth.Role(role), User: name}
	}
	return a, address
}

package stream

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
)

// All subscribers of a page share one rendering.
func TestCanonicalAddress_IsOneForEachPage(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"/volumes": "/volumes", "/volumes?": "/volumes", "/volumes?q=&dc=": "/volumes", "/volumes?sort=-age&q=x": "/volumes?q=x&sort=-age",
		"/volumes?q=x&notice=undone.1": "/volumes?q=x", "/volumes?col=a&col=&col=b": "/volumes?col=a&col=b", "/snapshots/a%2Fb?x=1": "/snapshots/a%2Fb?x=1",
	} {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, want, canonicalAddress(parsed), address)
		again, err := url.Parse(want)
		require.NoError(t, err)
		require.Equal(t, want, canonicalAddress(again), "the canonical address is its own")
	}
}

// The key must not be able to end an event.
func TestPageOf_OnlyAllowedPages(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/volumes"}, {Path: paths.AuditPath}}
	for name, c := range map[string]struct {
		key, address string
		role         auth.Role
		want         bool
	}{
		"a page":               {"7", "/volumes?q=a", auth.RoleViewer, true},
		"without a key":        {"", "/volumes", auth.RoleViewer, true},
		"a key with a line":    {"7\nevent: end", "/volumes", auth.RoleViewer, false},
		"a key below zero":     {"-1", "/volumes", auth.RoleViewer, false},
		"a key that is large":  {"4294967296", "/volumes", auth.RoleViewer, false},
		"no page":              {"7", "/nothing", auth.RoleViewer, false},
		"no address":           {"7", "volumes", auth.RoleViewer, false},
		"the right is missing": {"7", paths.AuditPath, auth.RoleViewer, false},
		"the right is there":   {"7", paths.AuditPath, auth.RoleAuditor, true},
	} {
		p, ok := f.PageOf(c.key, c.address, auth.User{Name: "vera", Role: c.role})
		require.Equal(t, c.want, ok, name)
		if ok {
			require.Equal(t, c.key, p.Key, name)
		}
	}
}

// These pages are not rendered when only the inventory changes.
func TestFromDatabase_OnlyPagesWithoutInventory(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Pages = []web.Route{{Path: "/volumes"}, {Path: paths.AuditPath}, {Path: paths.ViewsPath}}
	for topic, want := range map[string]bool{"admin/ /audit?q=a": true, "viewer/ /views": true, "admin/ /volumes": false, "admin/ /nothing": false, "admin/ %": false} {
		require.Equal(t, want, f.FromDatabase(topic), topic)
	}
}

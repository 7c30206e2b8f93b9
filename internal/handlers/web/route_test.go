package web

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// An escaped slash within an id separates nothing.
func TestMatchPath_ReadsParametersOfEscapedPaths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, path string
		want          map[string]string // nil: no match
	}{
		{"/", "/", map[string]string{}},
		{"/volumes", "/volumes", map[string]string{}},
		{"/volumes", "/volumes/", nil},
		{"/volumes", "/Volumes", nil},
		{VolumePath, "/datacenters/d/volumes/v", map[string]string{"dc": "d", "vol": "v"}},
		{VolumePath, "/datacenters/d%2Fe/volumes/%C3%BC", map[string]string{"dc": "d/e", "vol": "ü"}},
		{VolumePath, "/datacenters/d/volumes", nil},
		{VolumePath, "/datacenters//volumes/v", nil},
		{VolumePath, "/datacenters/d/servers/v", nil},
		{"/snapshots/:id", "/snapshots/%zz", nil},
		{"/snapshots/:id", "/snapshots/:id", map[string]string{"id": ":id"}},
	} {
		params, ok := MatchPath(c.pattern, c.path)
		require.Equal(t, c.want != nil, ok, "%s %s", c.pattern, c.path)
		require.Equal(t, c.want, params, "%s %s", c.pattern, c.path)
	}
}

// The ids may contain anything.
func TestHrefs_MatchPattern(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"4f1a", "a/b", "a b?c#d", "..", "%2F", "ü&=\""} {
		for pattern, c := range map[string]struct {
			href string
			want map[string]string
		}{
			"/operations/:id":       {OperationHref(id), map[string]string{"id": id}},
			"/batches/:id":          {BatchHref(id), map[string]string{"id": id}},
			"/snapshots/:id":        {SnapshotHref(id), map[string]string{"id": id}},
			"/snapshots/:id/source": {SourceHref(id), map[string]string{"id": id}},
			"/datacenters/:dc":      {DatacenterHref(id), map[string]string{"dc": id}},
			VolumePath:              {VolumeHref("d", id), map[string]string{"dc": "d", "vol": id}},
			ServerPath:              {ServerHref(id, "s"), map[string]string{"dc": id, "server": "s"}},
			ServerSetPath:           {ServerSetHref(inventory.Server{ID: "s", DatacenterID: "d"}, id), map[string]string{"dc": "d", "server": "s", "set": id}},
			"/snapshots/:id/delete": {AgainHref(operation.Operation{Kind: operation.DeleteSnapshot, SnapshotID: id}), map[string]string{"id": id}},
			"/operations/:id/again": {AgainHref(operation.Operation{ID: id, Kind: operation.RestoreVolume}), map[string]string{"id": id}},
		} {
			parsed, err := url.ParseRequestURI(c.href)
			require.NoError(t, err, c.href)
			params, ok := MatchPath(pattern, parsed.EscapedPath())
			require.True(t, ok, "%s %s", pattern, c.href)
			require.Equal(t, c.want, params, pattern)
		}
	}
}

// The first pattern that matches counts.
func TestMatch_FirstPageCounts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.Pages = []Route{{Path: "/snapshots/sources"}, {Path: "/snapshots/:id"}}
	for address, want := range map[string]string{"/snapshots/sources?q=a": "/snapshots/sources", "/snapshots/a%2Fb": "/snapshots/:id", "/snapshots": ""} {
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		r, _, ok := f.Match(parsed)
		require.Equal(t, want, r.Path, address)
		require.Equal(t, want != "", ok, address)
	}
}

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
	f := newFixture(t)
	f.Pages = []Route{{Path: "/volumes"}, {Path: AuditPath}}
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
		"the right is missing": {"7", AuditPath, auth.RoleViewer, false},
		"the right is there":   {"7", AuditPath, auth.RoleAuditor, true},
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
	f := newFixture(t)
	f.Pages = []Route{{Path: "/volumes"}, {Path: AuditPath}, {Path: ViewsPath}}
	for topic, want := range map[string]bool{"admin/ /audit?q=a": true, "viewer/ /views": true, "admin/ /volumes": false, "admin/ /nothing": false, "admin/ %": false} {
		require.Equal(t, want, f.FromDatabase(topic), topic)
	}
}

package paths

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

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
		params, ok := Match(c.pattern, c.path)
		require.Equal(t, c.want != nil, ok, "%s %s", c.pattern, c.path)
		require.Equal(t, c.want, params, "%s %s", c.pattern, c.path)
	}
}

// The ids may contain anything.
func TestHrefs_MatchPattern(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"4f1a", "a/b", "a b?c#d", ".", "..", "~..", "~", "~~sources", "sources", "edit", "%2F", "ü&=\""} {
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
			params, ok := Match(pattern, parsed.EscapedPath())
			require.True(t, ok, "%s %s", pattern, c.href)
			require.Equal(t, c.want, params, pattern)
		}
	}
}

// Browsers read some addresses in surprising ways.
func TestLocalPath_NeverLeadsElsewhere(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/volumes", "/volumes?q=a%2F%2Fb&x=//c", "/snapshots/s1#labels"} {
		require.Equal(t, path, Local(path))
	}
	for _, path := range []string{
		"", "volumes", "//evil.example.org", "///evil.example.org", "https://evil.example.org/", "http:/evil", "javascript:alert(1)", `/\evil.example.org`,
		`\\evil`, "/\t/evil", "/a\r\nLocation: b", "/\n/evil", "/%zz", "?q=a", "#x", " /volumes",
	} {
		require.Equal(t, "/", Local(path), "%q", path)
	}
}

// Ids have the address that they always had, except for those that had none.
func TestSnapshotHref_EscapesReservedIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"4f1a": "4f1a", "edit": "edit", "~": "~", "~4f1a": "~4f1a", "a.b": "a.b", "...": "...", "a/b": "a%2Fb",
		".": "~.", "..": "~..", "sources": "~sources", "~sources": "~~sources",
	} {
		require.Equal(t, "/snapshots/"+want, SnapshotHref(id))
	}
}

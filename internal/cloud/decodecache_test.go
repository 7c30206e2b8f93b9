package cloud

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// knownSnapshots are the caller's known snapshots, with the number of lookups of each.
type knownSnapshots map[string]inventory.Snapshot

func (s knownSnapshots) know(list inventory.Listing[inventory.Snapshot]) {
	clear(s)
	for _, item := range list.Items {
		s[item.ID] = item
	}
}

func entryOf(id, name string) string {
	return fmt.Sprintf(`{"id":%q,"metadata":{"state":"AVAILABLE"},"properties":{"name":%q,"size":10}}`, id, name)
}

func TestDecodeCache_ReusesIdenticalEntries(t *testing.T) {
	t.Parallel()
	var entries []string
	known := knownSnapshots{}
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jsonType, `{"items":[`+strings.Join(entries, ",")+`]}`)
	}, func(cfg *Config) {
		cfg.CachedSnapshot = func(id string) (inventory.Snapshot, bool) { s, ok := known[id]; return s, ok }
	}).client
	read := func() map[string]string {
		list, err := c.Snapshots(t.Context())
		require.NoError(t, err)
		names := map[string]string{}
		for _, s := range list.Items {
			names[s.ID] = s.Name
		}
		known.know(list)
		return names
	}
	entries = []string{entryOf("a", "one"), entryOf("b", "two"), `{"id":"odd","properties":{"name":"three","size":"no number"}}`}
	want := map[string]string{"a": "one", "b": "two", "odd": "three"}
	require.Equal(t, want, read())
	require.Equal(t, want, read(), "out of memory")
	require.Len(t, c.snapshots.entries, 2, "an entry with unreadable parts is decoded again")

	entries[1] = entryOf("b", "renamed")
	require.Equal(t, "renamed", read()["b"])

	known["a"] = inventory.Snapshot{ID: "a", Name: "older"} // the caller has another version
	require.Equal(t, "one", read()["a"], "the caller's version differs from the entry")

	delete(known, "a") // the caller dropped it
	require.Equal(t, "one", read()["a"])

	entries = entries[:1]
	require.Equal(t, map[string]string{"a": "one"}, read())
	require.Len(t, c.snapshots.entries, 1, "removed items are forgotten")
}

func TestDecodeCache_FailedListingKeepsCache(t *testing.T) {
	t.Parallel()
	body := `{"items":[` + entryOf("a", "one") + `]}`
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, jsonType, body) }, func(cfg *Config) {
		cfg.CachedSnapshot = func(string) (inventory.Snapshot, bool) { return inventory.Snapshot{}, false }
	}).client
	_, err := c.Snapshots(t.Context())
	require.NoError(t, err)
	body = `{"items":[` + entryOf("a", "two") + `,nonsense]}`
	_, err = c.Snapshots(t.Context())
	require.Error(t, err)
	require.Len(t, c.snapshots.entries, 1)
	body = `{"items":[` + entryOf("a", "two") + `]}`
	list, err := c.Snapshots(t.Context())
	require.NoError(t, err)
	require.Equal(t, "two", list.Items[0].Name)
}

func TestDecodeCache_Labels(t *testing.T) {
	t.Parallel()
	entry := func(key, text string) string {
		return fmt.Sprintf(`{"id":"urn:label:snapshot:s-1:%s","properties":{"key":%q,"value":%q,"resourceId":"s-1","resourceType":"snapshot"}}`, key, key, text)
	}
	var entries []string
	known := map[[2]string]inventory.Label{}
	requested := 0
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jsonType, `{"items":[`+strings.Join(entries, ",")+`]}`)
	}, func(cfg *Config) {
		cfg.CachedLabel = func(id, key string) (inventory.Label, bool) {
			requested++
			l, ok := known[[2]string{id, key}]
			return l, ok
		}
	}).client
	for _, step := range []struct {
		entries   []string
		want      map[string]string
		takenOver int
	}{
		{[]string{entry("tier", "gold"), entry("two words", "x")}, map[string]string{"tier": "gold", "two words": "x"}, 0},
		{[]string{entry("tier", "gold"), entry("two words", "x")}, map[string]string{"tier": "gold", "two words": "x"}, 2},
		{[]string{entry("tier", "silver"), entry("two words", "x")}, map[string]string{"tier": "silver", "two words": "x"}, 1},
		{[]string{entry("two words", "x")}, map[string]string{"two words": "x"}, 1},
	} {
		entries, requested = step.entries, 0
		list, err := c.Labels(t.Context())
		require.NoError(t, err)
		got := map[string]string{}
		clear(known)
		for _, l := range list.Items {
			got[l.Key], known[[2]string{l.ResourceID, l.Key}] = l.Value, l
		}
		require.Equal(t, step.want, got)
		require.Equal(t, step.takenOver, requested, "only what looks as it did is looked for")
	}
}

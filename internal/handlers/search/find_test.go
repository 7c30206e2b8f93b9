package search

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
)

const hour = time.Hour

// newHandlers returns the handlers for a contract, with the pages that have actions.
func newHandlers(c *areatest.Contract, change ...func(*web.Deps)) *Handlers {
	h := New(c.Base(change...))
	for _, path := range []string{paths.VolumePath, paths.VolumePath + "/create", "/snapshots", "/snapshots/:id", "/snapshots/:id/edit", paths.ServerPath} {
		h.Base.Pages = append(h.Base.Pages, web.Route{Path: path})
	}
	return h
}

// contract returns a contract with resources of each kind that share the word "shop".
func contract() *areatest.Contract {
	c := areatest.NewContract().Volume("shop-db", 10, hour, 2*hour).Volume("db", 20, hour).Volume("image", 5)
	c.Volumes[2].Type = "ISO"
	c.Datacenters = append(c.Datacenters, inventory.Datacenter{ID: "shop", Name: "Shop", Location: "de/txl"})
	c.Servers = []inventory.Server{{ID: "s1", Name: "shop-app", DatacenterID: "fra", VMState: "RUNNING", VolumeIDs: []string{"shop-db"}}, {ID: "s2", Name: "bare", DatacenterID: "fra"}}
	return c
}

// search returns the results for a text, typed on a page.
func search(t *testing.T, h *Handlers, text, at string) []views.FoundGroup {
	t.Helper()
	req := areatest.Request(h.Base, "/find")
	req.UserID = "u"
	return h.findIn(t.Context(), req, text, at)
}

// group returns the group with a name.
func group(groups []views.FoundGroup, name string) views.FoundGroup {
	for _, g := range groups {
		if g.Name == name {
			return g
		}
	}
	return views.FoundGroup{}
}

// names returns the names of groups.
func names(groups []views.FoundGroup) string {
	var all []string
	for _, g := range groups {
		all = append(all, g.Name)
	}
	return strings.Join(all, ", ")
}

// hrefs returns the addresses of a group.
func hrefs(g views.FoundGroup) (all []string) {
	for _, item := range g.Items {
		all = append(all, item.Link.Href)
	}
	return all
}

// The kind of resource only decides between equal matches, where volumes come first.
func TestFind_BestMatchFirst(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	require.True(t, strings.HasPrefix(names(search(t, h, "Shop", "/")), "Data centers, "), "it has exactly that name")
	require.True(t, strings.HasPrefix(names(search(t, h, "shop-", "/")), "Volumes, Servers, Snapshots"))
	require.True(t, strings.HasPrefix(names(search(t, h, "Overview", "/")), "Pages"))
	require.Equal(t, "/datacenters/fra/volumes/db", group(search(t, h, "db", "/"), "Volumes").Items[0].Link.Href, "exactly that name comes first")
	require.Empty(t, search(t, h, "nothing has this name", "/"))
}

// A match in a location counts no more than one in an id.
func TestGroupRank_RanksOtherFieldsEqually(t *testing.T) {
	t.Parallel()
	for rank := inventory.MatchExact; rank <= inventory.NoMatch; rank++ {
		require.Equal(t, min(rank, inventory.MatchSubstring), groupRank(rank))
	}
	require.Less(t, groupRank(inventory.MatchPrefix), groupRank(inventory.MatchDetail))
}

// The actions of the page, the commands and all pages are offered.
func TestFind_EmptyTextOffersActionsAndPages(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	groups := search(t, h, "", "/snapshots/shop-db-0")
	require.Equal(t, "Here: shop-db-0, Commands, Pages", names(groups))
	require.Len(t, group(groups, "Pages").Items, len(pages()))
	require.Equal(t, "Commands, Pages", names(search(t, h, "", "/snapshots/gone")))
	require.Equal(t, "Commands, Pages", names(search(t, h, "", "%zz")))
}

func TestFind_ShowsSixAndLeadsToAll(t *testing.T) {
	t.Parallel()
	h := newHandlers(areatest.NewContract().VolumesNamed(10_000))
	volumes := group(search(t, h, "v-", "/"), "Volumes")
	require.Len(t, volumes.Items, maxFound)
	require.Equal(t, "/volumes?q=v-", volumes.All.Href)
	require.Empty(t, group(search(t, h, "v-0042", "/"), "Volumes").All.Href)
	require.Equal(t, "/volumes?q=a%26b", allLink("/volumes", "a&b", 6, 7, "volume", "volumes").Href)
}

// The actions are the same on every page of the resource.
func TestFindActions_ForResourceOfPage(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract().Locked("db-0", "audit"))
	actions := func(at string) []string {
		req := areatest.Request(h.Base, "/find")
		return hrefs(h.findActions(req, "", at).FoundGroup)
	}
	require.Equal(t, []string{
		"/datacenters/fra/volumes/shop-db/create", "/datacenters/fra/volumes/shop-db/restore", "/bulk?server=s1", "/datacenters/fra/servers/s1",
	}, actions("/datacenters/fra/volumes/shop-db/create"))
	require.Contains(t, actions("/snapshots/shop-db-0"), "/snapshots/shop-db-0#lock-reason")
	require.Contains(t, actions("/snapshots/db-0/edit"), "/snapshots/db-0#unlock")
	require.Contains(t, actions("/datacenters/fra/servers/s1"), "/bulk?server=s1")
	require.Equal(t, []string{"/datacenters/fra/servers/s2#sets-title"}, actions("/datacenters/fra/servers/s2"), "without volumes there is nothing to snapshot")
	for _, at := range []string{"/", "/snapshots", "/snapshots/gone", "/datacenters/fra/volumes/gone", "/datacenters/fra/servers/gone"} {
		require.Empty(t, actions(at), at)
	}
}

func TestCutVerb_NeedsKnownVerbAndObject(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][3]string{
		"delete db": {"delete", "db", "yes"}, "Delete  shop db ": {"delete", "shop db", "yes"}, "remove db": {"remove", "db", "yes"}, "create db": {"create", "db", "yes"},
		"delete": {"", "", ""}, "delete ": {"", "", ""}, "db delete": {"", "", ""}, "let db": {"", "", ""}, "": {"", "", ""},
	} {
		name, object, ok := cutVerb(text)
		require.Equal(t, want, [3]string{name, object, map[bool]string{true: "yes"}[ok]}, "%q", text)
	}
}

// Some verbs lead to volumes, others to snapshots.
func TestFindVerb_LinksToActionOfVerb(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	for text, want := range map[string][]string{
		"delete db-0":     {"/snapshots/db-0/delete", "/snapshots/shop-db-0/delete"},
		"lock shop-db-0":  {"/snapshots/shop-db-0#lock"},
		"snapshot db":     {"/datacenters/fra/volumes/db/create", "/datacenters/fra/volumes/shop-db/create"},
		"restore shop-db": {"/datacenters/fra/volumes/shop-db/restore", "/snapshots/shop-db-0/restore", "/snapshots/shop-db-1/restore"},
	} {
		require.ElementsMatch(t, want, hrefs(group(search(t, h, text, "/"), "Commands")), text)
	}
	require.Contains(t, hrefs(group(search(t, h, "open image", "/"), "Commands")), "/datacenters/fra/volumes/image")
	require.NotContains(t, hrefs(group(search(t, h, "snapshot image", "/"), "Commands")), "/datacenters/fra/volumes/image/create", "an ISO image cannot be snapshotted")
}

func TestCreateCommands_OnlyForVolumesThatCanBeSnapshotted(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	require.Empty(t, hrefs(group(search(t, h, "image", "/"), "Create a snapshot of")))
	require.Contains(t, hrefs(group(search(t, h, "shop", "/"), "Create a snapshot of")), "/datacenters/fra/volumes/shop-db/create")
}

// Each command has an address or a form.
func TestCommands_AreFoundByOtherWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"prune": "Delete snapshots…", "price": "Cost by data center", "night": "Theme: dark", "quit": "Log out", "LOG OUT": "Log out", "excel": "Export volumes as CSV"} {
		g := findCommands(text, "/volumes")
		require.NotEmpty(t, g.Items, text)
		require.Equal(t, want, g.Items[0].Link.Text, text)
	}
	for _, c := range commands("/volumes") {
		require.True(t, (c.href == "") != (c.form == nil), "%s leads somewhere or is sent", c.text)
	}
	theme := findCommands("theme: dark", "/volumes?q=a").Items[0].Form
	require.Equal(t, "/volumes?q=a", theme.Fields[1].Value, "it comes back to the page")
	require.Equal(t, inventory.NoMatch, command{text: "Log out", words: "exit"}.rank("xit"), "other words count from their beginning")
}

// Only a typed id of an operation finds it first.
func TestFindOperations_NeverBeforeResource(t *testing.T) {
	t.Parallel()
	op := operation.Operation{ID: "op-1", RequestID: "req-1", Kind: operation.CreateSnapshot, VolumeName: "shop-db", Params: operation.CreateParams{Name: "nightly"}}
	for text, want := range map[string]inventory.MatchRank{"op-1": inventory.MatchExact, "req-1": inventory.MatchExact, "SHOP": inventory.MatchDetail, "nightly": inventory.MatchDetail, "op-12": inventory.NoMatch} {
		require.Equal(t, want, operationRank(op, text), text)
	}
	c := contract()
	for i := range 20 {
		c.Operation(operation.Operation{ID: "op-" + string(rune('a'+i)), Kind: operation.CreateSnapshot, VolumeName: "shop-db", State: operation.Done})
	}
	h := newHandlers(c)
	groups := search(t, h, "shop-db", "/")
	require.Len(t, group(groups, "Operations").Items, maxFound)
	require.True(t, strings.HasPrefix(names(groups), "Volumes"))
	require.True(t, strings.HasPrefix(names(search(t, h, "op-c", "/")), "Operations"))
}

// Views that cannot be read are left out.
func TestFindViews_OnlyOwnViews(t *testing.T) {
	t.Parallel()
	stored := &webtest.SavedViews{Views: []saved.View{{ID: "1", UserID: "u", List: "/volumes", Query: "q=a", Name: "Late ones"}, {ID: "2", UserID: "other", List: "/volumes", Name: "Late too"}}}
	h := newHandlers(contract(), func(d *web.Deps) { d.SavedViews = stored })
	require.Equal(t, []string{"/volumes?q=a"}, hrefs(group(search(t, h, "LATE", "/"), "Your views")))
	stored.Err = webtest.ErrAway
	require.Empty(t, group(search(t, h, "late", "/"), "Your views").Items)
}

func TestFind_TakesLongTextsAndForeignAddresses(t *testing.T) {
	t.Parallel()
	h := newHandlers(contract())
	p, err := h.find(t.Context(), areatest.Request(h.Base, "/find?q="+strings.Repeat("x", 10_000)+"&at=https%3A%2F%2Fevil.example.org"))
	require.NoError(t, err)
	html, err := web.RenderOne(t.Context(), p.Fragments[0].HTML)
	require.NoError(t, err)
	require.Less(t, len(html), 5000)
	require.NotContains(t, string(html), "evil")
}

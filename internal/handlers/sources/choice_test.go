package sources

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// choice returns the content of the page that chooses the source of a snapshot.
func (a area) choice(t *testing.T, id, query string) *viewtest.Node {
	t.Helper()
	p, err := a.sourceChoice(t.Context(), areatest.Request(a.Base, paths.SourceHref(id)+query, "id", id))
	require.NoError(t, err)
	require.True(t, p.Static, "a choice does not move while a user makes it")
	return areatest.Read(t, p)
}

// The page offers the volumes that fit and none of them, and leads to the review.
func TestChoicePage_LeadsToReview(t *testing.T) {
	t.Parallel()
	main := newArea(unknown()).choice(t, "of-web", "?q=e")
	find := main.One(t, "form[method=get]")
	require.Equal(t, "/snapshots/of-web/source", find.Attr["action"])
	require.Equal(t, "e", find.One(t, "input[name=q]").Attr["value"])
	choose := main.One(t, "form[method=post]")
	require.Equal(t, "/snapshots/sources/review", choose.Attr["action"])
	require.Equal(t, "/snapshots/of-web", choose.One(t, "input[name=from]").Attr["value"])
	require.Equal(t, []string{"of-web/web/there", "of-web/none"}, choose.Values("input[name=pair]", "value"))
	require.Len(t, choose.All("input[type=radio][required]"), 2)
	require.Len(t, choose.All("a[href=/snapshots/of-web]"), 1)
}

// A snapshot that does not exist has no source to choose.
func TestChoicePage_UnknownSnapshot(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	_, err := a.sourceChoice(t.Context(), areatest.Request(a.Base, "/", "id", "gone"))
	var missing problem.NotFound
	require.ErrorAs(t, err, &missing)
}

// Snapdeck's own sources cannot be changed, those that a user confirmed can.
func TestChoicePage_CurrentSource(t *testing.T) {
	t.Parallel()
	c := unknown().Snapshot("own", "web", 10, hour).Snapshot("confirmed", "", 10, hour).Snapshot("denied", "", 10, hour)
	for _, l := range operation.ConfirmedSource("fra", "web") {
		c.Label("snapshot", "confirmed", l.Key, l.Value)
	}
	c.Label("snapshot", "denied", inventory.LabelSource, inventory.SourceNone)
	a := newArea(c)
	for id, want := range map[string]struct{ options, notes int }{"own": {1, 1}, "confirmed": {3, 0}, "denied": {3, 0}, "of-db": {2, 0}, "foreign": {1, 1}} {
		main := a.choice(t, id, "")
		require.Len(t, main.All("input[name=pair]"), want.options, id)
		require.Len(t, main.All("p.note"), want.notes, id)
	}
}

// A search that fits no volume says that, and does not say that none fits.
func TestChoicePage_NothingFits(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	none, searched := a.choice(t, "foreign", "").One(t, "p.note").Words(), a.choice(t, "of-web", "?q=nothing").One(t, "p.note").Words()
	require.NotEqual(t, none, searched)
	require.Contains(t, none, "us/las")
	require.Contains(t, none, "10 GB")
	require.NotContains(t, noFittingVolume(inventory.Snapshot{Location: "de/fra"}), "0 GB", "a size that is not given is no limit")
}

// More volumes than are listed are counted and found by a search.
func TestChoicePage_ManyVolumes(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().VolumesNamed(2_000).Snapshot("s", "", 10, hour))
	main := a.choice(t, "s", "")
	require.Len(t, main.All("input[name=pair]"), maxOptions+1)
	require.Contains(t, main.One(t, "form[method=post]").Words(), "1 970")
	one := a.choice(t, "s", "?q=v-1234")
	require.Equal(t, []string{"s/v-1234/there", "s/none"}, one.Values("input[name=pair]", "value"))
}

// The inferred volume is marked and selected, where it is the only one and more than possible.
func TestChoicePage_PreselectsCertainVolume(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	a := certain(c)
	require.Equal(t, []string{"s1/web/there"}, a.choice(t, "s1", "").Values("input[checked]", "value"))
	require.Len(t, a.choice(t, "s1", "").All("span.tag"), 1)
	require.NotEmpty(t, a.choice(t, "s1", "").All("[id=inference-title]"))
	require.Empty(t, a.choice(t, "s2", "").Values("input[checked]", "value"), "its volume no longer exists")
	require.Empty(t, newArea(areatest.NewContract().Volume("a", 10).Volume("b", 10).Snapshot("s", "", 10, hour)).choice(t, "s", "").All("input[checked]"))
}

// Names, ids and searches may hold anything.
func TestChoicePage_ForeignTexts(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		c := unknown()
		c.Snapshots[0].Name, c.Snapshots[0].Description, c.Snapshots[0].Metadata.CreatedBy, c.Volumes[0].Name, c.Datacenters[0].Name = text, text, text, text, text
		main := newArea(c).choice(t, "of-web", "?q="+url.QueryEscape(text))
		require.LessOrEqual(t, len([]rune(main.One(t, "input[name=q]").Attr["value"])), table.MaxQuery, name)
		require.Empty(t, main.All("script"), name)
		require.Contains(t, main.Values("input[name=pair]", "value"), "of-web/web/there", "%s: a volume is found by its own name", name)
	}
}

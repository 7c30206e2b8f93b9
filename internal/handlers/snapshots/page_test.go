package snapshots

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// pageOf returns the content of a snapshot's page.
func pageOf(t *testing.T, a area, id string) *viewtest.Node {
	t.Helper()
	p, err := a.snapshot(t.Context(), a.request(id))
	require.NoError(t, err)
	return areatest.Read(t, p)
}

// The page of a snapshot offers what its state allows.
func TestSnapshotPage_ActionsByState(t *testing.T) {
	t.Parallel()
	const deleting, unlocking, locking = "a[href=/snapshots/s/delete]", "form[action=/snapshots/s/unlock]", "form[action=/snapshots/s/lock]"
	for name, c := range map[string]struct {
		contract                  func(*areatest.Contract)
		deleting, unlock, locking bool
		state                     string
	}{
		"available": {func(*areatest.Contract) {}, true, false, true, "AVAILABLE"},
		"locked":    {func(c *areatest.Contract) { c.Locked("s", "audit") }, false, true, false, "AVAILABLE"},
		"failed":    {func(c *areatest.Contract) { c.Snapshots[0].Metadata.State = inventory.StateFailed }, true, false, true, "FAILED"},
		"unknown":   {func(c *areatest.Contract) { c.Snapshots[0].Metadata.State = "NEVER SEEN" }, true, false, true, "NEVER SEEN"},
		"being deleted": {func(c *areatest.Contract) {
			c.Operation(operation.Operation{ID: "op", Kind: operation.DeleteSnapshot, SnapshotID: "s", State: operation.Submitting})
		}, false, false, true, "AVAILABLE"},
	} {
		contract := areatest.NewContract().Volume("web", 10).Snapshot("s", "web", 10, areatest.Day)
		c.contract(contract)
		main := pageOf(t, newArea(contract), "s")
		require.Equal(t, c.deleting, len(main.All(deleting)) > 0, name)
		require.Equal(t, c.unlock, len(main.All(unlocking)) > 0, name)
		require.Equal(t, c.locking, len(main.All(locking)) > 0, name)
		require.Equal(t, c.state, main.One(t, "[id=state]").Attr["data-state"], name)
	}
}

// Whatever other clients write into a snapshot is shown as text.
func TestSnapshotPage_ForeignTexts(t *testing.T) {
	t.Parallel()
	for name, text := range viewtest.ForeignTexts() {
		c := areatest.NewContract().Volume("web", 10).Snapshot("s", "", 10, areatest.Day).Label("snapshot", "s", "team", text).Locked("s", text)
		s := &c.Snapshots[0]
		s.Name, s.Description, s.LicenceType, s.Location, s.Metadata.State, s.Metadata.CreatedBy = text, text, text, text, inventory.State(text), text
		require.Empty(t, pageOf(t, newArea(c), "s").All("script"), name)
	}
}

// A label that cannot be written is refused on the page of its snapshot, and nothing is recorded.
func TestLabel_Refused(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]url.Values{
		"no key": {"value": {"x"}}, "no value": {"label": {"team"}}, "reserved": {"label": {inventory.LabelVolume}, "value": {"x"}},
	} {
		a := newArea(areatest.NewContract().Snapshot("s", "", 10, areatest.Day))
		form.Set("key", "k")
		response := a.post(t, a.onSnapshot(a.label), "s", form)
		require.GreaterOrEqual(t, response.Code, http.StatusBadRequest, name)
		require.Len(t, areatest.ReadSent(t, response).All("p.note[role=alert]"), 1, name)
		require.Empty(t, a.ledger.Ops, name)
	}
	a := newArea(areatest.NewContract().Snapshot("s", "", 10, areatest.Day))
	response := a.post(t, a.onSnapshot(a.label), "s", url.Values{"key": {"k"}, "label": {"team"}, "value": {"infra"}})
	require.Equal(t, paths.SnapshotHref("s"), response.Header().Get("Location"))
	require.Len(t, a.ledger.Ops, 1)
}

package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// countFlashes records each animation of the page from now on.
const countFlashes = `
	window.flashes = [];
	const animate = Element.prototype.animate;
	Element.prototype.animate = function (frames, how) {
		window.flashes.push(this.id + " " + how.duration);
		return animate.call(this, frames, how);
	}; undefined`

// Another client renames a snapshot; then the script removes a row that an update depends on.
func TestLive_ChangedRowsFlashAndLostRowsComeBack(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	vol, _ := d.volume(t, "staging-txl", "stage-tmp-01")
	changed, same := d.sim.Snapshots()[0], d.sim.Snapshots()[1]
	b := open(t, d)
	b.logIn()
	// The simulator starts with snapshots that are being created; their ends change rows too.
	b.visitUntil("/snapshots?per=500", "all snapshots are created, and their sources are known",
		has("#list td.names", "replica-01-root")+" && !"+exists("#list .pill.busy"))
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
	b.require("both are listed", exists("#row-"+changed.ID)+"&&"+exists("#row-"+same.ID))
	b.do(chromedp.Evaluate[chromedp.Void](countFlashes))
	require.NoError(t, d.sim.RenameSnapshot(changed.ID, "renamed by a colleague", changed.Description))
	b.waitForText(cloudTimeout, "#row-"+changed.ID, "renamed by a colleague")
	require.Equal(t, []string{"row-" + changed.ID + " 1200"}, get[[]string](b, `window.flashes`))

	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	}))
	require.NoError(t, d.sim.RenameSnapshot(changed.ID, "renamed once more", changed.Description))
	b.waitForText(cloudTimeout, "#row-"+changed.ID, "renamed once more")
	require.Len(t, get[[]string](b, `window.flashes`), 1, "there is no animation for users who prefer reduced motion")

	first := get[string](b, `(() => { const row = document.querySelector("#list tbody tr"); row.remove(); return row.id; })()`)
	d.createForeignSnapshot(t, d.loggedInClient(t), vol.ID)
	b.waitForText(cloudTimeout, "#list", "by a colleague")
	b.waitFor(cloudTimeout, "the row is back", exists("#"+first))
	b.requireNoErrors()
}

// A snapshot of a volume is created while the list is open: its state changes in place, and the list offers to be
// sorted again.
func TestVolumes_RowsStayInPlace(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond)
	c := d.loggedInClient(t)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes")
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`)+` && `+exists(".list[data-order]"))
	const third = `#list tbody tr:nth-child(3)`
	id := get[string](b, `document.querySelector("`+third+`").id`)
	home := get[string](b, `document.querySelector("`+third+` a.name").getAttribute("href")`)
	b.require("it has none", exists(third+` [data-coverage=never]`))
	d.post(t, c, home+"/snapshots", map[string][]string{"key": {"k"}, "name": {"first"}}, http.StatusSeeOther)
	b.waitFor(cloudTimeout, "it is protected, at its place", exists("#"+id+" [data-coverage=protected]")+` && document.querySelector("`+third+`").id === `+quote(id))
	b.waitFor(uiTimeout, "the list can be sorted again", exists("#order a"))
	b.click("#order a")
	b.waitFor(uiTimeout, "it is sorted", `!`+exists("#order a")+` && document.querySelector("`+third+`").id !== `+quote(id))
	b.requireNoErrors()
}

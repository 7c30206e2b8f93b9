package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestFlash_ARowThatAnUpdateChangedShowsIt renames a snapshot as another client.
func TestFlash_ARowThatAnUpdateChangedShowsIt(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	changed, same := d.sim.Snapshots()[0], d.sim.Snapshots()[1]
	b := open(t, d)
	b.logIn()
	// The simulator starts with snapshots that are being created; their ends change rows too.
	b.visitUntil("/snapshots?per=500", "all snapshots are created, and their sources are known",
		has("#list td.names", "replica-01-root")+" && !"+exists("#list .pill.busy"))
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
	b.require("both are listed", exists("#row-"+changed.ID)+"&&"+exists("#row-"+same.ID))
	b.do(chromedp.Evaluate[chromedp.Void](`
		window.flashes = [];
		const animate = Element.prototype.animate;
		Element.prototype.animate = function (frames, how) {
			window.flashes.push(this.id + " " + how.duration);
			return animate.call(this, frames, how);
		}; undefined`))

	require.NoError(t, d.sim.RenameSnapshot(changed.ID, "renamed by a colleague", changed.Description))
	b.waitForText(cloudTimeout, "#row-"+changed.ID, "renamed by a colleague")
	require.Equal(t, []string{"row-" + changed.ID + " 1200"}, get[[]string](b, `window.flashes`))

	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	}))
	require.NoError(t, d.sim.RenameSnapshot(changed.ID, "renamed once more", changed.Description))
	b.waitForText(cloudTimeout, "#row-"+changed.ID, "renamed once more")
	require.Len(t, get[[]string](b, `window.flashes`), 1, "who wants no motion gets none")
	b.requireNoErrors()
}

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// selected lists the numbers of the rows with ticked check boxes.
const selected = `[...document.querySelectorAll("#list tbody tr")].flatMap((r, i) => r.querySelector("td.select input").checked ? [i] : [])`

// shiftClick clicks the check box of a row with Shift down.
func (b *tab) shiftClick(row int) {
	b.t.Helper()
	point := get[[]float64](b, fmt.Sprintf(`(() => {
		const box = document.querySelectorAll("#list tbody td.select input")[%d];
		box.scrollIntoView({ block: "center", behavior: "instant" });
		const r = box.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`, row))
	for _, what := range []input.DispatchMouseEventType{chromedp.MousePressed, chromedp.MouseReleased} {
		b.do(chromedp.MouseEvent(what, point[0], point[1], chromedp.ButtonLeft, chromedp.ClickCount(1), chromedp.ButtonModifiers(chromedp.ModifierShift)))
	}
}

func TestSelection_AllRowsAndRanges(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?per=25")
	b.waitFor(uiTimeout, "the scripts run", exists(".js"))
	head := func(state string) string {
		return `(({ checked, indeterminate }) => checked + " " + indeterminate)(document.querySelector("[data-select-all]")) === ` + quote(state)
	}
	rows := get[int](b, `document.querySelectorAll("#list tbody tr").length`)
	require.Equal(t, 25, rows)

	b.click("#list th.select label")
	b.waitForText(uiTimeout, "[data-selected-count]", "25 volumes")
	require.Len(t, get[[]int](b, selected), rows)
	b.requireNoViolations("a list with all rows selected")
	id := get[string](b, `document.querySelector("#list tbody tr").id.slice(4)`)
	b.click("#row-" + id + " td.select label")
	b.waitForText(uiTimeout, "[data-selected-count]", "24 volumes")
	b.require("the head shows that some are selected", head("false true"))
	require.NoError(t, d.sim.RenameVolume(id, "0 renamed"))
	b.waitForText(cloudTimeout, "#row-"+id, "0 renamed")
	b.require("an update leaves the head as it is", head("false true"))
	require.Len(t, get[[]int](b, selected), rows-1)
	b.click("[data-clear-selection]")
	require.Empty(t, get[[]int](b, selected))
	b.require("nothing is selected", head("false false"))

	b.click("#list tbody tr:nth-child(3) td.select label")
	b.shiftClick(5)
	require.Equal(t, []int{2, 3, 4, 5}, get[[]int](b, selected))
	b.waitForText(uiTimeout, "[data-selected-count]", "4 volumes")
	b.shiftClick(4)
	require.Equal(t, []int{2, 3}, get[[]int](b, selected), "from the box that was clicked last, to the state of this one")
	b.shiftClick(0)
	require.Equal(t, []int{0, 1, 2, 3, 4}, get[[]int](b, selected), "upwards too")
	b.visit("/volumes?per=25&page=2")
	b.waitForText(uiTimeout, "[data-selected-count]", "5 volumes selected, 5 of them not on this page.")
	b.requireNoErrors()
}

func TestKeyboard_StaysWithItsRow(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, pollUnwatched)
	b := open(t, d)
	b.logIn()
	b.visit("/volumes?per=500&sort=name")
	b.waitFor(uiTimeout, "the page is live", exists(`#live[data-state=live]`))
	b.write("jjj")
	id := get[string](b, `document.querySelector("tr[data-cursor]").id.slice(4)`)
	here := `document.querySelector("tr[data-cursor]")?.id === ` + quote("row-"+id)
	focused := `document.activeElement.closest("tr")?.id === ` + quote("row-"+id)
	require.NoError(t, d.sim.RenameVolume(id, "zz the last one"))
	b.waitFor(cloudTimeout, "the row moved down, with the name of the link that has the focus", has("#row-"+id, "zz the last one")+` && document.getElementById(`+quote("row-"+id)+`).sectionRowIndex > 30`)
	b.require("the position went with its row", here)
	b.require("the focus too", focused)
	b.write("k")
	b.require("the cursor continues from there", `document.querySelector("tr[data-cursor]").nextElementSibling?.id === `+quote("row-"+id))
	gone := get[string](b, `document.querySelector("tr[data-cursor]").id.slice(4)`)
	require.NoError(t, d.sim.RemoveVolume(gone))
	b.waitFor(cloudTimeout, "the row is gone", `!`+exists("#row-"+gone))
	b.require("the position is at the row that came in its place", here)
	b.require("and so is the focus", focused)
	b.requireNoErrors()
}

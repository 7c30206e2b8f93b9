package e2e

import (
	"net/http"
	"testing"
)

// TestVolumes_RowsKeepTheirPlace creates a snapshot of a volume while the list is open: its state changes at its
// place, and the list offers to be sorted again.
func TestVolumes_RowsKeepTheirPlace(t *testing.T) {
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

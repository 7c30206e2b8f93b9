package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// everyPage lists the pages with names for their pictures.
func (d *testApp) everyPage(t *testing.T) [][2]string {
	t.Helper()
	vol, page := d.volume(t, "prod-web-fra", "web-01-root")
	snapshot := d.sim.Snapshots()[0]
	return [][2]string{
		{"overview", "/"}, {"datacenters", "/datacenters"}, {"datacenter", "/datacenters/" + vol.DatacenterID},
		{"server", "/datacenters/" + vol.DatacenterID + "/servers/" + vol.ServerID}, {"volumes", "/volumes"}, {"volume", page}, {"create", page + "/create"},
		{"snapshots", "/snapshots"}, {"snapshot", "/snapshots/" + snapshot.ID},
		{"restore", "/snapshots/" + snapshot.ID + "/restore?volume=" + snapshot.SourceVolumeID},
		{"operations", "/operations"}, {"audit", "/audit"}, {"find", "/find?q=web"}, {"missing", "/nothing-here"},
	}
}

func TestPages_Accessible(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	views := []struct {
		width, height int64
		scheme        string
	}{{1440, 900, "light"}, {1440, 900, "dark"}, {390, 844, "light"}, {390, 844, "dark"}}
	look := func(name, path string) {
		b.visit(path)
		for _, v := range views {
			b.size(v.width, v.height)
			b.colours(v.scheme)
			b.requireWellMade(fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme))
		}
		if name == "missing" {
			b.requireNoErrors("404")
		}
		b.requireNoErrors()
	}
	look("login", "/login")
	b.logIn()
	vol, page := d.volume(t, "prod-web-fra", "web-01-root")
	b.visit(page + "/create")
	b.send("form.form button.primary")
	b.waitFor(cloudTimeout, "there is an operation to look at", `!`+exists("#operations .op")+` && `+exists("#list tbody tr"))
	if n := d.creations(vol.ID); n != 1 {
		t.Errorf("%d requests were sent, want one", n)
	}
	for _, p := range d.everyPage(t) {
		look(p[0], p[1])
	}
}

// requireWellMade checks the requirements of every page, and takes its picture.
func (b *tab) requireWellMade(name string) {
	b.t.Helper()
	b.screenshot(name)
	b.requireNoViolations(name)
	if sizes := get[[]int](b, `[document.documentElement.scrollWidth, innerWidth]`); sizes[0] > sizes[1] {
		b.t.Errorf("%s: the page is %d px wide in a window of %d px: %s", name, sizes[0], sizes[1], get[string](b, widest))
	}
	b.requireContractNamed(name)
	if strings.Contains(get[string](b, `document.body.textContent`), "Simulated contract") {
		b.t.Errorf("%s shows the simulator's banner, but was started with credentials", name)
	}
}

// requireContractNamed requires that a page names the contract and the endpoint, and that the login page, which
// anybody can open, names neither.
func (b *tab) requireContractNamed(name string) {
	b.t.Helper()
	public := b.there("main.login")
	text := get[string](b, `document.body.textContent`)
	if public {
		text = get[string](b, `document.documentElement.outerHTML`)
	}
	for _, fact := range []string{fmt.Sprint(b.app.sim.ContractNumber()), strings.TrimPrefix(b.app.sim.URL(), "http://")} {
		switch named := strings.Contains(text, fact); {
		case public && named:
			b.t.Errorf("%s names %s to whoever is not logged in", name, fact)
		case !public && !named:
			b.t.Errorf("%s does not name %s", name, fact)
		}
	}
}

// widest lists the elements that overflow.
const widest = `[...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
	.slice(0, 5).map((e) => e.tagName + "." + e.className).join(", ")`

func TestPages_ShowSimulatedCloud(t *testing.T) {
	t.Parallel()
	d := start(t, "SNAPDECK_SIM_SPEED=20")
	b := open(t, d)
	marked := func(path string) {
		b.visit(path)
		b.waitForText(uiTimeout, ".simulated", "Simulated contract")
		b.require("the mark is in view on "+path, `document.querySelector(".simulated").checkVisibility()`)
	}
	marked("/login")
	b.requireNoViolations("login on the simulated cloud")
	b.logIn()
	for _, path := range []string{"/", "/datacenters", "/volumes", "/snapshots", "/operations", "/audit", "/nothing-here"} {
		marked(path)
	}
	b.visit("/volumes")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-create]").click()`))
	b.waitFor(uiTimeout, "the form is shown", exists("dialog#create[open]"))
	b.waitForText(uiTimeout, ".simulated", "Simulated contract")
	b.requireNoErrors("404")
}

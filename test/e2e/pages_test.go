package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"snapdeck/internal/cloud/ionossim"
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
	sim := simulate(t, fastSpeed)
	addSet(t, sim)
	d := newAppOn(t, sim, "SNAPDECK_PRICES=*=0.05")
	b := open(t, d)
	b.requirePage("login", "/login")
	b.requireLoginExplained()
	vol, page := d.volume(t, "prod-web-fra", "web-01-root")
	b.visit(page + "/create")
	b.send("form.form button.primary")
	b.waitFor(cloudTimeout, "there is an operation to look at", `!`+exists("#operations .op")+` && `+exists("#list tbody tr"))
	if n := d.creations(vol.ID); n != 1 {
		t.Errorf("%d requests were sent, want one", n)
	}
	pages := append(d.everyPage(t), b.forms()...)
	for part := range slices.Chunk(pages, (len(pages)+2)/3) {
		t.Run("from "+part[0][0], func(t *testing.T) {
			t.Parallel()
			b := open(t, d)
			b.logIn()
			for _, p := range part {
				b.requirePage(p[0], p[1])
			}
		})
	}
}

// requirePage requires a page to be accessible and well made in three views.
func (b *tab) requirePage(name, path string) {
	b.t.Helper()
	b.visit(path)
	if open := unfolded[name]; open != "" {
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("` + open + `").forEach((e) => { e.open = true; })`))
	}
	for _, v := range looks(3) {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.requireWellMade(fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme))
	}
	if name == "missing" {
		b.requireNoErrors("404")
	}
	b.requireNoErrors()
}

// addSet adds snapshots of a server's volumes that were taken together.
func addSet(t *testing.T, sim *ionossim.Sim) {
	t.Helper()
	vol, _ := sim.VolumeNamed("staging-txl", "stage-db-01-data")
	for _, v := range sim.Volumes() {
		if v.ServerID != vol.ServerID {
			continue
		}
		if _, err := sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "together", Description: "[snapdeck op=lost vol=" + v.ID + "]"}); err != nil {
			t.Fatal(err)
		}
	}
}

// unfolded lists the parts that are opened on a page before it is checked.
var unfolded = map[string]string{"volume": "#activity, #timeline-list", "snapshot": "#rename, #lock, #api"}

// forms lists the forms and reviews that have an address.
func (b *tab) forms() [][2]string {
	b.t.Helper()
	vol, page := b.app.volume(b.t, "staging-txl", "stage-db-01-data")
	i := slices.IndexFunc(b.app.sim.Snapshots(), func(s ionossim.Snapshot) bool { return s.Name == "together" })
	snapshot := "/snapshots/" + b.app.sim.Snapshots()[i].ID
	b.visit("/datacenters/" + vol.DatacenterID + "/servers/" + vol.ServerID)
	set := get[string](b, `document.querySelector("#sets td.act a").getAttribute("href")`)
	return [][2]string{
		{"edit", snapshot + "/edit"}, {"delete", snapshot + "/delete"}, {"restore-choice", page + "/restore"}, {"set", set},
		{"sources", "/snapshots/sources"}, {"nothing-matches", "/audit?q=nothing-like-it"},
	}
}

// requireLoginExplained logs in with a wrong password, then with the right one.
func (b *tab) requireLoginExplained() {
	b.t.Helper()
	b.size(1440, 900)
	b.colours("light")
	b.visit("/volumes")
	b.waitFor(uiTimeout, "a redirect to the login page", `location.pathname === "/login"`)
	b.fill("#username", user)
	b.fill("#password", "wrong")
	b.send("main.login button.primary")
	b.waitFor(uiTimeout, "the page explains it", exists("#login-error"))
	b.require("the name is kept, the password is not", `document.querySelector("#username").value === `+quote(user)+` && document.querySelector("#password").value === ""`)
	b.requireNoViolations("login after a wrong password")
	b.logIn()
	b.require("one is where one wanted to be", `location.pathname === "/volumes"`)
	b.requireNoErrors("401")
}

// view is a size of the window and a colour scheme.
type view struct {
	width, height int64
	scheme        string
}

// looks returns n views in which a page is checked, or all of them when pictures are taken.
func looks(n int) []view {
	all := []view{{390, 844, "dark"}, {1440, 900, "light"}, {1440, 900, "dark"}, {390, 844, "light"}}
	if *takePictures {
		return all
	}
	return all[:n]
}

// requireAccessibleEverywhere requires a page to be accessible on phones and screens, dark and light.
func (b *tab) requireAccessibleEverywhere(name string) {
	b.t.Helper()
	for _, v := range looks(2) {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`)) // otherwise the bar of a phone may cover part of a row
		b.screenshot(fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme))
		b.requireAccessible(name)
	}
	b.size(1440, 900)
	b.colours("light")
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

// requireContractNamed requires that a page names the contract and the endpoint, and that the login page, which is
// public, names neither.
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
			b.t.Errorf("%s names %s without a login", name, fact)
		case !public && !named:
			b.t.Errorf("%s does not name %s", name, fact)
		}
	}
}

// widest lists the elements that overflow.
const widest = `[...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
	.slice(0, 5).map((e) => e.tagName + "." + e.className).join(", ")`

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// pictured is a page to take pictures of.
type pictured struct {
	name string
	path string                     // its address; empty: open leads to it
	open func(t *testing.T, b *tab) // goes to the page, or opens parts of it; nil: nothing to do
	errs []string                   // an error that its browser may report
}

// tallest is the maximal height of a picture, in pixels.
const tallest = 2600

// cutPanels lists the panels whose content is wider than they are. Tables and code have frames of their own that scroll.
const cutPanels = `[...document.querySelectorAll("main, main article, main section, main .panel")]
	.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => e.id || e.className)`

// inEveryVariant takes the pictures of the page on a screen and on a phone, light and dark, as high as the page, and
// requires it to be accessible.
func (b *tab) inEveryVariant(name string) {
	b.t.Helper()
	for _, v := range []struct {
		width, height int64
		scheme        string
	}{{1440, 900, "light"}, {1440, 900, "dark"}, {390, 844, "light"}, {390, 844, "dark"}} {
		b.size(v.width, v.height)
		b.colours(v.scheme)
		b.size(v.width, min(tallest, max(v.height, get[int64](b, `document.documentElement.scrollHeight`))))
		label := fmt.Sprintf("%s-%d-%s", name, v.width, v.scheme)
		b.screenshot(label)
		b.requireNoViolations(label)
		if cut := get[[]string](b, cutPanels); len(cut) > 0 {
			b.t.Errorf("%s: wider than their panels: %q", label, cut)
		}
		if sizes := get[[]int](b, `[document.documentElement.scrollWidth, innerWidth]`); sizes[0] > sizes[1] {
			b.t.Errorf("%s: the page is %d px wide in a window of %d px: %s", label, sizes[0], sizes[1], get[string](b, widest))
		}
	}
	b.size(1440, 900)
	b.colours("light")
}

// liveContract is the simulated contract with resources and operations in each state.
type liveContract struct {
	*testApp
	client    *http.Client
	volumes   []exported
	snapshots []exported
}

// exported is a line of an export.
type exported struct {
	ID, Name, Datacenter, State, Coverage, Source string
	Size                                          float64
}

// newLiveContract starts a dashboard on the embedded simulator, whose contract has a past, and adds operations: snapshots
// are running, waiting and refused, one is locked, and one is about to be deleted.
func newLiveContract(t *testing.T) *liveContract {
	t.Helper()
	d := start(t, "SNAPDECK_PRICES=*=0.05", "SNAPDECK_SIM_SPEED=0.5")
	e := &liveContract{testApp: d, client: d.loggedInClient(t)}
	e.volumes, e.snapshots = e.export(t, "/volumes.json"), e.export(t, "/snapshots.json")
	archive, root := e.volume(t, "archive-01-data"), e.volume(t, "db-01-root")
	e.post(t, e.client, archive.path()+"/snapshots", url.Values{"key": {"too large"}, "name": {"archive before the move"}}, http.StatusSeeOther)
	e.post(t, e.client, root.path()+"/snapshots", url.Values{"key": {"running"}, "name": {"before the update"}}, http.StatusSeeOther)
	batch := url.Values{"key": {"batch"}, "name": {"{volume} nightly"}}
	for _, v := range e.volumes {
		if v.Datacenter == e.volume(t, "web-01-root").Datacenter {
			batch.Add("vol", v.ID)
		}
	}
	e.post(t, e.client, "/bulk/create", batch, http.StatusSeeOther)
	good := e.goodSnapshots()
	e.post(t, e.client, "/snapshots/"+good[0].ID+"/lock", url.Values{"key": {"lock"}, "reason": {"kept for the audit"}}, http.StatusSeeOther)
	e.post(t, e.client, "/snapshots/"+good[1].ID+"/delete", url.Values{"key": {"delete"}, "phrase": {"delete the last one"}}, http.StatusSeeOther)
	e.post(t, e.client, "/views", url.Values{"address": {"/volumes?type=HDD&sort=-size"}, "name": {"HDDs, largest first"}}, http.StatusSeeOther)
	e.post(t, e.client, "/people", url.Values{"name": {"grace"}, "role": {"operator"}, "password": {password}, "again": {password}}, http.StatusSeeOther)
	waitForTime(t, cloudTimeout, func() bool { return e.has("/operations?outcome=failed", "archive before the move") })
	return e
}

// has reports whether a page contains a text.
func (e *liveContract) has(page, text string) bool {
	response, err := e.client.Get(e.url + page)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return err == nil && strings.Contains(string(body), text)
}

func (e *liveContract) export(t *testing.T, path string) []exported {
	t.Helper()
	response, err := e.client.Get(e.url + path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []struct {
		ID, Name, DatacenterID, State, Coverage, SourceVolumeID string
		SizeGB                                                  float64
	}
	if err := json.Unmarshal([]byte(read(t, response)), &lines); err != nil {
		t.Fatal(err)
	}
	all := make([]exported, 0, len(lines))
	for _, l := range lines {
		all = append(all, exported{l.ID, l.Name, l.DatacenterID, l.State, l.Coverage, l.SourceVolumeID, l.SizeGB})
	}
	return all
}

func (e *liveContract) volume(t *testing.T, name string) exported {
	t.Helper()
	i := slices.IndexFunc(e.volumes, func(v exported) bool { return v.Name == name })
	if i < 0 {
		t.Fatalf("there is no volume %s", name)
	}
	return e.volumes[i]
}

func (v exported) path() string { return "/datacenters/" + v.Datacenter + "/volumes/" + v.ID }

// goodSnapshots returns the snapshots of known source that can be restored.
func (e *liveContract) goodSnapshots() []exported {
	return slices.DeleteFunc(slices.Clone(e.snapshots), func(s exported) bool { return s.State != "AVAILABLE" || s.Source == "" })
}

// link returns the first address on a page that matches a pattern.
func (e *liveContract) link(t *testing.T, page, pattern string) string {
	t.Helper()
	response, err := e.client.Get(e.url + page)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(read(t, response))
	if found == nil {
		t.Fatalf("%s has no link to %s", page, pattern)
	}
	return found[1]
}

// submit sends a form as the page's own forms do.
func submit(path string, form url.Values) func(t *testing.T, b *tab) {
	fields, _ := json.Marshal(form)
	return func(t *testing.T, b *tab) {
		t.Helper()
		b.visit("/settings")
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
			window.pressed = true;
			const form = document.createElement("form");
			form.method = "post";
			form.action = %s;
			for (const [name, values] of Object.entries(%s)) for (const value of values) {
				const field = document.createElement("input");
				[field.type, field.name, field.value] = ["hidden", name, value];
				form.append(field);
			}
			document.body.append(form);
			form.submit();
		})()`, quote(path), fields)))
		b.waitForPage()
	}
}

func press(selector string) func(t *testing.T, b *tab) {
	return func(t *testing.T, b *tab) {
		t.Helper()
		b.waitFor(uiTimeout, "the scripts run", exists("html.js"))
		b.click(selector)
	}
}

// "make screenshots" runs it.
func TestPictures_EveryPage(t *testing.T) {
	if !*takePictures {
		t.Skip("pictures are taken with -pictures")
	}
	e := newLiveContract(t)
	b := open(t, e.testApp)
	b.logIn()
	for _, p := range e.pages(t) {
		t.Run(p.name, func(t *testing.T) {
			b.t = t
			if p.path != "" {
				b.visit(p.path)
			}
			if p.open != nil {
				p.open(t, b)
			}
			b.inEveryVariant(p.name)
			b.requireNoErrors(p.errs...)
		})
	}
}

func (e *liveContract) pages(t *testing.T) []pictured {
	t.Helper()
	root, web := e.volume(t, "db-01-root"), e.volume(t, "web-01-root")
	good := e.goodSnapshots()
	locked, leaving, plain := "/snapshots/"+good[0].ID, "/snapshots/"+good[1].ID, "/snapshots/"+good[2].ID
	source := good[2].Source
	datacenter := "/datacenters/" + root.Datacenter
	server := e.link(t, root.path(), `/datacenters/[^/"]+/servers/[^/"?#]+`)
	running := e.link(t, "/operations?outcome=running", `/operations/[^/"?#]+`)
	failed := e.link(t, "/operations?outcome=failed", `/operations/[^/"?#]+`)
	batch := e.link(t, "/operations", `/batches/[^/"?#]+`)
	snaps := url.Values{"snap": {good[2].ID, good[3].ID, good[4].ID, good[0].ID}}
	vols := url.Values{"vol": {root.ID, web.ID, e.volume(t, "archive-01-data").ID, e.volume(t, "db-01-data").ID}}
	list := []pictured{
		{name: "overview", path: "/"},
		{name: "volumes", path: "/volumes"},
		{name: "volumes-grouped", path: "/volumes?group=server"},
		{name: "volumes-selected", path: "/volumes", open: press("tbody tr:nth-child(2) td.select label")},
		{name: "volumes-columns", path: "/volumes", open: press("#columns summary")},
		{name: "volumes-empty", path: "/volumes?q=nothing-of-the-kind"},
		{name: "volumes-create", path: "/volumes", open: press("tbody tr:nth-child(2) [data-create]")},
		{name: "volume", path: root.path()},
		{name: "volume-open", path: root.path() + "?range=all", open: openAll},
		{name: "volume-target", path: root.path() + "/target"},
		{name: "create", path: root.path() + "/create"},
		{name: "restore-choice", path: root.path() + "/restore"},
		{name: "snapshots", path: "/snapshots"},
		{name: "snapshots-grouped", path: "/snapshots?group=source"},
		{name: "snapshots-filter", path: "/snapshots", open: press(".filters > summary")},
		{name: "snapshot", path: plain},
		{name: "snapshot-open", path: plain, open: openAll},
		{name: "snapshot-locked", path: locked},
		{name: "snapshot-leaving", path: leaving},
		{name: "snapshot-edit", path: plain + "/edit"},
		{name: "snapshot-labels", path: plain + "/labels"},
		{name: "snapshot-delete", path: plain + "/delete"},
		{name: "restore", path: plain + "/restore"},
		{name: "overwrite", path: plain + "/restore?volume=" + source + "#overwrite"},
		{name: "sources", path: "/snapshots/sources"},
		{name: "servers", path: "/servers"},
		{name: "server", path: server},
		{name: "datacenters", path: "/datacenters"},
		{name: "datacenter", path: datacenter},
		{name: "operations", path: "/operations"},
		{name: "operation-running", path: running},
		{name: "operation-failed", path: failed},
		{name: "batch", path: batch},
		{name: "audit", path: "/audit"},
		{name: "bulk-create", open: submit("/bulk", vols)},
		{name: "bulk-target", open: submit("/bulk/volumes/target", vols)},
		{name: "find", path: "/find?q=db"},
		{name: "palette", path: "/", open: press("#search")},
		{name: "keys", path: "/volumes", open: func(t *testing.T, b *tab) {
			b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#help").showModal()`))
		}},
		{name: "views", path: "/views"},
		{name: "people", path: "/people"},
		{name: "account", path: "/account"},
		{name: "settings", path: "/settings"},
		{name: "help", path: "/help"},
		{name: "help-operations", path: "/help/operations"},
		{name: "missing", path: "/nothing-here", errs: []string{"404"}},
		{name: "missing-volume", path: datacenter + "/volumes/not-there", errs: []string{"404"}},
	}
	for _, action := range []string{"delete", "rename", "label", "lock", "unlock"} {
		list = append(list, pictured{name: "bulk-" + action, open: submit("/bulk/snapshots/"+action, snaps)})
	}
	return append(list, pictured{name: "login", open: func(t *testing.T, b *tab) {
		b.visit("/")
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#user-menu form[action$='/logout'] button").click()`))
		b.waitFor(uiTimeout, "one is logged out", `location.pathname === "/login"`)
	}})
}

// openAll opens everything that is collapsed in the page.
func openAll(t *testing.T, b *tab) {
	t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details:not(.menu):not(.confirm):not(.fold)").forEach((d) => (d.open = true))`))
}

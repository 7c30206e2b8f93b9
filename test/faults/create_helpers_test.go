package faults

import (
	"cmp"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// smallest returns n volumes, smallest first, since the quota must suffice. None is in a data center with requests in
// flight in the seed data, where operations would wait.
func (d *proxiedApp) smallest(t *testing.T, n int) []ionossim.Volume {
	t.Helper()
	busy := map[string]bool{}
	for _, dc := range d.sim.Datacenters() {
		busy[dc.ID] = dc.Name == "prod-data-fra" || dc.Name == "dr-lhr"
	}
	all := slices.DeleteFunc(d.sim.Volumes(), func(v ionossim.Volume) bool { return busy[v.DatacenterID] })
	slices.SortFunc(all, func(a, b ionossim.Volume) int {
		return cmp.Or(cmp.Compare(a.SizeGB, b.SizeGB), cmp.Compare(a.ID, b.ID))
	})
	require.GreaterOrEqual(t, len(all), n)
	return all[:n]
}

func pathOf(v ionossim.Volume) string { return "/datacenters/" + v.DatacenterID + "/volumes/" + v.ID }

// createCallOf returns the create call of a volume in the proxy's notation.
func createCallOf(v ionossim.Volume) string { return "POST " + pathOf(v) + "/create-snapshot" }

var operationLink = regexp.MustCompile(`<tr id="op-([0-9a-f-]+)"`)

// createTwice sends the create form twice, as a double click does, and returns the page of the single
// operation. A refusal is shown in the form.
func (d *proxiedApp) createTwice(t *testing.T, v ionossim.Volume, name string) (page string) {
	t.Helper()
	for range 2 {
		status, text := d.post(t, pathOf(v)+"/snapshots", url.Values{"name": {name}, "key": {name}})
		if status != http.StatusSeeOther {
			requireFullPage(t, name, status, text)
			require.Contains(t, text, "No snapshot was created", name)
		}
	}
	return d.operationOf(t, name)
}

func (d *proxiedApp) operationOf(t *testing.T, name string) (page string) {
	t.Helper()
	status, text := d.get(t, "/operations?q="+url.QueryEscape(name))
	requireFullPage(t, name, status, text)
	found := operationLink.FindAllStringSubmatch(text, -1)
	require.Len(t, found, 1, "%s: the same form twice is one operation", name)
	return "/operations/" + found[0][1]
}

// explanation is the part of a page that explains a failure, for the output of a failing test.
var explanation = regexp.MustCompile(`(?s)<div class="(failure|banner bad)"[^>]*>.*?</details>|<div class="failure"[^>]*>.*?</div>`)

// requireTexts waits until a page contains all of the texts.
func (a *testApp) requireTexts(t *testing.T, where, path string, texts ...string) string {
	t.Helper()
	var text string
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(where, "said at last:", cmp.Or(explanation.FindString(text), text))
		}
	})
	eventuallySlow(t, where+" says "+strings.Join(texts, " and "), func() bool {
		var status int
		status, text = a.get(t, path)
		requireFullPage(t, where, status, text)
		return firstMissing(text, texts) == ""
	})
	return text
}

// firstMissing returns the first text that a page does not contain.
func firstMissing(page string, texts []string) string {
	page = html.UnescapeString(page)
	for _, text := range texts {
		if !strings.Contains(page, text) {
			return text
		}
	}
	return ""
}

// pillOf returns the state on an operation's page.
func (d *proxiedApp) pillOf(t *testing.T, page string) string {
	t.Helper()
	status, text := d.get(t, page)
	requireFullPage(t, page, status, text)
	_, state, _ := strings.Cut(text, `<span id="state">`)
	state, _, _ = strings.Cut(state, "</div>")
	for _, word := range []string{"Available", "Failed", "Unknown", "Cancelled"} {
		if strings.Contains(state, word) {
			return word
		}
	}
	return ""
}

package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/operation"
)

// as gives the user ada a role and logs her in.
func (d *dashboard) as(role auth.Role) *dashboard {
	d.Helper()
	user, err := d.auditLog.UserByName(d.Context(), "ada")
	require.NoError(d, err)
	if _, err := d.auditLog.UserByName(d.Context(), "root"); err != nil {
		require.NoError(d, d.auditLog.InsertUser(d.Context(), auth.User{ID: "root", Name: "root", Role: auth.RoleAdmin}))
	}
	require.NoError(d, d.auditLog.SetRole(d.Context(), user.ID, role))
	require.Equal(d, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

// onAll returns a dashboard on which every action is offered: snapshots, servers, sets, and operations in many states.
func onAll(t *testing.T) *dashboard {
	t.Helper()
	d := onBatch(t)
	ops := []operation.Operation{
		{ID: "mine-failed", Kind: operation.CreateSnapshot, State: operation.Failed, Actor: "ada", Failure: &operation.Failure{Kind: operation.FailedRequest, Text: "It failed."}},
		{ID: "others-failed", Kind: operation.CreateSnapshot, State: operation.Failed, Actor: "bea", Failure: &operation.Failure{Kind: operation.OrphanSnapshot, Text: "It failed."}, SnapshotID: "new"},
		{ID: "mine-waits", Kind: operation.CreateSnapshot, State: operation.Waiting, Actor: "ada"},
		{ID: "others-waits", Kind: operation.CreateSnapshot, State: operation.Waiting, Actor: "bea"},
		{ID: "unknown", Kind: operation.CreateSnapshot, State: operation.Unknown, Actor: "ada", Failure: &operation.Failure{Kind: operation.LostOutcome, Text: "Lost."}},
		{ID: "deletion", Kind: operation.DeleteSnapshot, State: operation.Queued, Actor: "ada", SnapshotID: "new", NotBefore: noon.Add(time.Minute)},
		{ID: "failed", Kind: operation.RestoreVolume, State: operation.Failed, Chain: "failed", Actor: "ada", SnapshotID: "old", Failure: &operation.Failure{Kind: operation.FailedRequest, Text: "It failed."}},
	}
	for _, op := range ops {
		op.Key, op.DatacenterID, op.VolumeID, op.VolumeName = op.ID, "fra", "boot", "boot"
		op.CreatedAt, op.UpdatedAt = noon.Add(-time.Minute), noon.Add(-time.Minute)
		if op.State == operation.Failed {
			op.FinishedAt = op.UpdatedAt
		}
		d.record(op)
	}
	return d
}

// sampleOf returns an address of a route.
func sampleOf(route string) string {
	return strings.NewReplacer(":dc", "fra", ":vol", "boot", ":server", "web", ":set", "old", "/snapshots/:id", "/snapshots/old",
		"/operations/:id", "/operations/others-waits", "/batches/:id", "/batches/nightly", "/people/:id", "/people/nobody", ":id", "none", "/static/*", "/static/css/app.css", "/*", "/nowhere").Replace(route)
}

func TestRights_EveryRouteHasAnEntry(t *testing.T) {
	t.Parallel()
	web := setup(t).web
	routes := []string{"GET /events"} // it is registered outside of the others
	for _, r := range web.Routes() {
		if r.Method != echo.RouteNotFound {
			routes = append(routes, r.Method+" "+r.Path)
		}
	}
	slices.Sort(routes)
	require.Equal(t, routes, web.ListedRoutes())
}

// Each route is requested as each role.
func TestRights_EveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	for _, role := range auth.Roles() {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			d := onAll(t).as(role)
			for _, r := range d.web.Routes() {
				if r.Method == echo.RouteNotFound || r.Path == "/logout" || r.Method == http.MethodHead {
					continue
				}
				right, own, listed := d.web.RightOf(r.Method, r.Path)
				require.True(t, listed, "%s %s", r.Method, r.Path)
				allowed := right == "" || role.May(right) && (!own || role.May(auth.RightMaintain))
				if strings.HasPrefix(r.Path, "/batches/") && own {
					allowed = role.May(auth.RightMaintain)
				}
				status := d.status(r.Method, sampleOf(r.Path))
				if r.Path == "/login" {
					require.NotEqual(t, http.StatusForbidden, status)
					continue
				}
				require.Equal(t, allowed, status != http.StatusForbidden, "%s %s: %d", r.Method, r.Path, status)
			}
		})
	}
}

// status makes a request without content and returns its status.
func (d *dashboard) status(method, path string) int {
	d.Helper()
	if method == http.MethodPost {
		return d.post(path, url.Values{})
	}
	_, response := d.get(path)
	return response.StatusCode
}

// The expected rights are written out here for the cases that matter most.
func TestRights_KnownCases(t *testing.T) {
	t.Parallel()
	web := setup(t).web
	for route, right := range map[string]auth.Right{
		"GET /volumes": auth.RightView, "GET /audit.csv": auth.RightAudit, "POST /bulk/create": auth.RightOperate,
		"POST /snapshots/:id/lock": auth.RightOperate, "POST /snapshots/:id/unlock": auth.RightMaintain,
		"POST /snapshots/:id/delete": auth.RightMaintain, "POST /bulk/snapshots/delete/record": auth.RightMaintain,
		"POST /bulk/snapshots/rename/record": auth.RightOperate, "POST /snapshots/:id/overwrite": auth.RightMaintain,
		"POST /operations/:id/resolve": auth.RightMaintain, "POST /snapshots/sources/confirm": auth.RightMaintain,
	} {
		method, path, _ := strings.Cut(route, " ")
		got, _, _ := web.RightOf(method, path)
		require.Equal(t, right, got, route)
	}
}

// Operators undo and retry only what they have created.
func TestRights_Own(t *testing.T) {
	t.Parallel()
	d := onAll(t).as(auth.RoleOperator)
	for path, allowed := range map[string]bool{
		"/operations/mine-waits/cancel": true, "/operations/others-waits/cancel": false, "/operations/mine-failed/retry": true,
		"/operations/others-failed/retry": false, "/operations/deletion/cancel": false, "/operations/failed/retry": false,
		"/operations/unknown/send-again": true, "/operations/unknown/resolve": false,
	} {
		require.Equal(t, allowed, d.post(path, nil) != http.StatusForbidden, path)
	}
}

// A refused request is in the log, and once in the audit log.
func TestRights_RefusalLeavesTraces(t *testing.T) {
	t.Parallel()
	d := onAll(t).as(auth.RoleViewer)
	for range 3 {
		status, text, _ := d.postForm("/snapshots/old/delete", url.Values{})
		require.Equal(t, http.StatusForbidden, status)
		require.Contains(t, text, `data-error="right"`)
	}
	require.Empty(t, d.ops(operation.DeleteSnapshot)[1:])
	require.Equal(t, 3, strings.Count(d.log.String(), "reason=right"))
	var traces []audit.Entry
	for _, e := range d.auditEntries() {
		if e.Action == audit.Refuse {
			traces = append(traces, e)
		}
	}
	require.Len(t, traces, 1)
	require.Equal(t, "ada", traces[0].Actor)
	require.Equal(t, "192.0.2.1", traces[0].ActorAddr)
	require.Regexp(t, `Request [0-9a-f-]{36}\.$`, traces[0].Detail)
}

// offer is a request that a page offers, and where it is.
type offer struct{ method, address, page string }

// pagesOf returns addresses of pages that offer actions.
func pagesOf() []string {
	return []string{
		"/", "/datacenters", "/datacenters/fra", "/volumes", "/datacenters/fra/volumes/boot", "/datacenters/fra/volumes/boot/create",
		"/datacenters/fra/volumes/boot/restore", "/datacenters/fra/servers/web", "/datacenters/fra/servers/web/sets/old",
		"/snapshots", "/snapshots/old", "/snapshots/new", "/snapshots/old/edit", "/snapshots/old/delete", "/snapshots/old/restore", "/snapshots/sources",
		"/operations", "/operations/mine-failed", "/operations/others-failed", "/operations/mine-waits", "/operations/others-waits", "/operations/unknown",
		"/operations/deletion", "/operations/failed", "/operations/failed/again", "/batches/nightly", "/batches/nightly/restore",
		"/find?q=o&at=/snapshots/old", "/audit", "/views",
	}
}

// Each page is read as each role, and everything that it offers is requested.
func TestRights_OnlyAllowedActionsAreOffered(t *testing.T) {
	t.Parallel()
	for _, role := range auth.Roles() {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			d := onAll(t).as(role)
			offers := map[string]offer{}
			for _, path := range pagesOf() {
				page, response := d.get(path)
				if response.StatusCode == http.StatusForbidden {
					continue
				}
				require.Less(t, response.StatusCode, 500, path)
				for _, o := range offersOn(t, page) {
					o.page = path
					offers[o.method+" "+o.address] = o
				}
			}
			changing := 0
			for _, o := range offers {
				if o.method == http.MethodPost && !slices.Contains([]string{"/theme", "/logout"}, o.address) && !strings.HasPrefix(o.address, "/views") &&
					!strings.HasPrefix(o.address, "/account") {
					changing++
				}
				if o.address != "/logout" {
					require.NotEqual(t, http.StatusForbidden, d.status(o.method, o.address), "%s %s on %s", o.method, o.address, o.page)
				}
			}
			require.Equal(t, role.May(auth.RightOperate), changing > 0, fmt.Sprint(offers))
		})
	}
}

// offersOn returns the requests of the links, forms and buttons of a page.
func offersOn(t *testing.T, page string) (offers []offer) {
	t.Helper()
	local := func(address string) bool {
		return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "/static/")
	}
	var walk func(n *html.Node, action string)
	walk = func(n *html.Node, action string) {
		switch n.Data {
		case "a":
			if href, _, _ := strings.Cut(attribute(n, "href"), "#"); local(href) {
				offers = append(offers, offer{method: http.MethodGet, address: href})
			}
		case "form":
			action = ""
			if attribute(n, "method") == "post" {
				action = attribute(n, "action")
			}
		case "button", "input":
			kind := attribute(n, "type")
			if n.Data == "button" && kind == "button" || n.Data == "input" && kind != "submit" {
				break
			}
			to := attribute(n, "formaction")
			if to == "" {
				to = action
			}
			if local(to) {
				offers = append(offers, offer{method: http.MethodPost, address: to})
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child, action)
		}
	}
	walk(parse(t, page), "")
	return offers
}

// A role that can do nothing on a list sees neither a column of actions nor one of check boxes.
func TestRights_NoColumnIsEmpty(t *testing.T) {
	t.Parallel()
	for _, role := range auth.Roles() {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			d := onAll(t).as(role)
			for _, path := range append(pagesOf(), "/servers", "/operations?outcome=failed", "/volumes?group=datacenter") {
				page, _ := d.get(path)
				for _, table := range elements(parse(t, page), func(n *html.Node) bool { return n.Data == "table" }) {
					requireFullColumns(t, table, path, role)
				}
			}
		})
	}
}

// A page that all may see must not ask viewers, by a link, to change something.
func TestRights_NoTextAboutForbiddenActions(t *testing.T) {
	t.Parallel()
	for role, operates := range map[auth.Role]bool{auth.RoleViewer: false, auth.RoleAuditor: false, auth.RoleOperator: true} {
		d := onAll(t).as(role)
		for _, path := range []string{"/", "/volumes", "/snapshots"} {
			page, _ := d.get(path)
			creates := 0
			for _, link := range elements(parse(t, page), func(n *html.Node) bool { return n.Data == "a" || n.Data == "button" }) {
				if strings.HasPrefix(wordsOf(link), "Create snapshot") {
					creates++
				}
			}
			require.Equal(t, operates, creates > 0, "%s on %s", role, path)
		}
	}
}

// wordsOf returns the text of an element.
func wordsOf(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// requireFullColumns requires that each row of a table has a cell for each heading, and that every column of actions
// or boxes has at least one.
func requireFullColumns(t *testing.T, table *html.Node, path string, role auth.Role) {
	t.Helper()
	named := func(n *html.Node, name, class string) bool {
		return n.Data == name && (class == "" || slices.Contains(strings.Fields(attribute(n, "class")), class))
	}
	isHead := func(n *html.Node) bool { return named(n, "th", "") && attribute(n, "scope") == "col" }
	heads := len(elements(table, isHead))
	for _, row := range elements(table, func(n *html.Node) bool { return n.Data == "tr" }) {
		if cells := len(elements(row, func(n *html.Node) bool { return n.Data == "td" || named(n, "th", "") && attribute(n, "scope") == "row" })); cells > 0 {
			require.Equal(t, heads, cells, "cells of a row on %s", path)
		}
	}
	for _, class := range []string{"act", "select"} {
		if len(elements(table, func(n *html.Node) bool { return isHead(n) && named(n, "th", class) })) == 0 {
			require.Empty(t, elements(table, func(n *html.Node) bool { return named(n, "td", class) }), "%s on %s", class, path)
			continue
		}
		usable := 0
		for _, cell := range elements(table, func(n *html.Node) bool { return named(n, "td", class) }) {
			usable += len(elements(cell, func(n *html.Node) bool { return n.Data == "a" || n.Data == "button" || n.Data == "input" }))
		}
		if role.May(auth.RightOperate) && strings.HasPrefix(path, "/batches/") {
			continue // there is nothing to do there now
		}
		require.Positive(t, usable, "%s on %s", class, path)
	}
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	return root
}

// elements returns the elements of a page, or of a part of one, that match.
func elements(root *html.Node, wanted func(*html.Node) bool) (found []*html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && wanted(n) {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// A stream shows the same as the page of its role.
func TestRights_FragmentsPerRole(t *testing.T) {
	t.Parallel()
	d := onAll(t)
	for _, c := range []struct {
		who            string
		deletes, locks bool
	}{{"viewer/", false, false}, {"operator/ada", false, true}, {"maintainer/", true, true}, {"auditor/", false, false}} {
		fragments, err := d.web.Fragments(t.Context(), c.who+" /snapshots/old")
		require.NoError(t, err)
		var all strings.Builder
		for _, f := range fragments {
			all.Write(f.HTML)
		}
		require.Equal(t, c.deletes, strings.Contains(all.String(), `href="/snapshots/old/delete"`), c.who)
		require.Equal(t, c.locks, strings.Contains(all.String(), `action="/snapshots/old/lock"`), c.who)
	}
}

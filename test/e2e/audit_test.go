package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
)

// auditLine is the condition that an entry of the audit log contains all of these texts.
func auditLine(texts ...string) string {
	condition := `true`
	for _, text := range texts {
		condition += ` && said.includes(` + quote(text) + `)`
	}
	return `[...document.querySelectorAll("#list tbody tr")].some((r) => { const said = r.textContent.replace(/\s+/g, " "); return ` + condition + `; })`
}

// choose sets a field of the form above the list, as a user does.
func (b *tab) choose(name, value string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const field = document.querySelector("form[data-filter] [name=%s]");
		field.value = %s;
		field.dispatchEvent(new Event("input", { bubbles: true }));
	})()`, name, quote(value))))
}

func lines(n int) string {
	return fmt.Sprintf(`document.querySelectorAll("#list tbody tr").length === %d`, n)
}

func TestAuditLog_ShowsEntries(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed, pollEverySecond, "SNAPDECK_POLL_SLOW=2s") // so that other clients' deletions show soon
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	d.post(t, http.DefaultClient, "/login", url.Values{"username": {"=cmd()"}, "password": {"wrong"}}, http.StatusUnauthorized)
	b := open(t, d)
	b.logIn()
	b.link(".side", "Audit")
	b.waitFor(uiTimeout, "the logins are listed", `location.pathname === "/audit" && `+auditLine("Log in", "Done", user, "from 127.0.0.1")+` && `+auditLine("Refused", "unknown user"))
	b.markLoad()

	second := b.newTabBeside()
	second.visit(page + "/create")
	second.fill("#name", "for the record")
	second.send("form.form button.primary")
	b.waitFor(uiTimeout, "a request adds an entry without a reload", auditLine("Requested", "Create snapshot", "for the record", "stage-tmp-01", "staging-txl"))
	b.waitFor(cloudTimeout, "and so is how it ended", auditLine("Done", "Create snapshot", "for the record"))
	b.requireNoReload()
	made := d.snapshotsOf(vol.ID)[0]
	b.waitFor(recoveryTimeout, "the line leads to the snapshot", exists(`#list td.targets a[href="/snapshots/`+made.ID+`"]`))
	b.require("and to the volume", exists(`#list td.targets a[href="`+page+`"]`))
	b.require("the request id can be copied", exists(`#list td.request [data-copy]`))

	if err := d.sim.RemoveSnapshot(made.ID); err != nil {
		t.Fatal(err)
	}
	b.waitFor(recoveryTimeout, "the name and the id stay when the snapshot is gone", auditLine("Done", "for the record", made.ID))
	b.require("there is no link to it", `!`+exists(`#list td.targets a[href="/snapshots/`+made.ID+`"]`))
	b.requireNoReload()
	b.filterAudit(page)
	b.requireNoErrors()
	second.requireNoErrors()
}

// filterAudit filters the list, and exports the result.
func (b *tab) filterAudit(volume string) {
	b.t.Helper()
	b.visit("/audit") // the choices are as of when the page was loaded
	b.markLoad()
	b.waitFor(uiTimeout, "there are four lines", lines(4))
	b.choose("action", "create-snapshot")
	b.waitFor(uiTimeout, "two lines are left", lines(2))
	b.choose("outcome", "done")
	b.waitFor(uiTimeout, "one line is left", lines(1)+` && location.search.includes("outcome=done")`)
	b.require("the exports follow", exists(`#exports a[href="/audit.csv?action=create-snapshot&outcome=done"]`))
	b.choose("to", "2020-01-31")
	b.waitForText(uiTimeout, "#list .empty", "Nothing matches")
	b.require("there is nothing to export", `!`+exists(`#exports a`))
	b.requireNoViolations("audit log without a match")
	b.requireNoReload()
	b.visit("/audit?volume=" + url.QueryEscape(volume[len(volume)-36:]))
	b.waitFor(uiTimeout, "the lines of the volume", lines(2))
	b.waitForText(uiTimeout, ".filter", "Only the volume stage-tmp-01")
	b.requireWellMade("audit-of-a-volume")
	b.size(390, 844)
	b.require("a phone shows the actor too", `document.querySelector("#list td.actor").checkVisibility() && `+has("#list td.actor", user+" from 127.0.0.1"))
	b.requireWellMade("audit-of-a-volume-390")

	rows := b.export("/audit.csv?outcome=refused")
	table, err := csv.NewReader(rows.Body).ReadAll()
	if err != nil || len(table) != 2 || table[1][1] != "unknown user" || table[1][2] != "127.0.0.1" || table[1][4] != "refused" {
		b.t.Errorf("CSV: %v %q", err, table)
	}
	var objects []map[string]string
	if err := json.NewDecoder(b.export("/audit.json?action=create-snapshot&outcome=done").Body).Decode(&objects); err != nil ||
		len(objects) != 1 || objects[0]["snapshotName"] != "for the record" || objects[0]["requestId"] == "" || objects[0]["actor"] != user {
		b.t.Errorf("JSON: %v %v", err, objects)
	}
}

// export downloads a file with the tab's session.
func (b *tab) export(path string) *http.Response {
	b.t.Helper()
	answer, err := b.cookies().Get(b.app.url + path)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Disposition") == "" {
		b.t.Fatalf("GET %s: %s, %v", path, answer.Status, answer.Header)
	}
	return answer
}

func TestAuditLog_WithoutJavaScript(t *testing.T) {
	t.Parallel()
	d := newApp(t, fastSpeed)
	b := open(t, d)
	b.withoutScript()
	b.logIn()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#user-menu").open = true`))
	b.send("#user-menu form[action='/logout'] button")
	b.waitFor(uiTimeout, "one is logged out", `location.pathname === "/login"`)
	b.logIn()
	b.visit("/audit")
	b.waitFor(uiTimeout, "three lines are listed", lines(3))
	b.choose("action", "log-out")
	b.send(".filter button")
	b.waitFor(uiTimeout, "one line is left", `location.search.includes("action=log-out") && `+lines(1)+` && `+auditLine("Log out", user))
	b.require("the file holds the same", exists(`#exports a[href="/audit.csv?action=log-out"]`))
	b.link(".filter", "Clear")
	b.waitFor(uiTimeout, "all lines are back", `location.search === "" && `+lines(3))
	b.requireNoErrors()
}

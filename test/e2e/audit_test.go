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

// line is the condition that a line of the audit trail has all of these texts.
func line(texts ...string) string {
	condition := `true`
	for _, text := range texts {
		condition += ` && said.includes(` + quote(text) + `)`
	}
	return `[...document.querySelectorAll("#list tbody tr")].some((r) => { const said = r.textContent.replace(/\s+/g, " "); return ` + condition + `; })`
}

// choose sets a field of the form above the list, as a person does.
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

func TestTheAuditTrailTellsWhoDidWhat(t *testing.T) {
	t.Parallel()
	d := on(t, fast, watchful, "SNAPDECK_POLL_SLOW=2s") // so that what others delete is soon known
	vol, page := d.volume(t, "staging-txl", "stage-tmp-01")
	d.post(t, http.DefaultClient, "/login", url.Values{"username": {"=cmd()"}, "password": {"wrong"}}, http.StatusUnauthorized)
	b := open(t, d)
	b.logIn()
	b.link(".side", "Audit trail")
	b.until(soon, "the log-ins are listed", `location.pathname === "/audit" && `+line("Log in", "Done", user, "from 127.0.0.1")+` && `+line("Refused", "unknown user"))
	b.mark()

	second := b.another()
	second.visit(page + "/create")
	second.fill("#name", "for the record")
	second.send("form.form button.primary")
	b.until(soon, "what was asked for is a line without a reload", line("Asked", "Create snapshot", "for the record", "stage-tmp-01", "staging-txl"))
	b.until(later, "and so is how it ended", line("Done", "Create snapshot", "for the record"))
	b.notReloaded()
	made := d.snapshotsOf(vol.ID)[0]
	b.until(within, "the line leads to the snapshot", exists(`#list td.targets a[href="/snapshots/`+made.ID+`"]`))
	b.is("and to the volume", exists(`#list td.targets a[href="`+page+`"]`))
	b.is("the request id can be copied", exists(`#list td.request [data-copy]`))

	if err := d.sim.RemoveSnapshot(made.ID); err != nil {
		t.Fatal(err)
	}
	b.until(within, "the name and the id stay when the snapshot is gone", line("Done", "for the record", made.ID))
	b.is("there is no link to it", `!`+exists(`#list td.targets a[href="/snapshots/`+made.ID+`"]`))
	b.notReloaded()
	b.filtersAudit(page)
	b.calm()
	second.calm()
}

// filtersAudit narrows the list, and exports what is left.
func (b *tab) filtersAudit(volume string) {
	b.t.Helper()
	b.visit("/audit") // what can be chosen is as it was when the page was loaded
	b.mark()
	b.until(soon, "there are four lines", lines(4))
	b.choose("action", "create-snapshot")
	b.until(soon, "two lines are left", lines(2))
	b.choose("outcome", "done")
	b.until(soon, "one line is left", lines(1)+` && location.search.includes("outcome=done")`)
	b.is("the exports follow", exists(`#exports a[href="/audit.csv?action=create-snapshot&outcome=done"]`))
	b.choose("to", "2020-01-31")
	b.sees(soon, "#list .empty", "Nothing matches")
	b.is("there is nothing to export", `!`+exists(`#exports a`))
	b.accessible("audit trail without a match")
	b.notReloaded()
	b.visit("/audit?volume=" + url.QueryEscape(volume[len(volume)-36:]))
	b.until(soon, "the lines of the volume", lines(2))
	b.sees(soon, ".filter", "Only the volume stage-tmp-01")
	b.wellMade("audit-of-a-volume")
	b.size(390, 844)
	b.is("a phone tells who as well", `document.querySelector("#list td.actor").checkVisibility() && `+has("#list td.actor", user+" from 127.0.0.1"))
	b.wellMade("audit-of-a-volume-390")

	rows := b.exported("/audit.csv?outcome=refused")
	table, err := csv.NewReader(rows.Body).ReadAll()
	if err != nil || len(table) != 2 || table[1][1] != "unknown user" || table[1][2] != "127.0.0.1" || table[1][4] != "refused" {
		b.t.Errorf("CSV: %v %q", err, table)
	}
	var objects []map[string]string
	if err := json.NewDecoder(b.exported("/audit.json?action=create-snapshot&outcome=done").Body).Decode(&objects); err != nil ||
		len(objects) != 1 || objects[0]["snapshotName"] != "for the record" || objects[0]["requestId"] == "" || objects[0]["actor"] != user {
		b.t.Errorf("JSON: %v %v", err, objects)
	}
}

// exported asks for a file as a plain client that has the tab's session.
func (b *tab) exported(path string) *http.Response {
	b.t.Helper()
	answer, err := b.cookies().Get(b.to.url + path)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Disposition") == "" {
		b.t.Fatalf("GET %s: %s, %v", path, answer.Status, answer.Header)
	}
	return answer
}

func TestTheAuditTrailWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	d := on(t, fast)
	b := open(t, d)
	b.withoutScript()
	b.logIn()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#user-menu").open = true`))
	b.send("#user-menu form[action='/logout'] button")
	b.until(soon, "one is logged out", `location.pathname === "/login"`)
	b.logIn()
	b.visit("/audit")
	b.until(soon, "three lines are listed", lines(3))
	b.choose("action", "log-out")
	b.send(".filter .buttons button")
	b.until(soon, "one line is left", `location.search.includes("action=log-out") && `+lines(1)+` && `+line("Log out", user))
	b.is("the file holds the same", exists(`#exports a[href="/audit.csv?action=log-out"]`))
	b.link(".filter", "Clear")
	b.until(soon, "all lines are back", `location.search === "" && `+lines(3))
	b.calm()
}

package handlers_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
)

// deletedSnapshotEntry returns an entry about a snapshot whose resources have all been deleted.
func deletedSnapshotEntry() audit.Entry {
	return audit.Entry{
		Actor: "eve", ActorAddr: "2001:db8::7", Action: "create-snapshot", Outcome: audit.Failed, OperationID: "op-1",
		DatacenterID: "dc-1", DatacenterName: "prod", VolumeID: "vol-1", VolumeName: "web-01 <root>",
		SnapshotID: "snap-1", SnapshotName: "before", RequestID: "req-1", Detail: "IONOS Cloud refused the values.",
	}
}

func TestAuditLog_RecordsLogins(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusUnauthorized, d.logIn("ada", "the wrong secret"))
	require.Equal(t, http.StatusUnauthorized, d.logIn("my secret password", "the wrong secret"))
	require.Equal(t, http.StatusSeeOther, d.logIn(" ADA ", password))
	require.Equal(t, http.StatusSeeOther, d.post("/logout", nil))

	wrong := audit.Entry{At: noon, ActorAddr: "192.0.2.1", Action: audit.LogIn, Outcome: audit.Refused, Detail: "The user name or the password was wrong."}
	in, out := wrong, wrong
	wrong.Actor = "ada"
	unknown := wrong
	unknown.Actor = "unknown user"
	in.Actor, in.Outcome, in.Detail = "ada", audit.Done, ""
	out = in
	out.Action = audit.LogOut
	require.Equal(t, []audit.Entry{out, in, unknown, wrong}, d.auditEntries())
	require.NotContains(t, d.log.String(), "secret")
}

// Rejected logins must not be able to fill the audit log.
func TestAuditLog_BoundsThrottledLogins(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for range 5 {
		require.Equal(t, http.StatusUnauthorized, d.logIn("ada", "wrong"))
	}
	for range 20 {
		require.Equal(t, http.StatusTooManyRequests, d.logIn("ada", "wrong"))
	}
	require.Len(t, d.auditEntries(), 6)
	require.Equal(t, audit.Refuse, d.auditEntries()[0].Action)
}

func TestAuditLog_WriteFailureIsLogged(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.auditLog.refuseWrites = true
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	require.Contains(t, d.log.String(), `level=ERROR msg="append audit entry"`)
	require.Contains(t, d.log.String(), "action=log-in outcome=done actor=ada from=192.0.2.1")
}

func TestAuditPage_RequiresLogin(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for _, path := range []string{"/audit", "/audit.csv?q=a", "/audit.json"} {
		_, response := d.get(path)
		require.Equal(t, http.StatusSeeOther, response.StatusCode, path)
		require.Contains(t, response.Header.Get("Location"), "/login?next=", path)
	}
}

func TestAuditPage_ShowsEntries(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.add(deletedSnapshotEntry())
	d.logIn("ada", password)
	text, response := d.get("/audit")
	require.Equal(t, http.StatusOK, response.StatusCode)
	text = regexp.MustCompile(`\s+`).ReplaceAllString(text, " ")
	for _, want := range []string{
		"2 entries", "<span>Log in</span>", `<a href="/operations/op-1">Create snapshot</a>`, "IONOS Cloud refused the values.", "from 2001:db8::7", "1 min ago", "2026-03-29 13:59:00",
		"web-01 &lt;root&gt;</span> <code>vol-1</code>", "before</span> <code>snap-1</code>", "prod</span> <code>dc-1</code>",
		`data-copy="req-1"`, `<option value="eve">eve</option>`, `<option value="create-snapshot">Create snapshot</option>`,
		`href="/audit.csv"`, `href="/audit.json"`, `name="from" value=""`, `placeholder="YYYY-MM-DD"`, `aria-current="page"`,
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, `href="/snapshots/snap-1"`)

	d.post("/logout", nil)
	d.logIn("ada", password)
	text, _ = d.get("/audit")
	require.Contains(t, text, "4 entries", "the page is not remembered when a line was added")
}

func TestAuditPage_Filters(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	d.add(deletedSnapshotEntry(),
		audit.Entry{At: time.Date(2026, time.March, 27, 21, 59, 59, 0, time.UTC), Actor: "late on the 27th", Action: audit.LogOut, Outcome: audit.Done},
		audit.Entry{At: time.Date(2026, time.March, 27, 22, 0, 0, 0, time.UTC), Actor: "first of the 28th", Action: audit.LogOut, Outcome: audit.Done},
		audit.Entry{At: time.Date(2026, time.March, 28, 21, 59, 59, 0, time.UTC), Actor: "last of the 28th", Action: audit.LogOut, Outcome: audit.Done})
	for query, want := range map[string]struct {
		summary string
		actors  []string
	}{
		"":                                    {"5 entries", []string{"ada", "eve", "last of the 28th", "first of the 28th", "late on the 27th"}},
		"?q=WEB-01":                           {"1 entry", []string{"eve"}},
		"?q=req-1&outcome=failed":             {"1 entry", []string{"eve"}},
		"?q=%00req-1%ff":                      {"1 entry", []string{"eve"}},
		"?actor=eve":                          {"1 entry", []string{"eve"}},
		"?action=log-in":                      {"1 entry", []string{"ada"}},
		"?volume=vol-1":                       {"1 entry", []string{"eve"}},
		"?snapshot=snap-1":                    {"1 entry", []string{"eve"}},
		"?from=2026-03-28&to=2026-03-28":      {"2 entries", []string{"last of the 28th", "first of the 28th"}},
		"?from=2026-03-29":                    {"2 entries", []string{"ada", "eve"}},
		"?to=2026-03-27":                      {"1 entry", []string{"late on the 27th"}},
		"?from=yesterday&to=2026-02-30":       {"5 entries", []string{"ada", "eve", "last of the 28th", "first of the 28th", "late on the 27th"}},
		"?per=2&page=2":                       {"3–4 of 5 entries", []string{"last of the 28th", "first of the 28th"}},
		"?page=2":                             {"The list ends on page 1.", nil},
		"?actor=nobody":                       {"Nothing matches", nil},
		"?from=2026-03-30&q=%25":              {"Nothing matches", nil},
		"?q=%27%3B+DROP+TABLE+audit%3B+--%22": {"Nothing matches", nil},
	} {
		text, response := d.get("/audit" + query)
		require.Equal(t, http.StatusOK, response.StatusCode, query)
		require.Contains(t, text, want.summary, query)
		require.Equal(t, want.actors, actorsOf(text), query)
	}
}

func actorsOf(text string) (names []string) {
	for _, found := range regexp.MustCompile(`data-label="by"><span>([^<]*)</span>`).FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	return names
}

func TestAuditPage_FormKeepsFilters(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	text, _ := d.get("/audit?q=x&actor=typed+by+anybody&outcome=done&from=2026-03-01&to=2026-03-31&volume=vol-1&page=3&sort=x")
	for _, want := range []string{
		`value="x"`, `<option value="typed by anybody" selected>`, `<option value="done" selected>Done</option>`,
		`name="from" value="2026-03-01"`, `name="to" value="2026-03-31"`,
		`Only the volume vol-1`, `type="hidden" name="volume" value="vol-1"`, `href="/audit">Clear</a>`,
	} {
		require.Contains(t, text, want)
	}
}

package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// A user who has never logged in before has no last login; its address is foreign text.
func TestAccount_LastLogin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		login ui.Moment
		times int
	}{"first login": {ui.Moment{}, 0}, "later": {moment(), 1}} {
		title := mainOf(t, AccountPage(shell(), Account{Name: "amy", Role: "viewer", Login: c.login, From: "192.0.2.7"})).One(t, "div.title")
		require.Len(t, title.All("time"), c.times, name)
		require.Equal(t, c.times == 1, strings.Contains(title.Words(), "192.0.2.7"), name)
		require.Contains(t, title.Words(), "viewer", name)
	}
}

// An outcome is announced, an error interrupts, and each has its code.
func TestAccount_Notices(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		account Account
		want    []string
	}{
		"calm":           {Account{Local: true}, nil},
		"changed":        {Account{Local: true, Done: "Password changed."}, []string{"[data-notice=done][role=status]"}},
		"wrong":          {Account{Local: true, Alert: ui.Alert{Code: "credentials", Text: "Wrong."}}, []string{"[data-error=credentials][role=alert]"}},
		"first password": {Account{Local: true, MustChange: true}, []string{"[data-notice=first-password][role=status]"}},
		"first password, mistyped": {Account{Local: true, MustChange: true, MustAddFactor: true, Alert: ui.Alert{Code: "credentials", Text: "Wrong."}},
			[]string{"[data-error=credentials][role=alert]", "[data-notice=first-password][role=status]"}},
		"second factor": {Account{Local: true, MustAddFactor: true}, []string{"[data-notice=second-factor][role=status]"}},
	} {
		main := mainOf(t, AccountPage(shell(), c.account))
		require.Equal(t, c.want, shows(main, "[data-error=credentials][role=alert]", "[data-notice=done][role=status]", "[data-notice=first-password][role=status]", "[data-notice=second-factor][role=status]"), name)
	}
}

// What a password manager needs: the user, the old password and the new one, none of them filled in by the page.
func TestPasswordForm_FieldsForPasswordManagers(t *testing.T) {
	t.Parallel()
	form := viewtest.RequireSound(t, passwordPanel(shell(), nil)).One(t, "form[action=/account/password]")
	require.Equal(t, []string{"username", "current-password", "new-password", "new-password"}, form.Values("input", "autocomplete"))
	require.Equal(t, []string{"", "old", "new", "again"}, form.Values("input", "name"), "the name is not sent")
	require.Equal(t, "amy", form.One(t, "input[autocomplete=username]").Attr["value"])
	for _, field := range form.All("input[type=password]") {
		require.False(t, field.Has("value"), field.Attr["name"])
		require.True(t, field.Has("required"), field.Attr["name"])
		require.Equal(t, "1024", field.Attr["maxlength"], field.Attr["name"])
	}
	require.Equal(t, []string{"new"}, form.Values("input[minlength=12]", "name"), "an old password may be shorter")
}

// Each button names its session or passkey, because several look alike.
func TestAccount_ButtonsNameTheirSubject(t *testing.T) {
	t.Parallel()
	sessions := viewtest.RequireSound(t, sessionsPanel(Account{Sessions: []AccountSession{
		{Browser: "Firefox", Addr: "192.0.2.1", Href: "/s/1", Current: true, Started: moment(), Seen: moment()}, {Browser: "Firefox", Addr: "192.0.2.2", Href: "/s/2"}, {Browser: "Firefox", Addr: "192.0.2.3", Href: "/s/3"},
	}}))
	seen := map[string]bool{}
	for _, b := range sessions.All("button") {
		require.False(t, seen[b.Words()], b.Words())
		seen[b.Words()] = true
	}
	require.Len(t, sessions.One(t, "li[data-state=current]").All("time"), 2)
	require.Empty(t, sessions.One(t, "li[data-state=current]").All("form"))
	keys := viewtest.RequireSound(t, factorPanel(Account{Passkeys: []PasskeyEntry{{Name: "phone", Href: "/k/1", Added: moment(), Used: moment()}, {Name: "key", Href: "/k/2", Added: moment()}}})).One(t, "ul.passkeys")
	require.Len(t, keys.All("time"), 3, "a passkey that was never used has no time of use")
	for i, b := range keys.All("button") {
		require.Contains(t, b.Words(), []string{"phone", "key"}[i])
	}
}

func TestAccount_RecoveryCodesAreCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 recovery codes", 1: "1 recovery code ", 8: "8 recovery codes"} {
		require.Contains(t, viewtest.Read(t, factorPanel(Account{TOTP: true, Recovery: n})).Words(), want)
	}
	require.NotContains(t, viewtest.Read(t, factorPanel(Account{Recovery: 8})).Words(), "8", "without an app there is nothing to recover")
}

// The secret is there as a picture and as a text to copy; the code is typed again after an error.
func TestTOTPSetup_PictureAndKey(t *testing.T) {
	t.Parallel()
	main := mainOf(t, TOTPSetupPage(shell(), TOTPSetup{Secret: "ABCD EFGH", Picture: "data:image/png;base64,AA==", Sealed: "sealed", Alert: ui.Alert{Code: "factor", Text: "Wrong."}}))
	form := main.One(t, "form[action=/account/totp/confirm]")
	require.Equal(t, "data:image/png;base64,AA==", form.One(t, "img").Attr["src"])
	require.Equal(t, "ABCD EFGH", form.One(t, "code[id=totp-secret]").Words())
	require.Equal(t, "ABCD EFGH", form.One(t, "button[data-copy]").Attr["data-copy"])
	require.Equal(t, "sealed", form.One(t, "input[name=sealed]").Attr["value"])
	require.Equal(t, "factor", form.One(t, "[role=alert]").Attr["data-error"])
	code := form.One(t, "input[name=code]")
	require.Equal(t, []string{"one-time-code", "numeric"}, []string{code.Attr["autocomplete"], code.Attr["inputmode"]})
	require.False(t, code.Has("value"))
	require.Empty(t, mainOf(t, TOTPSetupPage(shell(), TOTPSetup{})).All("[role=alert]"))
}

func TestRecoveryPage_EachCode(t *testing.T) {
	t.Parallel()
	for _, codes := range [][]string{nil, {"aaaa-bbbb"}, {"aaaa-bbbb", "<b>", "cccc-dddd"}} {
		main := mainOf(t, RecoveryPage(shell(), codes))
		var shown []string
		for _, c := range main.One(t, "ul[id=recovery-codes]").All("code") {
			shown = append(shown, c.Words())
		}
		require.Equal(t, codes, shown)
		require.Equal(t, []string{"/account"}, ways(main), "they are shown once, and then the account")
	}
}

// A refused second factor says so, keeps the pending login, and never shows the code again.
func TestSecondFactor_AskedForAgain(t *testing.T) {
	t.Parallel()
	for message, want := range map[string][]string{"": nil, "Wrong code.": {"[id=login-error][data-error=factor][role=alert]"}} {
		main := mainOf(t, SecondFactorPage(shell(), SecondFactor{Pending: "sealed", Next: "/volumes", TOTP: true, Error: message}))
		require.Equal(t, want, shows(main, "[id=login-error][data-error=factor][role=alert]"))
		form := main.One(t, "form[action=/login/factor]")
		require.Equal(t, []string{"sealed", "/volumes"}, form.Values("input[type=hidden]", "value"))
		require.False(t, form.One(t, "input[name=code]").Has("value"))
		require.Equal(t, "one-time-code", form.One(t, "input[name=code]").Attr["autocomplete"])
		require.Len(t, main.All("a[href=/login]"), 1, "another user may log in")
	}
}

// A passkey that works at the public address only is explained; nothing can be sent then.
func TestSecondFactor_PasskeyAlone(t *testing.T) {
	t.Parallel()
	unusable := viewtest.Read(t, SecondFactorPage(shell(), SecondFactor{Pending: "p"})).One(t, "form[action=/login/factor]")
	usable := viewtest.Read(t, SecondFactorPage(shell(), SecondFactor{Pending: "p", Passkey: &Passkey{Options: "{}"}})).One(t, "form[action=/login/factor]")
	for _, form := range []*viewtest.Node{unusable, usable} {
		require.Empty(t, form.All("button"))
		require.Len(t, form.All("p"), 1)
	}
	require.NotEqual(t, unusable.Words(), usable.Words())
}

// A user is recognised by tags as well as by codes.
func TestPeople_TagsOfUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		user UserEntry
		tags []string
	}{
		"plain":                     {UserEntry{}, nil},
		"the current one":           {UserEntry{Self: true}, []string{"you"}},
		"of a provider":             {UserEntry{Origin: "OIDC"}, []string{"OIDC"}},
		"disabled, of a provider":   {UserEntry{Disabled: true, Origin: "OIDC"}, []string{"disabled", "OIDC"}},
		"the current one, disabled": {UserEntry{Self: true, Disabled: true}, []string{"you", "disabled"}},
		"hostile":                   {UserEntry{Origin: `<script>`}, []string{"<script>"}},
	} {
		c.user.Name, c.user.Href, c.user.Role = "amy", "/people/1", "viewer"
		entry := viewtest.RequireSound(t, userEntry(c.user)).One(t, "li[data-user=amy][data-role=viewer]")
		var tags []string
		for _, tag := range entry.All("span.tag") {
			tags = append(tags, tag.Words())
		}
		require.Equal(t, c.tags, tags, name)
	}
}

func TestPeople_LastLoginAndSessions(t *testing.T) {
	t.Parallel()
	never := viewtest.RequireSound(t, userEntry(UserEntry{Name: "amy", Href: "/u", From: "192.0.2.7", Sessions: 2}))
	require.Empty(t, never.All("time"))
	require.NotContains(t, never.Words(), "192.0.2.7")
	for n, want := range map[int]string{0: "0 sessions", 1: "1 session ", 1200: "1 200 sessions"} {
		entry := viewtest.RequireSound(t, userEntry(UserEntry{Name: "amy", Href: "/u", From: "192.0.2.7", Login: moment(), Sessions: n}))
		require.Contains(t, entry.One(t, "p").Words()+" ", want)
		require.Len(t, entry.All("time"), 1)
	}
}

// Ids in addresses lead nowhere else, and a hostile name does not leave its place.
func TestPeople_HostileUsers(t *testing.T) {
	t.Parallel()
	want := viewtest.Read(t, userEntry(UserEntry{Name: "amy", Href: "/people/1"})).Shape()
	for kind, text := range viewtest.ForeignTexts() {
		require.Equal(t, want, viewtest.RequireSound(t, userEntry(UserEntry{Name: text, Href: "/people/1"})).Shape(), kind)
	}
	root := viewtest.RequireSound(t, userEntry(UserEntry{Name: "amy", Href: "javascript:alert(1)//"}))
	for _, action := range sends(root) {
		require.NotContains(t, action, "alert")
	}
}

// A refused new user keeps its name and loses its password.
func TestPeople_RefusedUserKeepsName(t *testing.T) {
	t.Parallel()
	roles := []ui.Option{{Value: "viewer", Text: "viewer"}, {Value: "operator", Text: "operator", Selected: true}}
	main := mainOf(t, PeoplePage(shell(), People{Name: `amy"`, Roles: roles, Alert: ui.Alert{Code: "name", Text: "Taken."}, About: [][2]string{{"viewer", "Sees all."}, {"admin", "May all."}}}))
	form := main.One(t, "form[action=/people]")
	require.Equal(t, `amy"`, form.One(t, "input[name=name]").Attr["value"])
	require.False(t, form.One(t, "input[name=password]").Has("value"))
	require.Equal(t, []string{"operator"}, form.Values("option[selected]", "value"))
	require.Equal(t, "name", main.One(t, "[role=alert]").Attr["data-error"])
	require.Len(t, main.One(t, "dl.facts").All("dt"), 2)
}

func TestPeople_ClaimsOnlyWithProvider(t *testing.T) {
	t.Parallel()
	for claims, want := range map[bool][]string{false: nil, true: {"/people/claims"}} {
		main := mainOf(t, PeoplePage(shell(), People{Claims: claims}))
		require.Equal(t, want, main.One(t, "div.title").Values("a", "href"))
		require.Empty(t, main.One(t, "ul.people").All("li"))
	}
}

// A refused login is listed too; claims are foreign text.
func TestClaims_EachLogin(t *testing.T) {
	t.Parallel()
	require.Len(t, mainOf(t, ClaimsPage(shell(), Claims{})).All("div.empty"), 1)
	claims := `{"groups":["<script>"]}`
	main := mainOf(t, ClaimsPage(shell(), Claims{Logins: []ClaimsEntry{{Name: "amy", Subject: "1", Role: "admin", Claims: claims, At: moment()}, {Name: "eve", Subject: "2", At: moment()}}}))
	require.Empty(t, main.All("div.empty"))
	require.Equal(t, []string{"1", "2"}, main.Values("section[data-subject]", "data-subject"))
	require.Equal(t, []string{"admin", ""}, main.Values("section[data-subject]", "data-role"))
	require.Empty(t, main.One(t, "section[data-subject=1]").All("p.warn"))
	require.Len(t, main.One(t, "section[data-subject=2]").All("p.warn"), 1, "it was not let in")
	require.Equal(t, claims, main.One(t, "section[data-subject=1]").One(t, "pre").Words())
}

// A proof resends what was sent, for users with a password; others have to send the form again.
func TestProof_ByKindOfLogin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		proof Proof
		want  []string
	}{
		"password":   {Proof{Local: true}, []string{"input[name=proof]", "button.primary"}},
		"a provider": {Proof{ProviderHref: "/login/oidc?again=1"}, []string{"a[href=/login/oidc?again=1]"}},
	} {
		c.proof.Purpose, c.proof.Action, c.proof.Back = "delete the snapshots", "/bulk/snapshots/delete/record", "/snapshots?q=a"
		main := viewtest.Read(t, ProofPage(shell(), c.proof)).One(t, "main")
		require.Contains(t, main.Words(), "delete the snapshots", name)
		require.Equal(t, c.want, shows(main, "input[name=proof]", "button.primary", "a[href=/login/oidc?again=1]"), name)
		require.Equal(t, "proof", main.One(t, "form[action=/bulk/snapshots/delete/record]").Attr["data-error"], name)
		require.Len(t, main.All("a[href=/snapshots?q=a]"), 1, name)
	}
}

// The sentences of states that no other golden file has.
func TestAccountParts_Golden(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]templ.Component{
		"factor-none":       factorPanel(Account{CanAddPasskey: true}),
		"password":          passwordPanel(shell(), nil),
		"user-never-logged": userEntry(UserEntry{Name: "amy", Href: "/people/1", Self: true, Role: "admin"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}

// An error stands beside the field that it is about, and is read out with it.
func TestUserForms_ErrorBesideField(t *testing.T) {
	t.Parallel()
	for code, field := range map[string]string{"name": "add-name", "exists": "add-name", "password": "add-password", "role": "", "last-admin": ""} {
		requireErrorAt(t, PeoplePage(shell(), People{Alert: ui.Alert{Code: code, Text: "Wrong."}}), field)
	}
	for code, field := range map[string]string{"credentials": "old", "password": "new", "again": "again", "throttled": ""} {
		requireErrorAt(t, AccountPage(shell(), Account{Local: true, Alert: ui.Alert{Code: code, Text: "Wrong."}}), field)
	}
}

func requireErrorAt(t *testing.T, page templ.Component, field string) {
	t.Helper()
	main := mainOf(t, page)
	invalid := main.All("input[aria-invalid]")
	if field == "" {
		require.Empty(t, invalid)
		return
	}
	require.Len(t, invalid, 1, field)
	require.Equal(t, field, invalid[0].Attr["id"])
	require.Contains(t, strings.Fields(invalid[0].Attr["aria-describedby"]), field+"-error")
	require.Equal(t, "Wrong.", main.One(t, "p[id="+field+"-error]").Words())
}

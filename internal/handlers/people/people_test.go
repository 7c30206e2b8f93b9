package people

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/views/ui"
)

// ada returns the admin who is logged in.
func ada() auth.User {
	return auth.User{ID: "u", Name: "ada", Role: auth.RoleAdmin, PasswordHash: "hash"}
}

// area holds the handlers and the users that they change.
type area struct {
	*Handlers
	people   *webtest.People
	login    *webtest.Login
	sessions *webtest.Sessions
	auditLog *webtest.AuditLog
}

func newArea(change ...func(*web.Deps)) area {
	bob := auth.User{ID: "bob/1", Name: "bob", Role: auth.RoleViewer, Issuer: "https://id.example.org", DisabledAt: areatest.Noon}
	a := area{
		people: &webtest.People{All: []auth.User{ada(), bob}, Open: []auth.Session{{IDHash: "mine", UserID: "u"}, {IDHash: "phone", UserID: "u"}, {IDHash: "theirs", UserID: "bob/1"}}},
		login:  &webtest.Login{User: ada(), Password: "right", Code: "123456"}, sessions: &webtest.Sessions{}, auditLog: &webtest.AuditLog{},
	}
	base := areatest.NewContract().Base(append([]func(*web.Deps){func(d *web.Deps) {
		d.People, d.Login, d.Sessions, d.AuditLog, d.Observer = a.people, a.login, a.sessions, a.auditLog, webtest.NoObserver{}
		d.Scheme = func(*http.Request) string { return "http" }
	}}, change...)...)
	a.Handlers = New(base, areatest.Passkeys(base))
	return a
}

// form is a form that a user sends, and the response to it.
type form struct {
	user   auth.User
	proved time.Time
	route  string
	id     string
	fields url.Values
}

// context returns the request of the form.
func (f form) context() (echo.Context, *httptest.ResponseRecorder) {
	c, response := webtest.RequestBy(f.user, http.MethodPost, strings.ReplaceAll(f.route, ":id", f.id), f.fields)
	c.SetPath(f.route)
	areatest.SetParams(c, "id", f.id)
	c.Set(session.Key, auth.Session{IDHash: "mine", UserID: f.user.ID, ProvedAt: f.proved})
	return c, response
}

// send sends a form as ada.
func send(t *testing.T, handle echo.HandlerFunc, id string, fields url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, response := form{user: ada(), route: paths.PeoplePath, id: id, fields: fields}.context()
	require.NoError(t, handle(c))
	return response
}

// The sessions of the changed user must be looked up again.
func TestUsers_EachChangeIsCarriedOutAndRecorded(t *testing.T) {
	t.Parallel()
	a := newArea()
	for name, c := range map[string]struct {
		change userChange
		fields url.Values
		done   string
		action string
	}{
		"role":    {a.changeRole, url.Values{"role": {"operator"}}, "role operator bob/1", "set-role"},
		"disable": {a.disableUser, nil, "disable bob/1", "disable-user"},
		"enable":  {a.enableUser, nil, "enable bob/1", "enable-user"},
		"log out": {a.logUserOut, nil, "end sessions but  bob/1", "end-sessions"},
		"remove":  {a.removeUser, nil, "remove bob/1", "remove-user"},
	} {
		a.people.Done, a.sessions.Forgotten, a.auditLog.Entries = nil, nil, nil
		response := send(t, a.onUser(c.change), "bob/1", c.fields)
		done, err := url.Parse(response.Header().Get("Location"))
		require.NoError(t, err)
		require.Equal(t, paths.PeoplePath, done.Path, name)
		require.NotEmpty(t, peopleDone(done.Query().Get("done")), "%s: the page says what was done", name)
		require.Equal(t, []string{c.done}, a.people.Done, name)
		require.Equal(t, []string{"bob/1"}, a.sessions.Forgotten, name)
		require.Len(t, a.auditLog.Entries, 1, name)
		e := a.auditLog.Entries[0]
		require.Equal(t, []string{"ada", c.action, "done"}, []string{e.Actor, e.Action, e.Outcome}, name)
		require.Contains(t, e.Detail, "bob", name)
	}
}

// The last admin, an unknown role and a removed user are refused.
func TestUsers_RefusalsAreNotRecorded(t *testing.T) {
	t.Parallel()
	a := newArea()
	require.Equal(t, http.StatusUnprocessableEntity, send(t, a.onUser(a.changeRole), "bob/1", url.Values{"role": {"emperor"}}).Code)
	a.people.Err = fmt.Errorf("store: %w", auth.ErrLastAdmin)
	response := send(t, a.onUser(a.removeUser), "u", nil)
	require.Equal(t, http.StatusUnprocessableEntity, response.Code)
	require.Contains(t, response.Body.String(), `data-error="last-admin"`)
	c, _ := form{user: ada(), route: paths.PeoplePath, id: "gone"}.context()
	require.ErrorIs(t, a.onUser(a.removeUser)(c), echo.ErrNotFound)
	a.people.Err = webtest.ErrAway
	c, _ = form{user: ada(), route: paths.PeoplePath, id: "bob/1"}.context()
	require.ErrorIs(t, a.onUser(a.removeUser)(c), webtest.ErrAway)
	require.Empty(t, a.auditLog.Entries)
	require.Empty(t, a.sessions.Forgotten)
}

// The form keeps the typed name, but never the password.
func TestAddUser_RecordsOrShowsMistake(t *testing.T) {
	t.Parallel()
	fields := url.Values{"name": {"eve"}, "role": {"operator"}, "password": {"a secret one"}}
	a := newArea()
	require.Equal(t, http.StatusSeeOther, send(t, a.addUser, "", fields).Code)
	require.Equal(t, []string{"eve operator"}, a.login.Added)
	require.NotContains(t, a.auditLog.Entries[0].Detail, "secret")
	for code, err := range map[string]error{"name": auth.ErrBadName, "password": auth.ErrBadPassword, "exists": auth.ErrUserExists} {
		a := newArea()
		a.login.Err = err
		response := send(t, a.addUser, "", fields)
		require.Equal(t, http.StatusUnprocessableEntity, response.Code, code)
		require.Contains(t, response.Body.String(), `data-error="`+code+`"`)
		require.Contains(t, response.Body.String(), `value="eve"`)
		require.NotContains(t, response.Body.String(), "a secret one")
		require.Empty(t, a.auditLog.Entries)
	}
}

// Each mistake has a sentence, and other errors go to the error page.
func TestAlertOf_KnowsEachMistake(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{}
	for _, err := range []error{auth.ErrBadName, auth.ErrBadPassword, auth.ErrUserExists, auth.ErrBadRole, auth.ErrLastAdmin, auth.ErrBadCredentials} {
		alert, known := alertOf(fmt.Errorf("%w: it is wrong", err))
		require.True(t, known)
		require.False(t, codes[alert.Code])
		codes[alert.Code] = true
		require.True(t, unicode.IsUpper(rune(alert.Text[0])), alert.Text)
	}
	_, known := alertOf(errors.New("disk full"))
	require.False(t, known)
	require.Empty(t, sentence(""))
}

// Each user has the actions that can be done.
func TestPeople_ShowsEachUser(t *testing.T) {
	t.Parallel()
	a := newArea()
	req := areatest.Request(a.Base, paths.PeoplePath)
	req.User = "ada"
	p, err := a.peoplePage(t.Context(), req, ui.Alert{}, "")
	require.NoError(t, err)
	require.True(t, p.Static)
	require.Empty(t, originOf(ada()))
	require.NotEmpty(t, originOf(a.people.All[1]))
	require.Len(t, rolesInWords(), len(auth.Roles()))
	for _, role := range auth.Roles() {
		var selected []string
		for _, o := range table.OptionsOf(auth.Roles(), role) {
			if o.Selected {
				selected = append(selected, o.Value)
			}
		}
		require.Equal(t, []string{string(role)}, selected)
	}
}

// A failing database is an error.
func TestClaims_OfLatestLogins(t *testing.T) {
	t.Parallel()
	a := newArea()
	a.people.Logins = []auth.ProviderLogin{{Name: "bob", Claims: `{"groups":["x"]}`}}
	_, err := a.claims(t.Context(), areatest.Request(a.Base, claimsPath))
	require.NoError(t, err)
	a.people.Err = webtest.ErrAway
	_, err = a.claims(t.Context(), areatest.Request(a.Base, claimsPath))
	require.ErrorIs(t, err, webtest.ErrAway)
}

package handlers_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/site"
)

// identityProvider is a real OpenID provider on this machine, whose users have groups and can be removed.
type identityProvider struct {
	*storage.Storage
	url     string
	clients map[string]*storage.Client

	mu     sync.Mutex
	users  map[string]*storage.User
	groups map[string][]string
}

func newIdentityProvider(t *testing.T) *identityProvider {
	t.Helper()
	p := &identityProvider{clients: map[string]*storage.Client{}, users: map[string]*storage.User{}, groups: map[string][]string{}}
	for name, groups := range map[string][]string{"olga": {"staff", "ops"}, "vic": {"staff"}, "root": {"ops", "admins"}} {
		p.users[name] = &storage.User{ID: name, Username: name, Password: "verysecure", FirstName: name, Email: name + "@example.com"}
		p.groups[name] = groups
	}
	p.Storage = storage.NewStorageWithClients(p, p.clients)
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	p.url = server.URL
	handler = exampleop.SetupServer(p.url, p, nil, false)
	return p
}

func (p *identityProvider) GetUserByID(id string) *storage.User {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.users[id]
}
func (p *identityProvider) GetUserByUsername(name string) *storage.User { return p.GetUserByID(name) }
func (p *identityProvider) ExampleClientID() string                     { return storage.ServiceUserID }

// SetUserinfoFromToken adds the groups, which providers can be configured to do.
func (p *identityProvider) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, token, subject, origin string) error {
	if err := p.Storage.SetUserinfoFromToken(ctx, info, token, subject, origin); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	info.AppendClaims("groups", p.groups[subject])
	return nil
}

// set gives a user groups, or removes the user if there are none.
func (p *identityProvider) set(name string, groups ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.groups[name] = groups; len(groups) == 0 {
		delete(p.users, name)
	}
}

// onProvider returns a dashboard with users of an identity provider, with the provider's clock.
func onProvider(t *testing.T) (*dashboard, *identityProvider) {
	t.Helper()
	p := newIdentityProvider(t)
	d := setup(t, func(deps *web.Deps) {
		deps.ProviderName = "Example"
		deps.Provider = auth.NewProvider(auth.ProviderConfig{
			Issuer: p.url, ClientID: "snapdeck", ClientSecret: "secret", Scopes: []string{"profile", "email"}, GroupsClaim: "groups",
			Roles: map[string]auth.Role{"ops": auth.RoleMaintainer, "admins": auth.RoleAdmin, "audit": auth.RoleAuditor},
		})
	})
	p.clients["snapdeck"] = storage.WebClient("snapdeck", "secret", d.url+"/login/oidc/callback")
	d.clock.move(time.Since(noon) - 10*time.Minute)
	return d, p
}

// onProviderBelow is onProvider at a path of another host, behind a proxy that terminates TLS and removes the path or
// keeps it.
func onProviderBelow(t *testing.T, public string, strip bool) *dashboard {
	t.Helper()
	p := newIdentityProvider(t)
	where, err := site.New(site.Options{Public: public})
	require.NoError(t, err)
	d := setup(t, func(deps *web.Deps) {
		deps.Site, deps.PublicURL, deps.Scheme = where, public, where.Scheme
		deps.Provider = auth.NewProvider(auth.ProviderConfig{
			Issuer: p.url, ClientID: "snapdeck", ClientSecret: "secret", Scopes: []string{"profile"}, GroupsClaim: "groups", Roles: map[string]auth.Role{"admins": auth.RoleAdmin},
		})
	})
	p.clients["snapdeck"] = storage.WebClient("snapdeck", "secret", public+"/login/oidc/callback")
	d.clock.move(time.Since(noon) - 10*time.Minute)
	handler := d.handler
	if strip {
		handler = http.StripPrefix(where.Base(), handler)
	}
	proxy := httptest.NewServer(handler)
	t.Cleanup(proxy.Close)
	d.url, d.client = public, newClient(t)
	d.client.Transport.(*http.Transport).DialTLSContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, proxy.Listener.Addr().String())
	}
	return d
}

// toCallback logs in at the provider and returns the address that it redirects the browser to, or "" if it does not.
// change may change the request.
func (d *dashboard) toCallback(start, name string, change func(url.Values)) string {
	d.Helper()
	_, response := d.get(start)
	require.Equal(d, http.StatusSeeOther, response.StatusCode)
	address, err := url.Parse(response.Header.Get("Location"))
	require.NoError(d, err)
	query := address.Query()
	require.Equal(d, "query", query.Get("response_mode"))
	require.Equal(d, "S256", query.Get("code_challenge_method"))
	require.NotEmpty(d, query.Get("nonce"))
	if change != nil {
		change(query)
		address.RawQuery = query.Encode()
	}
	response, err = d.client.Get(address.String())
	require.NoError(d, err)
	require.NoError(d, response.Body.Close())
	form, err := response.Location()
	require.NoError(d, err)
	response, err = d.client.PostForm(form.Scheme+"://"+form.Host+form.Path, url.Values{"id": {form.Query().Get("authRequestID")}, "username": {name}, "password": {"verysecure"}})
	require.NoError(d, err)
	require.NoError(d, response.Body.Close())
	next, err := response.Location()
	if err != nil {
		return ""
	}
	response, err = d.client.Get(next.String())
	require.NoError(d, err)
	require.NoError(d, response.Body.Close())
	return strings.TrimPrefix(response.Header.Get("Location"), d.url)
}

// byProvider logs a user in through the provider in a new browser and returns the response.
func (d *dashboard) byProvider(name string) (*dashboard, string, *http.Response) {
	d.Helper()
	browser := *d
	browser.client = newClient(d.TB)
	back := browser.toCallback("/login/oidc?next=/volumes", name, nil)
	if back == "" {
		return &browser, "", nil
	}
	text, response := browser.get(back)
	return &browser, text, response
}

func TestOIDC_GroupsGiveRoles(t *testing.T) {
	t.Parallel()
	d, p := onProvider(t)
	page, _ := d.get("/login")
	require.Contains(t, page, `id="provider-login"`)
	olga, text, response := d.byProvider("olga")
	require.Equal(t, http.StatusSeeOther, response.StatusCode, text)
	require.Equal(t, "/volumes", response.Header.Get("Location"))
	require.Equal(t, auth.RoleMaintainer, d.userNamed("olga").Role)
	require.Equal(t, http.StatusForbidden, olga.post("/people", nil))
	_, text, response = d.byProvider("vic")
	require.Equal(t, http.StatusForbidden, response.StatusCode)
	require.Contains(t, text, `data-error="role"`)
	_, err := d.auditLog.UserByName(t.Context(), "vic")
	require.ErrorIs(t, err, auth.ErrNoUser, "no role by default")

	p.set("olga", "audit")
	_, _, response = d.byProvider("olga")
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	require.Equal(t, auth.RoleAuditor, d.userNamed("olga").Role, "the groups are read at each login")
	_, response = olga.get("/audit")
	require.Equal(t, http.StatusOK, response.StatusCode, "the groups also apply to open sessions")

	root, _, response := d.byProvider("root")
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	page, _ = root.get("/people/claims")
	require.Contains(t, page, `data-subject="vic" data-role=""`)
	require.Contains(t, page, `data-subject="root" data-role="admin"`)
	require.Contains(t, page, "staff")
}

// The callback, the cookies and the redirects are below the public path.
func TestOIDC_BelowPath(t *testing.T) {
	t.Parallel()
	for name, strip := range map[string]bool{"path taken off": true, "path left": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := onProviderBelow(t, "https://ops.example.com/tools/deck", strip)
			page, _ := d.get("/login?next=%2Fvolumes")
			require.Contains(t, page, `href="/tools/deck/login/oidc?next=%2Fvolumes"`)

			_, response := d.get("/login/oidc?next=%2Fvolumes")
			require.Len(t, response.Cookies(), 1)
			cookie := response.Cookies()[0]
			require.Equal(t, "__Secure-snapdeck_oidc", cookie.Name)
			require.Equal(t, "/tools/deck", cookie.Path)
			require.True(t, cookie.Secure && cookie.HttpOnly && cookie.SameSite == http.SameSiteLaxMode)

			back := d.toCallback("/login/oidc?next=%2Fvolumes", "root", func(q url.Values) {
				require.Equal(t, "https://ops.example.com/tools/deck/login/oidc/callback", q.Get("redirect_uri"))
			})
			text, response := d.get(back)
			require.Equal(t, http.StatusSeeOther, response.StatusCode, text)
			require.Equal(t, "/tools/deck/volumes", response.Header.Get("Location"))
			for _, cookie := range response.Cookies() {
				require.True(t, strings.HasPrefix(cookie.Name, "__Secure-") && cookie.Secure && cookie.Path == "/tools/deck", cookie)
			}
			_, response = d.get("/volumes")
			require.Equal(t, http.StatusOK, response.StatusCode)

			d.clock.move(10 * time.Minute)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/people", nil)
			require.NoError(t, err)
			r.Header.Set("Referer", d.url+"/people")
			response, err = d.client.Do(r)
			require.NoError(t, err)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, errors.Join(err, response.Body.Close()))
			require.Equal(t, http.StatusForbidden, response.StatusCode)
			require.Contains(t, string(body), `href="/tools/deck/login/oidc?proof=1&amp;next=%2Fpeople"`)
			_, response = d.get(d.toCallback("/login/oidc?proof=1&next=%2Fpeople", "root", nil))
			require.Equal(t, "/tools/deck/people", response.Header.Get("Location"))
			require.NotEqual(t, http.StatusForbidden, d.post("/people", nil))
		})
	}
}

func TestOIDC_Refused(t *testing.T) {
	t.Parallel()
	d, p := onProvider(t)
	refused := func(back string) {
		t.Helper()
		text, response := d.get(back)
		require.Equal(t, http.StatusForbidden, response.StatusCode)
		require.Contains(t, text, `data-error="provider"`)
		_, response = d.get("/volumes")
		require.Equal(t, http.StatusSeeOther, response.StatusCode)
	}
	refused(d.toCallback("/login/oidc", "olga", func(q url.Values) { q.Set("nonce", "another") }))
	refused(d.toCallback("/login/oidc", "olga", func(q url.Values) { q.Set("state", "another") }))
	challenge := strings.Repeat("x", 43)
	refused(d.toCallback("/login/oidc", "olga", func(q url.Values) { q.Set("code_challenge", challenge) }))
	refused("/login/oidc/callback?error=access_denied&state=x")

	back := d.toCallback("/login/oidc", "olga", nil)
	d.client = newClient(t)
	refused(back) // another browser has the response, but not the cookie

	back = d.toCallback("/login/oidc", "olga", nil)
	p.set("olga")
	refused(back) // removed at the provider
	_, _, response := d.byProvider("olga")
	require.Nil(t, response, "the provider does not let a removed user in")
}

func TestOIDC_NamesAreNotTakenOver(t *testing.T) {
	t.Parallel()
	d, p := onProvider(t)
	p.users["ada"] = &storage.User{ID: "ada", Username: "ada", Password: "verysecure"}
	p.set("ada", "admins")
	_, text, response := d.byProvider("ada")
	require.Equal(t, http.StatusForbidden, response.StatusCode)
	require.Contains(t, text, `data-error="exists"`)
}

// Actions that need proof send users of the provider there again; an old login is no proof.
func TestOIDC_FreshProof(t *testing.T) {
	t.Parallel()
	d, _ := onProvider(t)
	root, _, response := d.byProvider("root")
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	d.clock.move(10 * time.Minute)
	status, text, _ := root.postForm("/people", url.Values{})
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, text, `data-error="proof"`)
	require.Contains(t, text, `href="/login/oidc?proof=1&amp;next=`)

	maxAge := func(q url.Values) { require.Equal(t, "0", q.Get("max_age")) }
	stale := root.toCallback("/login/oidc?proof=1&next=/people", "root", maxAge)
	other := root.toCallback("/login/oidc?proof=1&next=/people", "olga", maxAge)
	_, response = root.get(other)
	require.Equal(t, http.StatusForbidden, response.StatusCode, "another user is no proof")
	_, response = root.get(stale)
	require.Equal(t, http.StatusForbidden, response.StatusCode, "its cookie was used")

	fresh := root.toCallback("/login/oidc?proof=1&next=/people", "root", maxAge)
	_, response = root.get(fresh)
	require.Equal(t, http.StatusSeeOther, response.StatusCode)
	require.NotEqual(t, http.StatusForbidden, root.post("/people", nil))

	late := root.toCallback("/login/oidc?proof=1&next=/people", "root", maxAge)
	d.clock.move(6 * time.Minute)
	_, response = root.get(late)
	require.Equal(t, http.StatusForbidden, response.StatusCode, "auth_time is too old")
}

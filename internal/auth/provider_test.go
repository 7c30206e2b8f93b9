package auth_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

// provider is a minimal OpenID provider that confirms what the test sets. It handles one login at a time.
type provider struct {
	t      *testing.T
	url    string
	key    ed25519.PrivateKey
	public ed25519.PublicKey

	mu     sync.Mutex
	away   bool
	claims map[string]any // of the token, in place of those of a valid one; nil values remove
	info   map[string]any // of the userinfo endpoint; nil: there is no such endpoint
	sent   url.Values     // with the code
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{t: t, claims: map[string]any{}}
	var err error
	p.public, p.key, err = ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	var response map[string]any
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		response = map[string]any{
			"issuer": p.url, "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token", "jwks_uri": p.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"EdDSA"},
		}
		if p.info != nil {
			response["userinfo_endpoint"] = p.url + "/userinfo"
		}
	case "/keys":
		response = map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": base64.RawURLEncoding.EncodeToString(p.public)}}}
	case "/token":
		if err := r.ParseForm(); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		p.sent = r.PostForm
		response = map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": p.token()}
	case "/userinfo":
		response = p.info
	}
	_ = json.NewEncoder(w).Encode(response) // a client that has disconnected needs no response
}

// token returns a signed token with the claims.
func (p *provider) token() string {
	claims := map[string]any{
		"iss": p.url, "sub": "7", "aud": "snapdeck", "exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(),
		"preferred_username": "olga", "groups": []string{"staff", "ops"},
	}
	for name, value := range p.claims {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	encode := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := encode(map[string]any{"alg": "EdDSA"}) + "." + encode(claims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(p.key, []byte(signed)))
}

func (p *provider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// client returns Snapdeck's client of the provider.
func (p *provider) client() *auth.Provider {
	return auth.NewProvider(auth.ProviderConfig{
		Issuer: p.url, ClientID: "snapdeck", ClientSecret: "secret", Scopes: []string{"profile"}, GroupsClaim: "groups",
		Roles: map[string]auth.Role{"ops": auth.RoleMaintainer, "audit": auth.RoleAuditor, "all": auth.RoleViewer, "admins": auth.RoleAdmin},
	})
}

// logIn performs a whole login. Its token has the nonce of the ceremony unless the claims hold another one.
func (p *provider) logIn(c *auth.Provider) (auth.Identity, error) {
	ceremony := auth.NewCeremony("https://snapdeck.example.com/login/oidc/callback", "/volumes", false)
	p.set(func() {
		if _, given := p.claims["nonce"]; !given {
			p.claims["nonce"] = ceremony.Nonce
		}
	})
	return c.Identify(p.t.Context(), ceremony, ceremony.State, "code")
}

func TestProvider_SendsStateNonceAndPKCE(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	seen := map[string]bool{}
	for _, proof := range []bool{false, true} {
		c := auth.NewCeremony("https://snapdeck.example.com/login/oidc/callback", "/volumes", proof)
		address, err := p.client().Address(t.Context(), c)
		require.NoError(t, err)
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		q := parsed.Query()
		require.Equal(t, p.url+"/authorize", parsed.Scheme+"://"+parsed.Host+parsed.Path)
		for name, want := range map[string]string{
			"client_id": "snapdeck", "response_type": "code", "response_mode": "query", "scope": "openid profile", "redirect_uri": c.Redirect,
			"state": c.State, "nonce": c.Nonce, "code_challenge_method": "S256", "max_age": map[bool]string{true: "0"}[proof],
		} {
			require.Equal(t, want, q.Get(name), name)
		}
		require.NotContains(t, address, c.Verifier)
		require.NotContains(t, address, "secret")
		for _, secret := range []string{c.State, c.Nonce, c.Verifier} {
			require.GreaterOrEqual(t, len(secret), 43, "256 bits")
			require.False(t, seen[secret])
			seen[secret] = true
		}
	}
}

// Each case is refused for one reason.
func TestProvider_RefusesUnconfirmedLogins(t *testing.T) {
	t.Parallel()
	_, foreign, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	for name, change := range map[string]func(p *provider){
		"the nonce of another login":         func(p *provider) { p.claims["nonce"] = "another" },
		"no nonce":                           func(p *provider) { p.claims["nonce"] = nil },
		"a token for another program":        func(p *provider) { p.claims["aud"] = "wiki" },
		"a token of another provider":        func(p *provider) { p.claims["iss"] = "https://id.example.com" },
		"an expired token":                   func(p *provider) { p.claims["exp"] = time.Now().Add(-time.Minute).Unix() },
		"a forged token":                     func(p *provider) { p.key = foreign },
		"userinfo about another user":        func(p *provider) { p.info = map[string]any{"sub": "8"} },
		"no userinfo, where there should be": func(p *provider) { p.info = map[string]any{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t)
			p.set(func() { change(p) })
			id, err := p.logIn(p.client())
			require.ErrorIs(t, err, auth.ErrProvider)
			require.Zero(t, id)
		})
	}
}

// The code of a foreign response is not even sent.
func TestProvider_AnswerMustMatchState(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	c := auth.NewCeremony("https://snapdeck.example.com/login/oidc/callback", "/", false)
	for _, response := range [][2]string{{"", "code"}, {"another", "code"}, {c.State + "x", "code"}, {c.State, ""}} {
		_, err := p.client().Identify(t.Context(), c, response[0], response[1])
		require.ErrorIs(t, err, auth.ErrProvider)
	}
	require.Nil(t, p.sent)
	p.set(func() { p.claims["nonce"] = c.Nonce })
	_, err := p.client().Identify(t.Context(), c, c.State, "code")
	require.NoError(t, err)
	require.Equal(t, []string{"code", c.Verifier, c.Redirect}, []string{p.sent.Get("code"), p.sent.Get("code_verifier"), p.sent.Get("redirect_uri")})
}

// Providers send the groups in the token or from the userinfo endpoint.
func TestProvider_IdentityFromClaims(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		claims, info map[string]any
		name         string
		role         auth.Role
		at           time.Time
	}{
		"of the token":                      {nil, nil, "olga", auth.RoleMaintainer, time.Time{}},
		"groups of the userinfo":            {map[string]any{"groups": nil}, map[string]any{"sub": "7", "groups": []string{"audit"}}, "olga", auth.RoleAuditor, time.Time{}},
		"groups of both: the token's count": {nil, map[string]any{"sub": "7", "groups": []string{"admins"}}, "olga", auth.RoleMaintainer, time.Time{}},
		"one group as a text":               {map[string]any{"groups": "audit"}, nil, "olga", auth.RoleAuditor, time.Time{}},
		"the group with the most rights":    {map[string]any{"groups": []string{"all", "admins", "ops"}}, nil, "olga", auth.RoleAdmin, time.Time{}},
		"no group that gives a role":        {map[string]any{"groups": []string{"staff", "OPS"}}, nil, "olga", "", time.Time{}},
		"groups of another form":            {map[string]any{"groups": map[string]any{"ops": true}}, nil, "olga", "", time.Time{}},
		"texts and others":                  {map[string]any{"groups": []any{1, "all", nil}}, nil, "olga", auth.RoleViewer, time.Time{}},
		"the address as the name":           {map[string]any{"preferred_username": "", "email": "o@example.com"}, nil, "o@example.com", auth.RoleMaintainer, time.Time{}},
		"the subject as the name":           {map[string]any{"preferred_username": nil}, nil, "7", auth.RoleMaintainer, time.Time{}},
		"the time of the login there":       {map[string]any{"auth_time": at.Unix()}, nil, "olga", auth.RoleMaintainer, at},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t)
			p.set(func() {
				p.info = c.info
				for name, value := range c.claims {
					p.claims[name] = value
				}
			})
			id, err := p.logIn(p.client())
			require.NoError(t, err)
			require.Equal(t, []string{p.url, "7", c.name, string(c.role)}, []string{id.Issuer, id.Subject, id.Name, string(id.Role)})
			require.Equal(t, c.at, id.AuthTime)
		})
	}
}

func TestProvider_DiscoveryIsRetriedUntilItSucceeds(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	client := p.client()
	p.set(func() { p.away = true })
	_, err := client.Address(t.Context(), auth.Ceremony{})
	require.Error(t, err)
	_, err = p.logIn(client)
	require.ErrorIs(t, err, auth.ErrProvider)
	p.set(func() { p.away, p.claims = false, map[string]any{} })
	_, err = p.logIn(client)
	require.NoError(t, err)
	p.set(func() { p.away = true })
	_, err = client.Address(t.Context(), auth.Ceremony{})
	require.NoError(t, err, "its addresses are known")
}

// The groups are applied at each login: a user who leaves them loses the role.
func TestAdmit_FollowsGroups(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addUser(t, "root")
	id := auth.Identity{Issuer: "https://id.example.com", Subject: "7", Name: "olga", Role: auth.RoleMaintainer, Claims: map[string]any{"sub": "7"}}
	olga, err := b.authenticator.Admit(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, auth.RoleMaintainer, b.userNamed(t, "olga").Role)
	require.Empty(t, b.userNamed(t, "olga").PasswordHash)

	id.Name, id.Role = "olga.new", auth.RoleViewer
	again, err := b.authenticator.Admit(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, olga.ID, again.ID, "the subject identifies, not the name")
	require.Equal(t, auth.RoleViewer, b.userNamed(t, "olga").Role)

	id.Role = ""
	_, err = b.authenticator.Admit(t.Context(), id)
	require.ErrorIs(t, err, auth.ErrBadRole)
	id.Role = auth.RoleAdmin
	require.NoError(t, b.store.DisableUser(t.Context(), olga.ID, b.clock.Now()))
	_, err = b.authenticator.Admit(t.Context(), id)
	require.ErrorIs(t, err, auth.ErrBadCredentials)
	require.Equal(t, auth.RoleViewer, b.userNamed(t, "olga").Role, "a disabled user gains nothing")

	logins, err := b.store.ProviderLogins(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, logins, "refused ones are stored too, for an administrator to see the groups")
}

// The name may belong to a user with a password, or to one of another provider.
func TestAdmit_NeverTakesOverAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	root := b.addUser(t, "root")
	for _, id := range []auth.Identity{
		{Issuer: "https://id.example.com", Subject: "7", Name: "root", Role: auth.RoleAdmin},
		{Issuer: "https://id.example.com", Subject: "8", Name: " ROOT ", Role: auth.RoleViewer},
		{Issuer: "", Subject: root.ID, Name: "root", Role: auth.RoleAdmin},
	} {
		_, err := b.authenticator.Admit(t.Context(), id)
		require.ErrorIs(t, err, auth.ErrUserExists)
	}
	require.Equal(t, root, b.userNamed(t, "root"))
	_, err := b.authenticator.Admit(t.Context(), auth.Identity{Issuer: "https://id.example.com", Subject: "9", Name: "\u200b", Role: auth.RoleViewer})
	require.ErrorIs(t, err, auth.ErrBadName)

	pat := auth.Identity{Issuer: "https://id.example.com", Subject: "10", Name: "pat", Role: auth.RoleViewer}
	_, err = b.authenticator.Admit(t.Context(), pat)
	require.NoError(t, err)
	pat.Issuer, pat.Role = "https://other.example.com", auth.RoleAdmin
	_, err = b.authenticator.Admit(t.Context(), pat)
	require.ErrorIs(t, err, auth.ErrUserExists, "the same subject of another provider is another user")
}

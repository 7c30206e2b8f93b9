package auth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// MaxProviderSession is how long a session of a user of an identity provider lasts at most: so long a user whom the
// provider has removed can go on.
const MaxProviderSession = 8 * time.Hour

// providerTimeout is how long a call to an identity provider may take.
const providerTimeout = 10 * time.Second

// ErrProvider says that an identity provider did not vouch for anybody; what is returned wraps it.
var ErrProvider = errors.New("the identity provider did not confirm the login")

// ProviderConfig says how an identity provider is asked, by OpenID Connect.
type ProviderConfig struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Scopes       []string        // beside openid
	GroupsClaim  string          // the claim that holds the groups
	Roles        map[string]Role // of groups; who is in none of them has no role
}

// Provider is an identity provider. It is discovered when it is first needed, so that it may be away before. It may be
// used concurrently.
type Provider struct {
	config ProviderConfig
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// NewProvider returns a provider that is asked by a client.
func NewProvider(c ProviderConfig) *Provider {
	return &Provider{config: c, client: &http.Client{Timeout: providerTimeout}}
}

// Ceremony is what a login by an identity provider has to come back with.
type Ceremony struct {
	State, Nonce, Verifier string
	Redirect               string // where the provider sends the browser back to
	Next                   string // where the user goes then
	Proof                  bool   // it is a fresh proof of a user who is logged in
}

// NewCeremony begins a login.
func NewCeremony(redirect, next string, proof bool) Ceremony {
	return Ceremony{State: newID(), Nonce: newID(), Verifier: oauth2.GenerateVerifier(), Redirect: redirect, Next: next, Proof: proof}
}

// Identity is whom an identity provider vouches for.
type Identity struct {
	Issuer, Subject string
	Name            string
	Groups          []string
	Role            Role // that the groups give; empty: none
	AuthTime        time.Time
	Claims          map[string]any
}

// ProviderLogin is what an identity provider said at a login.
type ProviderLogin struct {
	Issuer, Subject, Name string
	Claims                string // JSON
	Role                  Role   // empty: not let in
	At                    time.Time
}

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The provider keeps the client of this context for its keys, and nothing else of it.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discover the identity provider: %w", err)
	}
	p.found = found
	return found, nil
}

func (p *Provider) oauth(found *oidc.Provider, c Ceremony) oauth2.Config {
	return oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: c.Redirect,
		Scopes: append([]string{oidc.ScopeOpenID}, p.config.Scopes...),
	}
}

// Address is where a browser goes to log in. The answer comes as a query, since the cookie of the ceremony goes with
// no form of another site.
func (p *Provider) Address(ctx context.Context, c Ceremony) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(c.Nonce), oauth2.S256ChallengeOption(c.Verifier), oauth2.SetAuthURLParam("response_mode", "query"),
	}
	if c.Proof {
		options = append(options, oauth2.SetAuthURLParam("max_age", "0"))
	}
	config := p.oauth(found, c)
	return config.AuthCodeURL(c.State, options...), nil
}

// Identify returns whom a provider vouches for, given what the browser came back with. What does not fit the ceremony
// gives an error that wraps ErrProvider.
func (p *Provider) Identify(ctx context.Context, c Ceremony, state, code string) (Identity, error) {
	if code == "" || subtle.ConstantTimeCompare([]byte(state), []byte(c.State)) != 1 {
		return Identity{}, fmt.Errorf("%w: the answer does not belong to the question", ErrProvider)
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	ctx = oidc.ClientContext(ctx, p.client)
	config := p.oauth(found, c)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(c.Verifier))
	if err != nil {
		return Identity{}, fmt.Errorf("%w: exchange the code: %w", ErrProvider, err)
	}
	raw, _ := token.Extra("id_token").(string)
	signed, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: verify the token: %w", ErrProvider, err)
	}
	if subtle.ConstantTimeCompare([]byte(signed.Nonce), []byte(c.Nonce)) != 1 {
		return Identity{}, fmt.Errorf("%w: the nonce is another one", ErrProvider)
	}
	return p.identity(ctx, found, signed, config.TokenSource(ctx, token))
}

// identity gathers the claims of the token and, where there are more, of the userinfo endpoint.
func (p *Provider) identity(ctx context.Context, found *oidc.Provider, signed *oidc.IDToken, source oauth2.TokenSource) (Identity, error) {
	claims := map[string]any{}
	if err := signed.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: read the claims: %w", ErrProvider, err)
	}
	if found.UserInfoEndpoint() != "" {
		info, err := found.UserInfo(ctx, source)
		if err != nil {
			return Identity{}, fmt.Errorf("%w: read who it is: %w", ErrProvider, err)
		}
		if info.Subject != signed.Subject {
			return Identity{}, fmt.Errorf("%w: the token and the userinfo are about different users", ErrProvider)
		}
		more := map[string]any{}
		if err := info.Claims(&more); err != nil {
			return Identity{}, fmt.Errorf("%w: read the claims: %w", ErrProvider, err)
		}
		for name, value := range more {
			if _, known := claims[name]; !known {
				claims[name] = value
			}
		}
	}
	id := Identity{Issuer: signed.Issuer, Subject: signed.Subject, Claims: claims, Groups: texts(claims[p.config.GroupsClaim])}
	id.Name = firstText(claims, "preferred_username", "email", "name", "sub")
	id.Role = p.roleOf(id.Groups)
	if seconds, ok := claims["auth_time"].(float64); ok {
		id.AuthTime = time.Unix(int64(seconds), 0).UTC()
	}
	return id, nil
}

// roleOf is the role with the most rights that some groups give.
func (p *Provider) roleOf(groups []string) Role {
	var best Role
	for _, group := range groups {
		if role, ok := p.config.Roles[group]; ok && len(role.Rights()) > len(best.Rights()) {
			best = role
		}
	}
	return best
}

// texts are the texts of a claim, which is one or several.
func texts(claim any) []string {
	switch v := claim.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			if text, ok := one.(string); ok {
				all = append(all, text)
			}
		}
		return all
	default:
		return nil
	}
}

func firstText(claims map[string]any, names ...string) string {
	for _, name := range names {
		if text, ok := claims[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}

// Login is what is stored of an identity.
func (i Identity) Login(at time.Time) (ProviderLogin, error) {
	claims, err := json.MarshalIndent(i.Claims, "", "  ")
	if err != nil {
		return ProviderLogin{}, fmt.Errorf("encode the claims: %w", err)
	}
	return ProviderLogin{Issuer: i.Issuer, Subject: i.Subject, Name: i.Name, Claims: string(claims), Role: i.Role, At: at}, nil
}

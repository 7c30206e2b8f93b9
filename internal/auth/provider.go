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

// MaxProviderSession is the maximal length of a session of an identity provider's user, since a user whom the provider
// has removed stays logged in for that time.
const MaxProviderSession = 8 * time.Hour

const providerTimeout = 10 * time.Second // of one call

// ErrProvider means that an identity provider did not confirm a login.
var ErrProvider = errors.New("the identity provider did not confirm the login")

// ProviderConfig configures an identity provider with OpenID Connect.
type ProviderConfig struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Scopes       []string        // besides openid
	GroupsClaim  string          // the claim with the groups
	Roles        map[string]Role // by group; a user in none of them has no role
}

// Provider is an identity provider. It is discovered at the first login, so Snapdeck can start without it. It is safe
// for concurrent use.
type Provider struct {
	config ProviderConfig
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// NewProvider returns a provider without calling it.
func NewProvider(c ProviderConfig) *Provider {
	return &Provider{config: c, client: &http.Client{Timeout: providerTimeout}}
}

// Ceremony holds the secrets that tie the response of an identity provider to the login that was started here.
type Ceremony struct {
	State, Nonce, Verifier string
	Redirect               string // the address to which the provider returns the browser
	Next                   string // the page to show after that
	Proof                  bool   // a user who is logged in confirms their identity again
}

// NewCeremony starts a login.
func NewCeremony(redirect, next string, proof bool) Ceremony {
	return Ceremony{State: newID(), Nonce: newID(), Verifier: oauth2.GenerateVerifier(), Redirect: redirect, Next: next, Proof: proof}
}

// Identity is a user as confirmed by an identity provider.
type Identity struct {
	Issuer, Subject string
	Name            string
	Groups          []string
	Role            Role      // of the groups; empty: none
	AuthTime        time.Time // of the login at the provider; zero: not given
	Claims          map[string]any
}

// ProviderLogin is a stored login by an identity provider.
type ProviderLogin struct {
	Issuer, Subject, Name string
	Claims                string // JSON
	Role                  Role   // empty: refused
	At                    time.Time
}

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The library keeps this context's client for later fetches of the keys, and no deadline.
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

// Address returns the address at which a browser logs in. It requests the response as a query: browsers do not send the
// cookie of the ceremony with a form of another site.
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

// Identify returns the user that a provider confirms, given the state and the code that the browser returned with. It
// returns an error that wraps ErrProvider if they do not belong to the ceremony.
func (p *Provider) Identify(ctx context.Context, c Ceremony, state, code string) (Identity, error) {
	if code == "" || subtle.ConstantTimeCompare([]byte(state), []byte(c.State)) != 1 {
		return Identity{}, fmt.Errorf("%w: the response does not belong to the request", ErrProvider)
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

// identity combines the claims of the token with those of the userinfo endpoint, since some providers send the groups
// only there.
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

// roleOf returns the role of some groups that has the most rights.
func (p *Provider) roleOf(groups []string) Role {
	var best Role
	for _, group := range groups {
		if role, ok := p.config.Roles[group]; ok && len(role.Rights()) > len(best.Rights()) {
			best = role
		}
	}
	return best
}

// texts returns the texts of a claim, which may be one text or a list.
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

// Login returns the login to store.
func (i Identity) Login(at time.Time) (ProviderLogin, error) {
	claims, err := json.MarshalIndent(i.Claims, "", "  ")
	if err != nil {
		return ProviderLogin{}, fmt.Errorf("encode the claims: %w", err)
	}
	return ProviderLogin{Issuer: i.Issuer, Subject: i.Subject, Name: i.Name, Claims: string(claims), Role: i.Role, At: at}, nil
}

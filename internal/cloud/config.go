package cloud

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/secret"
)

// The defaults of a Config.
const (
	DefaultEndpoint      = "https://api.ionos.com"
	DefaultDialTimeout   = 10 * time.Second
	DefaultTryTimeout    = 60 * time.Second
	DefaultTries         = 4
	DefaultMaxWait       = 10 * time.Second
	DefaultMaxConcurrent = 8
	DefaultMaxResponse   = 256 << 20
	DefaultPageSize      = 1000
)

// Config is what a Client needs. Zero fields take their defaults; only credentials have none.
type Config struct {
	// Endpoint is the address of the API, with or without scheme, /cloudapi/v6 and a slash at
	// its end. Without a scheme it is https, and http on a loopback host.
	Endpoint string
	// Token is sent as a bearer token. When it is unset, Username and Password are used.
	Token          secret.Value
	Username       string
	Password       secret.Value
	ContractNumber string // digits; empty: the credentials' own contract
	Version        string // of Snapdeck, for the User-Agent

	Timeouts Timeouts
	// Tries is how often a GET is tried in all. Nothing else is ever repeated.
	Tries int
	// MaxWait is how long a GET may rest inside the client before it is tried again. When the
	// cloud asks for a longer wait, the call ends with a fault that carries it, so that the
	// caller can keep to it and show it.
	MaxWait       time.Duration
	MaxConcurrent int   // exchanges at a time
	MaxResponse   int64 // bytes of an answer's body
	PageSize      int   // items per page, 1 to 10000 (API reference 2)
	// Reserve is the share of the contract's request budget that is left to other tools, 0 to 0.9.
	Reserve float64

	// KnownSnapshot returns a snapshot as the caller knows it, so that listings need not decode
	// again what is as it was. It may be nil, and is called concurrently.
	KnownSnapshot func(id string) (inventory.Snapshot, bool)
	KnownLabel    func(resourceID, key string) (inventory.Label, bool) // the same for labels

	Logger  *slog.Logger
	Metrics Metrics

	// For tests: the clock, a rest that ends early with the context's error, a source of
	// numbers in [0,1), and what carries requests to the network.
	Now       func() time.Time
	Sleep     func(context.Context, time.Duration) error
	Rand      func() float64
	Transport http.RoundTripper
}

// Timeouts bound what the network may take.
type Timeouts struct {
	Dial time.Duration // a connection, and its TLS handshake
	Try  time.Duration // one exchange, from the request to the end of the answer's body
}

// Metrics is told of every exchange with the cloud. It is called concurrently.
type Metrics interface {
	// Observe tells of one exchange: the route with {id} in place of ids, the method, the
	// HTTP status or, without one, "unreachable", "timeout" or "cancelled", and how long it took.
	Observe(route, method, outcome string, took time.Duration)
}

type noMetrics struct{}

func (noMetrics) Observe(string, string, string, time.Duration) {}

func (c Config) withDefaults() Config {
	orElse(&c.Endpoint, DefaultEndpoint)
	orElse(&c.Version, "dev")
	orElse(&c.Timeouts.Dial, DefaultDialTimeout)
	orElse(&c.Timeouts.Try, DefaultTryTimeout)
	orElse(&c.Tries, DefaultTries)
	orElse(&c.MaxWait, DefaultMaxWait)
	orElse(&c.MaxConcurrent, DefaultMaxConcurrent)
	orElse(&c.MaxResponse, DefaultMaxResponse)
	orElse(&c.PageSize, DefaultPageSize)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = noMetrics{}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	return c
}

// orElse sets a field that has no value yet.
func orElse[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (c Config) check() error {
	switch {
	case !c.Token.Set() && c.Username == "":
		return errors.New("cloud: neither a token nor a user name is set")
	case !c.Token.Set() && !c.Password.Set():
		return errors.New("cloud: a user name is set without a password")
	case !isHeaderText(c.Token.Reveal()):
		return errors.New("cloud: the token has a character that no token has")
	case !isHeaderText(c.Version):
		return fmt.Errorf("cloud: the version %q cannot stand in a User-Agent", c.Version)
	case strings.Trim(c.ContractNumber, "0123456789") != "":
		return fmt.Errorf("cloud: the contract number %q is not a number", c.ContractNumber)
	case c.PageSize < 1 || c.PageSize > 10000:
		return fmt.Errorf("cloud: the page size %d is not between 1 and 10000", c.PageSize)
	case c.Reserve < 0 || c.Reserve > 0.9:
		return fmt.Errorf("cloud: the reserve %g is not between 0 and 0.9", c.Reserve)
	case c.Tries < 1 || c.MaxConcurrent < 1 || c.MaxResponse < 1:
		return errors.New("cloud: tries, concurrency and answer size must be at least 1")
	}
	return nil
}

func isHeaderText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

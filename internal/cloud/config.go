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

	"snapdeck/internal/backoff"
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

// Config configures a Client. Zero fields have defaults, except for the credentials.
type Config struct {
	// Endpoint is the address of the API, with or without scheme, /cloudapi/v6 and a trailing slash. Without a
	// scheme it is https, or http on a loopback host.
	Endpoint string
	// Token is sent as a bearer token. Without one, Username and Password are used.
	Token          secret.Value
	Username       string
	Password       secret.Value
	ContractNumber string // digits; empty: the contract of the credentials
	Version        string // of Snapdeck, for the User-Agent

	Timeouts Timeouts
	// Tries is the total number of tries of a GET. No other call is ever repeated.
	Tries int
	// MaxWait is the maximal wait of a GET before a retry. When the API demands a longer one, the call fails
	// with an error that carries it, for the caller to respect and to show.
	MaxWait       time.Duration
	MaxConcurrent int   // concurrent calls
	MaxResponse   int64 // bytes of a response body
	PageSize      int   // items per page, 1 to 10000 (docs/ionos-api.md 2)
	// Reserve is the share of the contract's request budget left to other clients, 0 to 0.9.
	Reserve float64

	// CachedSnapshot returns a snapshot from the caller's view, which saves decoding unchanged entries again. It
	// may be nil, and must be safe for concurrent use.
	CachedSnapshot func(id string) (inventory.Snapshot, bool)
	CachedLabel    func(resourceID, key string) (inventory.Label, bool) // the same for labels

	Logger  *slog.Logger
	Metrics Metrics

	// For tests: the clock, an interruptible sleep, random numbers in [0,1), and the network transport.
	Now       func() time.Time
	Sleep     func(context.Context, time.Duration) error
	Rand      func() float64
	Transport http.RoundTripper
}

// Timeouts bound network operations.
type Timeouts struct {
	Dial time.Duration // a connection with its TLS handshake
	Try  time.Duration // one try, until the end of the response body
}

// Metrics observes API calls. It must be safe for concurrent use.
type Metrics interface {
	// Observe records one try: the route with {id} in place of ids, the method, the HTTP status or, without
	// one, "unreachable", "timeout" or "cancelled", and the duration.
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
	orElse(&c.Logger, slog.New(slog.DiscardHandler))
	orElse(&c.Metrics, Metrics(noMetrics{}))
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = backoff.Wait
	}
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	return c
}

// orElse sets a zero field to its default.
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
		return errors.New("cloud: the token contains an invalid character")
	case !isHeaderText(c.Version):
		return fmt.Errorf("cloud: the version %q is not valid in a User-Agent", c.Version)
	case strings.Trim(c.ContractNumber, "0123456789") != "":
		return fmt.Errorf("cloud: the contract number %q is not a number", c.ContractNumber)
	case c.PageSize < 1 || c.PageSize > 10000:
		return fmt.Errorf("cloud: the page size %d is not between 1 and 10000", c.PageSize)
	case c.Reserve < 0 || c.Reserve > 0.9:
		return fmt.Errorf("cloud: the reserve %g is not between 0 and 0.9", c.Reserve)
	case c.Tries < 1 || c.MaxConcurrent < 1 || c.MaxResponse < 1:
		return errors.New("cloud: tries, concurrency and response size must be at least 1")
	}
	return nil
}

func isHeaderText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

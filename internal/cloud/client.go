package cloud

import (
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Client calls the IONOS Cloud API. It implements inventory.Source and operation.Cloud. It is safe for
// concurrent use, and every error is or wraps an *inventory.APIError.
type Client struct {
	api       *sdk.APIClient
	transport *transport
	endpoint  endpoint
	pageSize  int32
	contract  int64 // the contract to show; 0: the first
	log       *slog.Logger
	snapshots *decodeCache[inventory.Snapshot]
	labels    *decodeCache[inventory.Label]
}

var (
	_ inventory.Source = (*Client)(nil)
	_ operation.Cloud  = (*Client)(nil)
)

// New returns a client without making a call; the error reports an invalid configuration.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	at, err := parseEndpoint(cfg.Endpoint)
	if err != nil {
		return nil, err
	}
	t := newTransport(cfg, at)
	return &Client{
		api:       newAPI(t, at, cfg.Logger),
		transport: t,
		endpoint:  at,
		pageSize:  int32(cfg.PageSize),
		contract:  contractOf(cfg),
		log:       cfg.Logger,
		snapshots: newDecodeCache(cfg.CachedSnapshot),
		labels:    newDecodeCache(byKey(cfg.CachedLabel)),
	}, nil
}

// newAPI returns the SDK's client over a transport. Its configuration is explicit, since the SDK's constructors
// read the environment. It tries once and logs nothing.
func newAPI(t *transport, at endpoint, logger *slog.Logger) *sdk.APIClient {
	client := &http.Client{CheckRedirect: checkRedirect(at)}
	api := sdk.NewAPIClient(&sdk.Configuration{
		Host:               at.host,
		Scheme:             at.scheme,
		Servers:            sdk.ServerConfigurations{{URL: at.base()}},
		OperationServers:   map[string]sdk.ServerConfigurations{},
		DefaultHeader:      map[string]string{},
		DefaultQueryParams: url.Values{"pretty": {"false"}},
		HTTPClient:         client,
		MaxRetries:         1,
		LogLevel:           sdk.Off,
		Logger:             log.New(io.Discard, "", 0),
	})
	// NewAPIClient replaces the transport when this environment variable is set (docs/ionos-api.md 9.10).
	client.Transport = t
	if os.Getenv(sdk.IonosPinnedCertEnvVar) != "" {
		logger.Warn("environment variable ignored", "variable", sdk.IonosPinnedCertEnvVar)
	}
	return api
}

var errRedirects = errors.New("too many redirects")

func checkRedirect(at endpoint) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		c := callOf(req.Context())
		if !at.owns(req.URL) {
			return c.apiError(inventory.ErrUnreadable, fmt.Errorf("%s: %w", req.URL.Host, errForeign))
		}
		if len(via) > maxRedirects {
			return c.apiError(inventory.ErrUnreadable, errRedirects)
		}
		return nil
	}
}

// Endpoint returns the host of the API, with its port if given, for display.
func (c *Client) Endpoint() string { return c.endpoint.host }

// Close closes idle connections. Calls in flight continue.
func (c *Client) Close() { c.transport.closeIdle() }

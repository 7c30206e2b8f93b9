// Package config reads the settings: environment variables, flags, and files with secrets. Flags win over the
// environment. Parse has no state and reads the environment from its arguments only.
package config

import (
	"log/slog"
	"time"

	"snapdeck/internal/price"
	"snapdeck/internal/secret"
)

// Config holds all settings. Its tags are the reference: env names the variable, flag the flag, envDefault the
// default, and help the text of -h.
type Config struct {
	Addr           string       `env:"SNAPDECK_ADDR" flag:"addr" envDefault:"127.0.0.1:8080" help:"address to listen on, host:port; port 0 takes any free one"`
	Data           string       `env:"SNAPDECK_DATA" flag:"data" help:"directory of the database and the session key (default $XDG_DATA_HOME/snapdeck or ~/.local/share/snapdeck)"`
	AdminPassword  secret.Value `env:"SNAPDECK_ADMIN_PASSWORD" help:"password of the first user, admin; used at the first start only; unset: generated and printed once"`
	SessionKey     secret.Value `env:"SNAPDECK_SESSION_KEY" help:"key that signs session cookies, 32 bytes or more in hex or base64; unset: generated and stored in the data directory"`
	TrustedProxies Prefixes     `env:"SNAPDECK_TRUSTED_PROXIES" help:"addresses or CIDR ranges, separated by commas, whose X-Forwarded-* headers are trusted; unset: none"`
	PublicURL      string       `env:"SNAPDECK_PUBLIC_URL" help:"address at which browsers reach Snapdeck, such as https://ops.example.com/snapdeck; it wins over X-Forwarded-* headers; unset: an IP address, localhost, or the host that a trusted proxy names"`
	TLSCert        string       `env:"SNAPDECK_TLS_CERT" help:"file of the certificate with its chain, PEM; with SNAPDECK_TLS_KEY Snapdeck answers by HTTPS itself, and reads both again when they change"`
	TLSKey         string       `env:"SNAPDECK_TLS_KEY" help:"file of the certificate's private key, PEM"`
	MetricsToken   secret.Value `env:"SNAPDECK_METRICS_TOKEN" help:"bearer token for /metrics and the details of /readyz; without it they are for this machine only, past any proxy"`

	DatabaseURL secret.Value `env:"SNAPDECK_DATABASE_URL" help:"postgres://… stores everything in PostgreSQL, which several web processes may share; unset: SQLite in the data directory"`

	Drain time.Duration `env:"SNAPDECK_DRAIN" envDefault:"0s" help:"how long the dashboard keeps answering during a shutdown, while /healthz reports it and a proxy switches to another replica; duration"`

	UndoWindow      time.Duration `env:"SNAPDECK_UNDO_WINDOW" envDefault:"10m" help:"how long a deletion can be undone before it starts; failed snapshots are deleted at once; duration"`
	GatewayHold     time.Duration `env:"SNAPDECK_GATEWAY_HOLD" envDefault:"3m" help:"how long a gateway may hold a call before it forwards it; a call with a lost response is sent again only after that; duration"`
	BusyLimit       time.Duration `env:"SNAPDECK_BUSY_LIMIT" envDefault:"2h" help:"how long a change is retried while another change locks the resource, and after which a request that does not end can be resolved manually; duration"`
	ResponseTimeout time.Duration `env:"SNAPDECK_ANSWER_WITHIN" envDefault:"2s" help:"how long a form waits for the first response of IONOS Cloud, to show a refusal at once; duration"`

	Target TargetAge `env:"SNAPDECK_TARGET" help:"maximal age of a volume's newest good snapshot before the volume counts as late, such as 24h, 7d or 2w; unset: set on a page, initially 24h; a volume's label snapdeck-target wins"`

	PollFast    time.Duration `env:"SNAPDECK_POLL_FAST" envDefault:"1s" help:"polling interval while an operation is running; duration such as 2s"`
	PollWatched time.Duration `env:"SNAPDECK_POLL_WATCHED" envDefault:"10s" help:"polling interval while a page is open; duration"`
	PollSlow    time.Duration `env:"SNAPDECK_POLL_SLOW" envDefault:"60s" help:"polling interval otherwise; duration"`

	SessionStreams int `env:"SNAPDECK_SESSION_STREAMS" envDefault:"16" help:"event streams that one session may have open; all tabs of a browser share one; 1 to 100000"`
	MaxStreams     int `env:"SNAPDECK_MAX_STREAMS" envDefault:"10000" help:"event streams that may be open in all; 1 to 100000"`

	LaneWidth     int `env:"SNAPDECK_LANE_WIDTH" envDefault:"1" help:"number of concurrent operations per data center, 1 to 20"`
	BudgetReserve int `env:"SNAPDECK_BUDGET_RESERVE" envDefault:"30" help:"percentage of the contract's request budget reserved for other clients, 0 to 90; Snapdeck's own calls stop when less is left"`

	SessionIdle time.Duration `env:"SNAPDECK_SESSION_IDLE" envDefault:"12h" help:"a session ends after this time without use; duration"`
	SessionMax  time.Duration `env:"SNAPDECK_SESSION_MAX" envDefault:"168h" help:"a session ends after this time even if it is used; duration"`

	OIDCIssuer       string       `env:"SNAPDECK_OIDC_ISSUER" help:"address of an OpenID Connect provider by which users can log in too; unset: none"`
	OIDCClientID     string       `env:"SNAPDECK_OIDC_CLIENT_ID" help:"id of Snapdeck at the provider; its redirect address there is the public URL with /login/oidc/callback behind it"`
	OIDCClientSecret secret.Value `env:"SNAPDECK_OIDC_CLIENT_SECRET" help:"secret of Snapdeck at the provider; unset: none, PKCE alone"`
	OIDCName         string       `env:"SNAPDECK_OIDC_NAME" envDefault:"single sign-on" help:"name of the provider on the login page"`
	OIDCScopes       []string     `env:"SNAPDECK_OIDC_SCOPES" envDefault:"profile,email" help:"scopes that are requested beside openid, separated by commas"`
	OIDCGroups       string       `env:"SNAPDECK_OIDC_GROUPS_CLAIM" envDefault:"groups" help:"claim that holds the groups of a user"`
	OIDCRoles        GroupRoles   `env:"SNAPDECK_OIDC_ROLES" help:"roles that groups give, such as ops=maintainer,audit=auditor, or a JSON object of the same, for names with commas; of several the one with the most rights counts; who is in none of them cannot log in"`

	SecondFactor bool          `env:"SNAPDECK_SECOND_FACTOR" envDefault:"false" help:"true: users with a password must have a second factor, and can do nothing else until they have added one"`
	ProofAge     time.Duration `env:"SNAPDECK_PROOF_AGE" envDefault:"5m" help:"how old the last proof of who a user is may be when they overwrite volumes, delete several snapshots, change people's rights or their own passkeys and authenticator app; then a new one is required; duration"`

	NameTemplate string   `env:"SNAPDECK_NAME_TEMPLATE" envDefault:"{volume} {date} {time}" help:"default name of a new snapshot; {volume}, {date} and {time} are replaced"`
	TimeZone     TimeZone `env:"SNAPDECK_TIME_ZONE" envDefault:"UTC" help:"time zone of the times shown, such as Europe/Berlin"`

	Prices   price.List `env:"SNAPDECK_PRICES" help:"price of a GB of snapshots for 30 days in each location, such as de/fra=0.05,de/txl=0.05,*=0.06; * is for all others; unset: no costs are shown"`
	Currency string     `env:"SNAPDECK_CURRENCY" envDefault:"EUR" help:"currency of the prices, three letters"`

	LogLevel  slog.Level `env:"SNAPDECK_LOG_LEVEL" flag:"log-level" envDefault:"info" help:"debug, info, warn or error"`
	LogFormat string     `env:"SNAPDECK_LOG_FORMAT" envDefault:"text" help:"text or json"`

	Token          secret.Value `env:"IONOS_TOKEN" help:"token for the IONOS Cloud API; without any credentials Snapdeck uses the embedded simulator"`
	Username       string       `env:"IONOS_USERNAME" help:"user name for the API, used when there is no token"`
	Password       secret.Value `env:"IONOS_PASSWORD" help:"password for the API"`
	APIURL         string       `env:"IONOS_API_URL" envDefault:"https://api.ionos.com" help:"address of the API"`
	ContractNumber string       `env:"IONOS_CONTRACT_NUMBER" help:"contract to use, if the credentials have access to several"`

	SimSeed  int64   `env:"SNAPDECK_SIM_SEED" envDefault:"1" help:"seed of the embedded simulator; a whole number"`
	SimSpeed float64 `env:"SNAPDECK_SIM_SPEED" envDefault:"1" help:"speed factor of the embedded simulator"`

	// Args are the arguments after the flags.
	Args []string
	// Settings are the values of all variables, without secrets.
	Settings []Setting
	// Warnings are sentences about valid settings that are probably mistakes.
	Warnings []string
}

// Simulated reports whether the embedded simulator is used because there are no credentials.
func (c Config) Simulated() bool { return !c.Token.Set() && c.Username == "" }

// secrets lists the variables that may be read from a file, named by the variable with the suffix _FILE.
func secrets() (names []string) {
	for _, f := range fields() {
		if f.secret {
			names = append(names, f.variable)
		}
	}
	return names
}

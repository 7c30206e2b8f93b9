// Package config reads what the operator has set: environment variables, flags, and files
// that hold secrets. Flags win over the environment. Parse keeps no state and reads the
// process's environment from its arguments only.
package config

import (
	"log/slog"
	"time"

	"snapdeck/internal/price"
)

// Config is everything that can be set. Its tags are the reference: env names the variable,
// flag the flag, envDefault the default, and help is what -h prints.
type Config struct {
	Addr           string   `env:"SNAPDECK_ADDR" flag:"addr" envDefault:"127.0.0.1:8080" help:"address to listen on, host:port; port 0 takes any free one"`
	Data           string   `env:"SNAPDECK_DATA" flag:"data" help:"folder of the database and the session key (default $XDG_DATA_HOME/snapdeck or ~/.local/share/snapdeck)"`
	AdminPassword  Secret   `env:"SNAPDECK_ADMIN_PASSWORD" help:"password of the first user, admin; used on the first start only, and made up and printed once when unset"`
	SessionKey     Secret   `env:"SNAPDECK_SESSION_KEY" help:"key that signs session cookies, 32 bytes or more in hex or base64; made and kept in the data folder when unset"`
	PublicURL      string   `env:"SNAPDECK_PUBLIC_URL" help:"address at which browsers reach Snapdeck, such as https://ops.example.com/snapdeck; it wins over X-Forwarded-* headers; unset: an IP address, localhost, or what a trusted proxy says"`
	TrustedProxies Prefixes `env:"SNAPDECK_TRUSTED_PROXIES" help:"addresses or CIDR ranges, separated by commas, whose X-Forwarded-* headers are believed; unset: nobody's"`
	TLSCert        string   `env:"SNAPDECK_TLS_CERT" help:"file of the certificate with its chain, PEM; with SNAPDECK_TLS_KEY Snapdeck answers by HTTPS itself, and reads both again when they change"`
	TLSKey         string   `env:"SNAPDECK_TLS_KEY" help:"file of the certificate's private key, PEM"`
	MetricsToken   Secret   `env:"SNAPDECK_METRICS_TOKEN" help:"bearer token for /metrics and the details of /readyz; without it they are for this machine only, past any proxy"`

	DatabaseURL Secret `env:"SNAPDECK_DATABASE_URL" help:"postgres://… keeps everything in PostgreSQL, which several web processes may share; unset: SQLite in the data folder"`

	Drain time.Duration `env:"SNAPDECK_DRAIN" envDefault:"0s" help:"how long the dashboard still answers after it was told to stop, while /healthz says that it is stopping, so that a proxy turns to another replica first; duration"`

	UndoWindow   time.Duration `env:"SNAPDECK_UNDO_WINDOW" envDefault:"10m" help:"how long a deletion can be undone before it is carried out; failed snapshots go at once; duration"`
	GatewayHold  time.Duration `env:"SNAPDECK_GATEWAY_HOLD" envDefault:"3m" help:"how long a gateway may hold a call before it hands it on; a call whose answer was lost is sent again only after that; duration"`
	BusyLimit    time.Duration `env:"SNAPDECK_BUSY_LIMIT" envDefault:"2h" help:"how long a change is tried of something that is locked by another change, and after which a request that does not end can be resolved manually; duration"`
	AnswerWithin time.Duration `env:"SNAPDECK_ANSWER_WITHIN" envDefault:"2s" help:"how long a form waits for the cloud's first answer, so that a refusal can be shown in it; duration"`

	Target TargetAge `env:"SNAPDECK_TARGET" help:"how old the newest good snapshot of a volume may be before it counts as late, such as 24h, 7d or 2w; unset: it is set on a page, 24h at first; a volume's label snapdeck-target wins"`

	PollFast    time.Duration `env:"SNAPDECK_POLL_FAST" envDefault:"1s" help:"how often the cloud is read while an operation is carried out; duration such as 2s"`
	PollWatched time.Duration `env:"SNAPDECK_POLL_WATCHED" envDefault:"10s" help:"how often it is read while somebody looks; duration"`
	PollSlow    time.Duration `env:"SNAPDECK_POLL_SLOW" envDefault:"60s" help:"how often it is read while nobody looks; duration"`

	SessionStreams int `env:"SNAPDECK_SESSION_STREAMS" envDefault:"16" help:"event streams that one session may have open; all tabs of a browser share one; 1 to 100000"`
	MaxStreams     int `env:"SNAPDECK_MAX_STREAMS" envDefault:"10000" help:"event streams that may be open in all; 1 to 100000"`

	LaneWidth     int `env:"SNAPDECK_LANE_WIDTH" envDefault:"1" help:"how many changes of ours a data center is given at a time, 1 to 20"`
	BudgetReserve int `env:"SNAPDECK_BUDGET_RESERVE" envDefault:"30" help:"percent of the contract's request budget that is kept free for other tools, 0 to 90; our own calls stop when less is left"`

	SessionIdle time.Duration `env:"SNAPDECK_SESSION_IDLE" envDefault:"12h" help:"a session ends when it was not used for so long; duration"`
	SessionMax  time.Duration `env:"SNAPDECK_SESSION_MAX" envDefault:"168h" help:"a session ends after so long even when it is used; duration"`

	NameTemplate string   `env:"SNAPDECK_NAME_TEMPLATE" envDefault:"{volume} {date} {time}" help:"name that a new snapshot is offered; {volume}, {date} and {time} are filled in"`
	TimeZone     TimeZone `env:"SNAPDECK_TIME_ZONE" envDefault:"UTC" help:"time zone of the times shown, such as Europe/Berlin"`

	Prices   price.List `env:"SNAPDECK_PRICES" help:"what a GB of snapshots costs for 30 days in each location, such as de/fra=0.05,de/txl=0.05,*=0.06; * is for all others; unset: sizes are shown, and no money"`
	Currency string     `env:"SNAPDECK_CURRENCY" envDefault:"EUR" help:"currency of the prices, three letters"`

	LogLevel  slog.Level `env:"SNAPDECK_LOG_LEVEL" flag:"log-level" envDefault:"info" help:"debug, info, warn or error"`
	LogFormat string     `env:"SNAPDECK_LOG_FORMAT" envDefault:"text" help:"text or json"`

	Token          Secret `env:"IONOS_TOKEN" help:"token for the IONOS Cloud API; without any credentials the cloud is simulated"`
	Username       string `env:"IONOS_USERNAME" help:"user name for the API, used when there is no token"`
	Password       Secret `env:"IONOS_PASSWORD" help:"password for the API"`
	APIURL         string `env:"IONOS_API_URL" envDefault:"https://api.ionos.com" help:"address of the API"`
	ContractNumber string `env:"IONOS_CONTRACT_NUMBER" help:"contract to work on, when the credentials know several"`

	SimSeed  int64   `env:"SNAPDECK_SIM_SEED" envDefault:"1" help:"seed of the simulated cloud; a whole number"`
	SimSpeed float64 `env:"SNAPDECK_SIM_SPEED" envDefault:"1" help:"how many times faster than by default the simulated cloud works"`

	// Args are the arguments behind the flags.
	Args []string
	// Warnings are sentences about settings that work but are likely not meant so.
	Warnings []string
}

// Simulated reports whether there are no credentials, so that the cloud is simulated.
func (c Config) Simulated() bool { return !c.Token.Set() && c.Username == "" }

// secrets are the variables that may be given as a file, by the name with _FILE behind it.
func secrets() []string {
	return []string{"SNAPDECK_ADMIN_PASSWORD", "SNAPDECK_SESSION_KEY", "SNAPDECK_DATABASE_URL", "SNAPDECK_METRICS_TOKEN", "IONOS_TOKEN", "IONOS_PASSWORD"}
}

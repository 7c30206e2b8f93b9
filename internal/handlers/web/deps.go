package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/auditing"
	"snapdeck/internal/handlers/database"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
	"snapdeck/internal/site"
)

// IdentityProvider vouches for users.
type IdentityProvider interface {
	// Address returns where a browser goes to log in, and Identify the user whose identity the provider confirms.
	Address(ctx context.Context, c auth.Ceremony) (string, error)
	Identify(ctx context.Context, c auth.Ceremony, state, code string) (auth.Identity, error)
}

// Dismissals stores the failures that users dismissed, which applies to everyone.
type Dismissals interface {
	Dismissals(ctx context.Context) ([]coverage.Dismissal, error)
	Dismiss(ctx context.Context, d coverage.Dismissal, addr string) error
	// ForgetDismissals removes dismissals that no longer hide anything.
	ForgetDismissals(ctx context.Context, over []coverage.Dismissal) error
}

// Observer counts what the server did, and is implemented by telemetry.
type Observer interface {
	middleware.Observer
	auditing.RefusalObserver
}

const defaultProofAge = 5 * time.Minute

// Mirror is the source from which pages read IONOS Cloud.
type Mirror interface {
	View() *inventory.View
	Health() inventory.Health
}

// Inferrer reads the past requests from which the sources in a view are inferred.
type Inferrer interface {
	// History returns the request history without waiting, and requests a read when it is too old for a view.
	History(v *inventory.View) inventory.RequestHistory
}

// Engine records what users request.
type Engine interface {
	Submit(ctx context.Context, by operation.Actor, key operation.Key, requests ...operation.Request) (operation.Result, error)
	Deletion(snapshotID string, consent operation.Consent) operation.Request
	// Phrase returns what a user types to confirm requests, or "" when nothing has to be typed.
	Phrase(requests ...operation.Request) string
	DeleteOrphan(ctx context.Context, failedID string, key operation.Key, by operation.Actor) (operation.Result, error)

	PlanRetry(ctx context.Context, id string) (operation.RetryPlan, error)
	Retry(ctx context.Context, id string, by operation.Actor) (operation.Result, error)
	RetryConfirmed(ctx context.Context, plan operation.RetryPlan, key operation.Key, by operation.Actor) (operation.Result, error)
	RetryFailed(ctx context.Context, batch []operation.Operation, by operation.Actor) (n int, confirm []operation.Operation, err error)

	Cancel(ctx context.Context, id string, by operation.Actor) (operation.Operation, error)
	CancelWaiting(ctx context.Context, batch string, by operation.Actor) (n int, err error)
	StartNow(ctx context.Context, id string, by operation.Actor) (operation.Operation, error)
	MoveToFront(ctx context.Context, id string, by operation.Actor) (operation.Operation, error)
	SendAgain(ctx context.Context, id string, by operation.Actor) (operation.Operation, error)
	Resolve(ctx context.Context, id string, r operation.Resolution, by operation.Actor) (operation.Operation, error)
	CanBeResolved(op operation.Operation) bool
}

// Authenticator checks and changes users and their credentials.
type Authenticator interface {
	Login(ctx context.Context, name, password, addr string) (auth.User, error)
	Exists(ctx context.Context, name string) bool
	// AddUser creates a user, who must change the password at the first login if mustChange is set.
	AddUser(ctx context.Context, name, password string, role auth.Role, mustChange bool) error
	// Admit returns the user whose identity a provider confirms, with the role that their groups give.
	Admit(ctx context.Context, identity auth.Identity) (auth.User, error)
	// Prove checks the password of a logged-in user.
	Prove(ctx context.Context, user auth.User, password, addr string) error
	// VerifyFactor checks a code of the user's authenticator app or a recovery code.
	VerifyFactor(ctx context.Context, user auth.User, code, addr string) error
	// EnableTOTP adds an authenticator app and returns recovery codes; NewRecoveryCodes replaces them.
	EnableTOTP(ctx context.Context, user auth.User, secret, code string) (recovery []string, err error)
	NewRecoveryCodes(ctx context.Context, user auth.User) ([]string, error)
	// ChangeOwnPassword changes a user's password and ends all sessions except the given one.
	ChangeOwnPassword(ctx context.Context, user auth.User, session, old, password, addr string) error
}

// Assets serves the static files.
type Assets interface {
	http.Handler
	URL(name string) string
	Version() string // changes when any file does
}

// Cloud is what pages show about the connection.
type Cloud struct {
	Endpoint  string // host
	Contract  string // number, until IONOS Cloud reports it
	Simulated bool
	// Budget returns how many requests the contract may still make, and the limit.
	Budget func() (remaining, limit int, known bool)
}

// Deps holds what the server needs.
type Deps struct {
	Mirror     Mirror
	Inferrer   Inferrer
	Coverage   func() *coverage.Report // the protection of all volumes
	Engine     Engine
	Ledger     ledger.Ledger
	AuditLog   AuditLog
	SavedViews SavedViews
	Samples    Samples
	Dismissals Dismissals
	TargetSet  func() bool // whether the contract's target age was set; nil: it was
	Operations *operation.Cache
	Sessions   session.Store
	Login      Authenticator
	People     auth.People
	Provider   IdentityProvider // nil: none
	Assets     Assets
	Cloud      Cloud
	Metrics    http.Handler
	Observer   Observer
	Database   database.State

	Site            *site.Site                 // where browsers reach the dashboard
	MetricsToken    string                     // required for /metrics and the details of /readyz from elsewhere; empty: no token is valid
	Address         func(*http.Request) string // of the client
	Scheme          func(*http.Request) string // that the client uses
	ResponseTimeout time.Duration              // time for which a form waits for IONOS Cloud's first response, to show a refusal in it
	ProviderName    string                     // of the identity provider, on the login page
	PublicURL       string                     // at which browsers reach the dashboard; empty: unknown
	Settings        Settings                   // the configuration
	SecondFactor    bool                       // users with a password need a second factor
	ProofAge        time.Duration              // age of the last proof of identity that a sensitive request accepts; 0: five minutes
	ReadTimeout     time.Duration              // time in which a client has to read one piece of a response; 0: half a minute
	UndoWindow      time.Duration              // time for which a deletion can be undone
	TargetFixed     bool                       // the environment sets the contract's target age
	Hold            time.Duration              // time for which a gateway may hold back a call that still arrives
	NameTemplate    string
	Zone            *time.Location
	Version         string
	Now             func() time.Time
	Log             *slog.Logger
}

// The credentials with which Snapdeck logs in to IONOS Cloud.
const (
	TokenCredentials    = "token"
	PasswordCredentials = "password"
	NoCredentials       = "" // the contract is simulated
)

// Settings returns the configuration, and changes the part of it that pages can change.
type Settings interface {
	Configured() Configured
	SetTarget(ctx context.Context, by operation.Actor, age time.Duration) error
	SetPrices(ctx context.Context, by operation.Actor, text string) error
}

// Configured holds the settings and their sources.
type Configured struct {
	Values        []ConfiguredValue
	Target        coverage.Setting
	Prices        string // as text; empty: none
	PricesFixed   bool   // set by the environment
	Currency      string
	Credentials   string
	TokenExpires  time.Time // zero: unknown
	PollFast      time.Duration
	PollWatched   time.Duration
	PollSlow      time.Duration
	BudgetReserve int // percent
}

// ConfiguredValue is the effective value of an environment variable, without secrets.
type ConfiguredValue struct{ Name, Value, From, Help string }

// AuditLog stores and returns the entries of the audit log.
type AuditLog interface {
	auditing.Appender
	// Audit returns a page of the entries that the filter matches, newest first, and their total number.
	Audit(ctx context.Context, filter audit.Filter) (page []audit.Entry, total int, err error)
	// EachAudit calls see, which may take its time, with every entry that the filter matches, newest first, and stops
	// at its first error, which it returns.
	EachAudit(ctx context.Context, filter audit.Filter, see func(audit.Entry) error) error
	// AuditActors lists the users with entries, and AuditActions their actions, by name.
	AuditActors(ctx context.Context) ([]string, error)
	AuditActions(ctx context.Context) ([]string, error)
}

// Samples returns the samples of past days.
type Samples interface {
	// Samples returns the rows of resources in a range of months.
	Samples(ctx context.Context, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error)
}

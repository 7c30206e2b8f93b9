package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/sessions"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/site"
	"snapdeck/internal/target"
)

// localSite is the site of a dashboard that is reached at this machine's own addresses.
func localSite() *site.Site {
	s, err := site.New(site.Options{})
	if err != nil { // only a public URL can be wrong
		panic(err)
	}
	return s
}

// IdentityProvider vouches for users.
type IdentityProvider interface {
	// Address is where a browser goes to log in, and Identify returns for whom the provider then vouches.
	Address(ctx context.Context, c auth.Ceremony) (string, error)
	Identify(ctx context.Context, c auth.Ceremony, state, code string) (auth.Identity, error)
}

// Dismissals are the failures that users dismissed, for everybody.
type Dismissals interface {
	Dismissals(ctx context.Context) ([]coverage.Dismissal, error)
	Dismiss(ctx context.Context, d coverage.Dismissal, addr string) error
	// ForgetDismissals removes dismissals that hide nothing any more.
	ForgetDismissals(ctx context.Context, over []coverage.Dismissal) error
}

// defaultProofAge is how long a proof of who it is holds.
const defaultProofAge = 5 * time.Minute

// Mirror is what pages read IONOS Cloud from.
type Mirror interface {
	View() *inventory.View
	Health() inventory.Health
}

// Inferrer infers where snapshots came from that carry no source.
type Inferrer interface {
	Look(v *inventory.View) *inventory.Inferences
}

// Engine takes what people ask for.
type Engine interface {
	Submit(ctx context.Context, by operation.Actor, key operation.Key, requests ...operation.Request) (operation.Result, error)
	Deletion(snapshotID string, consent operation.Consent) operation.Request
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

// Ledger is where operations are looked up that the cache no longer holds.
type Ledger interface {
	Operation(ctx context.Context, id string) (operation.Operation, error)
	List(ctx context.Context, filter operation.Filter) (page []operation.Operation, total int, err error)
	// CountBatches counts batches by their ids as operation.CountBatch does.
	CountBatches(ctx context.Context, ids []string) (map[string]operation.BatchCounts, error)
	// Holder returns the operation that began the chain which needs a resource or has it for itself.
	Holder(ctx context.Context, resource, except string) (op operation.Operation, found bool, err error)
	// Archived reports whether an operation was moved into an archive.
	Archived(ctx context.Context, id string) (bool, error)
}

// Sessions is who is logged in.
type Sessions interface {
	sessions.Store
	// Lookup returns the session and the user of a request, or auth.ErrNoSession, as they were a moment ago.
	Lookup(r *http.Request, cookie string) (auth.Session, auth.User, error)
	// Current is Lookup as they are now. It is called for each request.
	Current(r *http.Request, cookie string) (auth.Session, auth.User, error)
	Rotate(r *http.Request, w http.ResponseWriter, session *sessions.Session, user auth.User) error
	Destroy(r *http.Request, w http.ResponseWriter, session *sessions.Session) error
	// Forget drops what is remembered of a user, after a change of theirs.
	Forget(userID string)
	// Seal signs a value for a purpose, and Open reads it again for a few minutes.
	Seal(purpose string, value any) (string, error)
	Open(purpose, text string, value any) error
}

// Authenticator lets people in.
type Authenticator interface {
	Login(ctx context.Context, name, password, addr string) (auth.User, error)
	Exists(ctx context.Context, name string) bool
	// AddUser makes a user, who has to change the password at first when MustChange is set.
	AddUser(ctx context.Context, name, password string, role auth.Role, mustChange bool) error
	// Admit returns the user for whom an identity provider vouches, with the role that their groups give.
	Admit(ctx context.Context, identity auth.Identity) (auth.User, error)
	// Prove checks the password of a user who is logged in.
	Prove(ctx context.Context, user auth.User, password, addr string) error
	// VerifyFactor checks a code of the user's authenticator app, or a recovery code.
	VerifyFactor(ctx context.Context, user auth.User, code, addr string) error
	// EnableTOTP gives a user an authenticator app and returns recovery codes; NewRecoveryCodes replaces those.
	EnableTOTP(ctx context.Context, user auth.User, secret, code string) (recovery []string, err error)
	NewRecoveryCodes(ctx context.Context, user auth.User) ([]string, error)
	// ChangeOwnPassword gives a user another password and ends all sessions but one.
	ChangeOwnPassword(ctx context.Context, user auth.User, session, old, password, addr string) error
}

// Assets are the static files.
type Assets interface {
	http.Handler
	URL(name string) string
	Version() string // differs when any file does
}

// Cloud is what pages say about where they look.
type Cloud struct {
	Endpoint  string // host, as it is shown
	Contract  string // number, while IONOS Cloud has not told it itself
	Simulated bool
	// Budget is how many requests the contract may still make, and of how many.
	Budget func() (remaining, limit int, known bool)
}

// Deps is what the server needs.
type Deps struct {
	Mirror     Mirror
	Inferrer   Inferrer
	Coverage   func() *coverage.Report // how all volumes are protected now; nil: by the default target
	Engine     Engine
	Ledger     Ledger
	AuditLog   AuditLog
	SavedViews SavedViews
	Samples    Samples     // nil: there are none
	Dismissals Dismissals  // nil: none
	TargetSet  func() bool // whether somebody set the target age of the contract; nil: as if
	Operations *operation.Cache
	Sessions   Sessions
	Login      Authenticator
	People     auth.People
	Provider   IdentityProvider // nil: there is none
	Assets     Assets
	Cloud      Cloud
	Metrics    http.Handler
	Observer   Observer
	Database   Database // nil: nothing is ever wrong with it

	Site            *site.Site                 // where browsers reach the dashboard; nil: at the root of any host of this machine
	MetricsToken    string                     // that /metrics and the details of /readyz need from elsewhere; empty: none is good
	Address         func(*http.Request) string // of the client
	Scheme          func(*http.Request) string // that the client uses
	ResponseTimeout time.Duration              // that a form waits for IONOS Cloud's first answer, to show a refusal in it
	ProviderName    string                     // of the identity provider, on the login page
	PublicURL       string                     // at which browsers reach the dashboard; empty: it is not known
	Settings        Settings                   // what is configured
	SecondFactor    bool                       // users with a password must have a second factor
	ProofAge        time.Duration              // how old the last proof of who it is may be before what matters; 0: five minutes
	ReadTimeout     time.Duration              // how long a client may take to read one piece of an answer; 0: half a minute
	UndoWindow      time.Duration              // how long a deletion can be undone
	TargetFixed     bool                       // the environment sets the target age of the contract
	Hold            time.Duration              // how long a gateway may hold a call, so that it may still arrive
	NameTemplate    string
	Zone            *time.Location
	Version         string
	Now             func() time.Time
	Log             *slog.Logger
}

// coverageOf tells how the volumes are protected by the default target alone.
func coverageOf(d Deps) func() *coverage.Report {
	var latest coverage.Latest
	return func() *coverage.Report {
		return latest.Of(d.Mirror.View(), coverage.Facts{Target: target.Default, Now: d.Now()})
	}
}

// What Snapdeck logs in to IONOS Cloud with.
const (
	TokenCredentials    = "token"
	PasswordCredentials = "password"
	NoCredentials       = "" // the contract is simulated
)

// Settings is what is configured, and changes the part of it that pages can change.
type Settings interface {
	Configured() Configured
	SetTarget(ctx context.Context, by operation.Actor, age time.Duration) error
	SetPrices(ctx context.Context, by operation.Actor, text string) error
}

// Configured is what is set, and from where.
type Configured struct {
	Values        []ConfiguredValue
	Target        coverage.Setting
	Prices        string // as text; empty: none
	PricesFixed   bool   // the environment sets them
	Currency      string
	Credentials   string
	TokenExpires  time.Time // zero: not known
	PollFast      time.Duration
	PollWatched   time.Duration
	PollSlow      time.Duration
	BudgetReserve int // percent
}

// ConfiguredValue is a variable of the environment as it counts, without secrets.
type ConfiguredValue struct{ Name, Value, From, Help string }

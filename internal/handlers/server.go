package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gorilla/sessions"
	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"snapdeck"
	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/help"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/site"
	"snapdeck/internal/target"
)

// Mirror is what pages read IONOS Cloud from.
type Mirror interface {
	View() *inventory.View
	Health() inventory.Health
}

// Inferrer guesses where snapshots came from that do not tell.
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
	// AddUser makes a user, who has to change the password at first when mustChange is set.
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
	UndoWindow      time.Duration              // how long a deletion can be undone
	TargetFixed     bool                       // the environment sets the target age of the contract
	Hold            time.Duration              // how long a gateway may hold a call, so that it may still arrive
	NameTemplate    string
	Zone            *time.Location
	Version         string
	Now             func() time.Time
	Log             *slog.Logger
}

// Server answers the dashboard's requests. Use UseHub before Handler.
type Server struct {
	Deps
	hub            *live.Hub
	notifications  notifications
	pages          []route
	pageCache      *pageCache
	rowCache       *rowCache
	savedViewCache savedViewCache
	histories      *volumeHistoryCache
	twice          *twiceCache
	library        *help.Library
	traces         traces
	challenges     challenges
	access         map[string]access
	restricted     map[string][]restrictedRoute
	failures       *failureCache
	ages           *ageCache
	pastDays       *pastDaysCache
	orders         *orderMemory
	running        *runningVolumes
	draining       atomic.Bool
}

// New returns a server.
func New(d Deps) *Server {
	if d.Database == nil {
		d.Database = soundDatabase{}
	}
	if d.Site == nil {
		d.Site = localSite()
	}
	if d.ProofAge == 0 {
		d.ProofAge = defaultProofAge
	}
	if d.Samples == nil {
		d.Samples = noSamples{}
	}
	if d.Dismissals == nil {
		d.Dismissals = noDismissals{}
	}
	if d.Coverage == nil {
		d.Coverage = coverageOf(d)
	}
	s := &Server{
		Deps: d, notifications: newNotifications(), pageCache: newPageCache(), rowCache: &rowCache{}, histories: newVolumeHistoryCache(), twice: &twiceCache{},
		pastDays: &pastDaysCache{}, orders: &orderMemory{}, running: &runningVolumes{},
		failures: &failureCache{}, ages: &ageCache{}, library: help.New(snapdeck.Documents),
	}
	s.pages = s.routes()
	s.access = routeAccess()
	s.restricted = restrictedRoutes(s.access)
	return s
}

// coverageOf tells how the volumes are protected by the default target alone.
func coverageOf(d Deps) func() *coverage.Report {
	var latest coverage.Latest
	return func() *coverage.Report {
		return latest.Of(d.Mirror.View(), coverage.Facts{Target: target.Default, Now: d.Now()})
	}
}

// UseHub gives the server the hub that renders through it.
func (s *Server) UseHub(h *live.Hub) { s.hub = h }

// CloseStreams ends all event streams, so that a shutdown need not wait for them.
func (s *Server) CloseStreams() { s.hub.End() }

// Handler returns the whole dashboard: requests for other hosts and from other sites refused, headers set,
// answers compressed but for streams and for files that are compressed already. It fails when the public path
// cannot be told from the addresses of pages.
func (s *Server) Handler() (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1400))
	if err != nil {
		return nil, err
	}
	e := s.echo()
	small := compress(e)
	routed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isStream(r):
			s.events(w, r)
		case isStatic(r.URL.Path):
			e.ServeHTTP(w, r)
		default:
			small.ServeHTTP(w, r)
		}
	})
	if err := s.checkBase(e); err != nil {
		return nil, err
	}
	return s.edge(routed), nil
}

func (s *Server) echo() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = s.Address
	e.SchemeExtractor = s.Scheme
	e.HTTPErrorHandler = s.handleError
	e.Use(assignRequestIDs, logRequests(s.Log, s.Observer, s.Now), s.recoverPanics, limitBody, fieldsFromBody, s.writes)
	s.publicRoutes(e)
	s.privateRoutes(e)
	return e
}

package handlers_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/storetest"
	"snapdeck/static"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const password = "correct horse"

// noon is the time of the tests.
var noon = time.Date(2026, time.March, 29, 12, 0, 0, 0, time.UTC)

// emptyMirror is an empty contract.
type emptyMirror struct{}

func (emptyMirror) View() *inventory.View {
	return inventory.NewView(inventory.Listings{}, noon)
}
func (emptyMirror) Health() inventory.Health { return inventory.Health{ReadAt: noon} }

// noHistory is an empty request history.
type noHistory struct{}

func (noHistory) History(*inventory.View) inventory.RequestHistory { return inventory.RequestHistory{} }

// noMetrics ignores what it observes.
type noMetrics struct{}

func (noMetrics) ObserveHTTP(string, string, int, time.Duration) {}
func (noMetrics) ObserveRefusal(string)                          {}

// stubInventory is the inventory that the engine reads before it records.
type stubInventory struct {
	web.Mirror
}

func (stubInventory) ReadAt(inventory.Resource) time.Time { return noon }
func (stubInventory) Refresh(...inventory.Resource)       {}

// clock starts at noon and only moves when a test moves it. It is safe for concurrent use.
type clock struct{ after atomic.Int64 }

func (c *clock) now() time.Time        { return noon.Add(time.Duration(c.after.Load())) }
func (c *clock) move(by time.Duration) { c.after.Add(int64(by)) }

// faultyAuditLog is the audit log of a store, which can be made to fail.
type faultyAuditLog struct {
	*store.Store
	refuseWrites bool // appending an entry fails
	failAfter    int  // EachAudit fails after so many entries; 0: never
}

var errBroken = errors.New("the disk is full")

func (t *faultyAuditLog) AppendAudit(ctx context.Context, e audit.Entry) error {
	if t.refuseWrites {
		return errBroken
	}
	return t.Store.AppendAudit(ctx, e)
}

// EachAudit returns the entries up to the one at which it fails.
func (t *faultyAuditLog) EachAudit(ctx context.Context, f audit.Filter, see func(audit.Entry) error) error {
	notified := 0
	return t.Store.EachAudit(ctx, f, func(e audit.Entry) error {
		if notified++; t.failAfter > 0 && notified > t.failAfter {
			return errBroken
		}
		return see(e)
	})
}

// dashboard serves the pages over real HTTP on its own store, with a user ada.
type dashboard struct {
	testing.TB
	ledger     *store.Ledger
	operations *operation.Cache
	web        *handlers.Server
	clock      *clock
	auditLog   *faultyAuditLog
	log        *strings.Builder
	handler    http.Handler
	url        string
	client     *http.Client
}

func setup(t testing.TB, prepare ...func(*web.Deps)) *dashboard {
	t.Helper()
	return setupOn(t, emptyMirror{}, prepare...)
}

// setupOn is setup with a contract.
func setupOn(t testing.TB, mirror web.Mirror, prepare ...func(*web.Deps)) *dashboard {
	t.Helper()
	db := storetest.OpenMigrated(t)
	clock := &clock{}
	now := clock.now
	hash := auth.NewHasherWith(auth.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}, 2)
	users, err := auth.NewAuthenticator(db, db, hash, now).WithSessionKey(make([]byte, 32))
	require.NoError(t, err)
	_, err = users.SetPassword(t.Context(), "ada", password)
	require.NoError(t, err)
	assets, err := static.New()
	require.NoError(t, err)
	d := &dashboard{TB: t, ledger: db.Ledger(nil), clock: clock, auditLog: &faultyAuditLog{Store: db}, log: &strings.Builder{}}
	addr := func(*http.Request) string { return "192.0.2.1" }
	deps := web.Deps{
		Mirror: mirror, Inferrer: noHistory{}, Ledger: d.ledger, AuditLog: d.auditLog, SavedViews: db, Samples: db, Dismissals: db, Operations: operation.NewCache(), Login: users, People: db, Assets: assets,
		Sessions: auth.NewSessionStore(db, make([]byte, 32), auth.SessionOptions{
			Idle: time.Hour, Max: time.Hour, Now: now, Addr: addr, Secure: func(*http.Request) bool { return false },
		}),
		Database: webtest.SoundDatabase{}, Site: webtest.LocalSite(),
		Cloud:   web.Cloud{Budget: func() (remaining, limit int, known bool) { return 0, 0, false }},
		Metrics: http.NotFoundHandler(), Observer: noMetrics{}, Address: addr, Scheme: func(*http.Request) string { return "http" },
		Zone: time.FixedZone("two hours ahead", 2*60*60), Now: now, Log: slog.New(slog.NewTextHandler(d.log, nil)),
	}
	deps.Coverage = func() *coverage.Report {
		return coverage.Of(deps.Mirror.View(), coverage.Facts{Target: 24 * time.Hour, Now: now()})
	}
	for _, change := range prepare {
		change(&deps)
	}
	timing := operation.DefaultTiming()
	timing.UndoWindow = deps.UndoWindow
	engine := operation.NewEngine(d.ledger, nil, stubInventory{mirror}, timing, now, newID, deps.Log)
	engine.OnChange(deps.Operations.Put)
	deps.Engine, deps.Hold, d.operations = engine, timing.Hold, deps.Operations
	web := handlers.New(deps)
	d.web = web
	web.UseHub(live.NewHub(live.Config{Render: web.Fragments, Heartbeat: web.Heartbeat, Log: slog.New(slog.DiscardHandler)}))
	handler, err := web.Handler()
	require.NoError(t, err)
	d.handler = handler
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	d.url, d.client = server.URL, newClient(t)
	return d
}

// newID returns an id that sorts by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// ops returns the operations of some kinds in the ledger, or all, in the order in which they were recorded.
func (d *dashboard) ops(kinds ...operation.Kind) []operation.Operation {
	d.Helper()
	found, _, err := d.ledger.List(d.Context(), operation.Filter{Kinds: kinds, Limit: 10_000})
	require.NoError(d, err)
	slices.Reverse(found)
	return found
}

// record stores operations in the ledger and the cache as they are.
func (d *dashboard) record(ops ...operation.Operation) {
	d.Helper()
	for _, op := range ops {
		state := op.State
		op.State, op.Stages, op.Key = operation.Queued, nil, cmp.Or(op.Key, op.ID)
		result, err := d.ledger.Submit(d.Context(), operation.Submission{Ops: []operation.Operation{op}})
		require.NoError(d, err)
		stored := result.Ops[0]
		for _, next := range wayTo(state) {
			op.State, op.Version = next, stored.Version
			stored, err = d.ledger.Save(d.Context(), op, &operation.Stage{State: next, At: op.UpdatedAt})
			require.NoError(d, err)
		}
		d.operations.Put(stored)
	}
}

// wayTo returns the states that an operation passes on its way to a state.
func wayTo(state operation.State) []operation.State {
	switch state {
	case operation.Queued:
		return nil
	case operation.Cancelled, operation.Waiting, operation.Submitting:
		return []operation.State{state}
	case operation.Accepted:
		return []operation.State{operation.Submitting, state}
	default:
		return []operation.State{operation.Submitting, operation.Accepted, operation.Provisioning, state}
	}
}

func newClient(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // compression is slow under the race detector
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Jar: jar, Transport: transport, Timeout: 2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// logIn sends the login form and returns the status.
func (d *dashboard) logIn(name, password string) int {
	d.Helper()
	return d.post("/login", url.Values{"username": {name}, "password": {password}})
}

func (d *dashboard) post(path string, form url.Values) int {
	d.Helper()
	response, err := d.client.PostForm(d.url+path, form)
	require.NoError(d, err)
	require.NoError(d, response.Body.Close())
	return response.StatusCode
}

// get requests a page and returns it whole.
func (d *dashboard) get(path string) (text string, response *http.Response) {
	d.Helper()
	response, err := d.client.Get(d.url + path)
	require.NoError(d, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(d, err)
	return string(body), response
}

// add adds entries to the audit log, each a minute older than the one after it, the last a minute before noon.
func (d *dashboard) add(entries ...audit.Entry) {
	d.Helper()
	for i, e := range entries {
		if e.At.IsZero() {
			e.At = noon.Add(-time.Duration(len(entries)-i) * time.Minute)
		}
		require.NoError(d, d.auditLog.Store.AppendAudit(d.Context(), e))
	}
}

// auditEntries returns all entries of the audit log, newest first.
func (d *dashboard) auditEntries() (all []audit.Entry) {
	d.Helper()
	require.NoError(d, d.auditLog.Store.EachAudit(d.Context(), audit.Filter{}, func(e audit.Entry) error {
		e.ID = ""
		all = append(all, e)
		return nil
	}))
	return all
}

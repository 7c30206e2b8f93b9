package web

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/target"
)

// noon is the time of all tests.
var noon = time.Date(2026, time.March, 29, 12, 0, 0, 0, time.UTC)

// contract is a contract that does not change, with the health of reading it.
type contract struct {
	view   *inventory.View
	health inventory.Health
}

func (c contract) View() *inventory.View                          { return c.view }
func (c contract) Health() inventory.Health                       { return c.health }
func (contract) History(*inventory.View) inventory.RequestHistory { return inventory.RequestHistory{} }
func (contract) ObserveHTTP(string, string, int, time.Duration)   {}
func (contract) ObserveRefusal(string)                            {}
func (contract) ServeHTTP(http.ResponseWriter, *http.Request)     {}
func (contract) URL(name string) string                           { return "/static/" + name }
func (contract) Version() string                                  { return "v1" }

// fixture holds a base and what its tests check.
type fixture struct {
	*Base
	ledger   *webtest.Records
	auditLog *webtest.AuditLog
	sessions *webtest.Sessions
	log      *bytes.Buffer
}

// newFixture returns a base for an empty contract that was just read, with ada logged in as an admin.
func newFixture(t *testing.T, change ...func(*Deps)) fixture {
	t.Helper()
	f := fixture{ledger: &webtest.Records{}, auditLog: &webtest.AuditLog{}, sessions: &webtest.Sessions{User: auth.User{ID: "u", Name: "ada", Role: auth.RoleAdmin}}, log: &bytes.Buffer{}}
	c := contract{view: viewOf(inventory.Listings{}), health: inventory.Health{ReadAt: noon}}
	d := Deps{
		Mirror: c, Inferrer: c, Observer: c, Assets: c, Ledger: f.ledger, AuditLog: f.auditLog, Sessions: f.sessions, SavedViews: &webtest.SavedViews{},
		Samples: webtest.NoSamples{}, Dismissals: webtest.NoDismissals{}, Database: webtest.SoundDatabase{}, Site: webtest.LocalSite(),
		Operations: operation.NewCache(), Scheme: func(r *http.Request) string { return "http" },
		Now: func() time.Time { return noon }, Zone: time.UTC, Log: slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, set := range change {
		set(&d)
	}
	if d.Coverage == nil {
		var latest coverage.Latest
		d.Coverage = func() *coverage.Report {
			return latest.Of(d.Mirror.View(), coverage.Facts{Target: target.Default, Now: d.Now()})
		}
	}
	f.Base = NewBase(d)
	f.Hub = live.NewHub(live.Config{Log: slog.New(slog.DiscardHandler)})
	return f
}

// viewOf returns the view of a contract that was read completely.
func viewOf(l inventory.Listings) *inventory.View {
	v := inventory.NewView(l, noon)
	v.Loading.Complete = true
	return v
}

// reading sets the contract and the health of reading it.
func reading(v *inventory.View, h inventory.Health) func(*Deps) {
	return func(d *Deps) { d.Mirror = contract{view: v, health: h} }
}

// pageRequest returns the request of a page.
func (f fixture) pageRequest(t *testing.T, address string) Request {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return f.NewRequest(parsed, nil, "ada")
}

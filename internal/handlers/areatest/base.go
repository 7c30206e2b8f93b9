package areatest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/passkey"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// mirror is a contract that does not change.
type mirror struct{ view *inventory.View }

// View returns the contract.
func (m mirror) View() *inventory.View { return m.view }

// Health says that the contract was just read.
func (mirror) Health() inventory.Health { return inventory.Health{ReadAt: Noon} }

// ReadAt returns now.
func (mirror) ReadAt(inventory.Resource) time.Time { return Noon }

// Refresh does nothing.
func (mirror) Refresh(...inventory.Resource) {}

// History returns an empty history.
func (mirror) History(*inventory.View) inventory.RequestHistory { return inventory.RequestHistory{} }

// Engine decides like the real one, but only records what is submitted.
type Engine struct {
	*operation.Engine
	Submitted []operation.Request
	Err       error // of Submit
}

// Submit records the requests.
func (e *Engine) Submit(_ context.Context, _ operation.Actor, _ operation.Key, requests ...operation.Request) (operation.Result, error) {
	if e.Err != nil {
		return operation.Result{}, e.Err
	}
	e.Submitted = append(e.Submitted, requests...)
	r := operation.Result{}
	for _, request := range requests {
		r.Ops = append(r.Ops, operation.Operation{ID: "recorded", Kind: request.Kind, SnapshotID: request.SnapshotID, VolumeID: request.VolumeID})
	}
	return r, nil
}

// Assets has no files.
type Assets struct{ http.Handler }

// URL returns the address of a file.
func (Assets) URL(name string) string { return "/static/" + name }

// Version returns the version of all files.
func (Assets) Version() string { return "1" }

// Base returns the base of an area's handlers for the current contract, with an *Engine as its engine.
func (c *Contract) Base(change ...func(*web.Deps)) *web.Base {
	m := mirror{c.View()}
	cache := operation.NewCache(c.ops...)
	timing := operation.DefaultTiming()
	timing.UndoWindow = webtest.UndoWindow
	now := func() time.Time { return Noon }
	d := web.Deps{
		Mirror: m, Inferrer: m, Operations: cache, Ledger: &webtest.Records{}, Assets: Assets{}, SavedViews: &webtest.SavedViews{}, Now: now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
		Samples: webtest.NoSamples{}, Dismissals: webtest.NoDismissals{}, Database: webtest.SoundDatabase{}, Site: webtest.LocalSite(),
		Engine: &Engine{Engine: operation.NewEngine(nil, nil, m, timing, now, nil, slog.New(slog.DiscardHandler))}, UndoWindow: webtest.UndoWindow, Hold: timing.Hold,
		NameTemplate: "{volume} {date}",
	}
	var latest coverage.Latest
	d.Coverage = func() *coverage.Report {
		return latest.Of(m.view, coverage.Facts{Target: c.Target, Attempts: c.Attempts, Now: Noon})
	}
	for _, f := range change {
		f(&d)
	}
	b := web.NewBase(d)
	b.Hub = live.NewHub(live.Config{Log: d.Log})
	return b
}

// Passkeys returns the passkeys of a base's users.
func Passkeys(b *web.Base) *passkey.Passkeys {
	return &passkey.Passkeys{Sessions: b.Sessions, People: b.People, PublicURL: b.PublicURL, Scheme: b.Scheme, Now: b.Now, Log: b.Log}
}

// Recorder returns the recorder of a base's forms, which answers a refusal with its code and the ID of the operation.
func Recorder(b *web.Base) *forms.Recorder {
	return forms.NewRecorder(b, func(c echo.Context, id string, why forms.Refusal) error {
		return c.String(http.StatusConflict, why.Code+" "+id)
	})
}

// RecordIn makes a base record its forms in memory, as the real engine does.
func RecordIn(records *webtest.Records) func(*web.Deps) {
	return func(d *web.Deps) { d.Ledger, d.Engine = records, webtest.NewEngine(records, d.Mirror.View(), Noon) }
}

// Request returns the request for the page at an address, with the parameters of its path: "dc", "fra", "vol", "web".
func Request(b *web.Base, address string, params ...string) web.Request {
	parsed, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	req := b.NewRequest(parsed, nil, "")
	req.Params = map[string]string{}
	for param := range slices.Chunk(params, 2) {
		req.Params[param[0]] = param[1]
	}
	return req
}

// Post returns a form that a user of a role sends, with the parameters of its path: "dc", "fra", "vol", "web".
func Post(role auth.Role, path string, form url.Values, params ...string) (echo.Context, *httptest.ResponseRecorder) {
	if form == nil {
		form = url.Values{}
	}
	c, response := webtest.RequestBy(auth.User{ID: "u", Name: "ada", Role: role}, http.MethodPost, path, form)
	SetParams(c, params...)
	return c, response
}

// SetParams sets the parameters of a path: "dc", "fra", "vol", "web".
func SetParams(c echo.Context, params ...string) {
	var names, values []string
	for param := range slices.Chunk(params, 2) {
		names, values = append(names, param[0]), append(values, param[1])
	}
	c.SetParamNames(names...)
	c.SetParamValues(values...)
}

// Facts returns facts by their labels.
func Facts(facts []ui.Fact) map[string]ui.Fact {
	all := map[string]ui.Fact{}
	for _, f := range facts {
		all[f.Label] = f
	}
	return all
}

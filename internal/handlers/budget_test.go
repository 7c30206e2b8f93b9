package handlers

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/session"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
)

// staticMirror is a contract that does not change, and a stub of everything else that a page needs.
type staticMirror struct {
	session.Store
	http.Handler
	view *inventory.View
}

func (s staticMirror) View() *inventory.View { return s.view }

func (staticMirror) Health() inventory.Health { return inventory.Health{} }

func (staticMirror) History(*inventory.View) inventory.RequestHistory {
	return inventory.RequestHistory{}
}

func (staticMirror) URL(name string) string { return "/static/" + name }

func (staticMirror) Version() string { return "v1" }

func (staticMirror) ObserveHTTP(string, string, int, time.Duration) {}

func (staticMirror) ObserveRefusal(string) {}

func (staticMirror) Lookup(*http.Request, string) (auth.Session, auth.User, error) {
	return auth.Session{}, auth.User{Name: "ada", Role: auth.RoleAdmin}, nil
}

func (m staticMirror) Current(r *http.Request, cookie string) (auth.Session, auth.User, error) {
	return m.Lookup(r, cookie)
}

// largeView returns a view of 50 data centers with 40 volumes and snapshots each.
func largeView() *inventory.View {
	var l inventory.Listings
	at := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: time.Unix(1_700_000_000, 0).UTC()}
	for d := range 50 {
		dc := fmt.Sprintf("dc-%02d", d)
		l.Datacenters = append(l.Datacenters, inventory.Datacenter{ID: dc, Name: "prod " + dc, Location: "de/fra", Metadata: at})
		for v := range 40 {
			id := fmt.Sprintf("%s-%02d", dc, v)
			l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: dc, Name: "web-" + id, SizeGB: 10, Type: "SSD", Metadata: at})
			l.Snapshots = append(l.Snapshots, inventory.Snapshot{ID: "s-" + id, Name: "nightly " + id, SizeGB: 10, Metadata: at})
		}
	}
	return inventory.NewView(l, time.Unix(1_800_000_000, 0))
}

func newStaticServer(t testing.TB) (*Server, http.Handler) {
	cloud := staticMirror{view: largeView()}
	report := coverage.Of(cloud.view, coverage.Facts{Target: 24 * time.Hour, Now: time.Unix(1_800_000_000, 0)})
	s := New(web.Deps{
		Coverage: func() *coverage.Report { return report },
		Mirror:   cloud, Inferrer: cloud, Sessions: cloud, Assets: cloud, Observer: cloud, Metrics: http.NotFoundHandler(), Operations: operation.NewCache(), Zone: time.UTC,
		Samples: webtest.NoSamples{}, Dismissals: webtest.NoDismissals{}, Database: webtest.SoundDatabase{}, Site: webtest.LocalSite(),
		Address: func(*http.Request) string { return "192.0.2.1" }, Scheme: func(*http.Request) string { return "http" },
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Log: slog.New(slog.DiscardHandler),
	})
	s.UseHub(live.NewHub(live.Config{Render: s.Fragments, Heartbeat: s.Heartbeat, Log: s.Log}))
	handler, err := s.Handler()
	require.NoError(t, err)
	return s, handler
}

// statusWriter is a response that keeps nothing but its status.
type statusWriter struct {
	header http.Header
	status int
}

func (w *statusWriter) Header() http.Header { return w.header }

func (w *statusWriter) Write(p []byte) (int, error) { return len(p), nil }

func (w *statusWriter) WriteHeader(status int) { w.status = status }

// serve requests a page, which must succeed: a refused one would cost little.
func serve(t testing.TB, handler http.Handler, path string) {
	w := &statusWriter{header: http.Header{}, status: http.StatusOK}
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
	if w.status != http.StatusOK {
		t.Fatalf("%s answers %d", path, w.status)
	}
}

func BenchmarkServer_Pages(b *testing.B) {
	s, handler := newStaticServer(b)
	n := 0
	for name, run := range map[string]func(){
		"a list of 100 rows": func() { n++; serve(b, handler, fmt.Sprint("/volumes?per=100&again=", n)) },
		"a search":           func() { n++; serve(b, handler, fmt.Sprint("/volumes?per=100&q=web&again=", n)) },
		"the palette":        func() { n++; serve(b, handler, fmt.Sprint("/find?q=web&again=", n)) },
		"a live update":      func() { _, _ = s.Fragments(context.Background(), "/volumes?per=100") },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// Unlike times, counts are the same on every machine. Each page has an address that was not requested before.
func TestServer_PageAllocations(t *testing.T) { // AllocsPerRun cannot run beside other tests
	s, handler := newStaticServer(t)
	n := 0
	again := func(address string) func() {
		return func() { n++; serve(t, handler, fmt.Sprint(address, "&again=", n)) }
	}
	for name, c := range map[string]struct {
		budget float64
		run    func()
	}{
		"100 of 2,000 volumes":      {2_200, again("/volumes?per=100")},
		"a deep page":               {2_300, again("/volumes?per=100&page=10")},
		"a search in 2,000 volumes": {2_300, again("/volumes?per=100&q=web")},
		"100 of 2,000 snapshots":    {2_200, again("/snapshots?per=100")},
		"what the palette finds":    {1_050, again("/find?q=web")},
		"100 rows unknown so far":   {9_500, func() { s.RowCache = &rowcache.Cache{}; again("/volumes?per=100")() }},
		"a live update of 100 rows": {2_000, func() { _, _ = s.Fragments(context.Background(), "/volumes?per=100") }},
	} {
		c.run()
		got := testing.AllocsPerRun(5, c.run)
		t.Logf("%s: %.0f of %.0f", name, got, c.budget)
		require.LessOrEqual(t, got, c.budget, name)
	}
}

// All 5,000 subscribers of a list are sent only the changed row.
func TestServer_SendsChangedRowOnly(t *testing.T) {
	t.Parallel()
	s, _ := newStaticServer(t)
	for _, address := range []string{"/volumes", "/snapshots", "/datacenters", "/datacenters/dc-01"} {
		fragments, err := s.Fragments(context.Background(), address)
		require.NoError(t, err)
		list := fragments[0]
		require.NotEmpty(t, list.Rows, address)
		for _, row := range list.Rows {
			require.True(t, bytes.Contains(list.HTML, row.HTML), "an update can only leave out a row that the list contains as it is")
		}
	}
}

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
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/operation"
)

// still is a cloud that does not change, and everything else that a page needs.
type still struct {
	Sessions
	http.Handler
	view *inventory.View
}

func (s still) View() *inventory.View                        { return s.view }
func (still) Health() inventory.Health                       { return inventory.Health{} }
func (still) Look(*inventory.View) *inventory.Guesses        { return &inventory.Guesses{} }
func (still) URL(name string) string                         { return "/static/" + name }
func (still) Version() string                                { return "v1" }
func (still) ObserveHTTP(string, string, int, time.Duration) {}
func (still) Lookup(*http.Request, string) (auth.Session, auth.User, error) {
	return auth.Session{}, auth.User{Name: "ada"}, nil
}

// manyThings is a view of 50 data centers with 40 volumes and snapshots each.
func manyThings() *inventory.View {
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

func quietServer(t testing.TB) (*Server, http.Handler) {
	cloud := still{view: manyThings()}
	s := New(Deps{
		Mirror: cloud, Guesser: cloud, Sessions: cloud, Assets: cloud, Observer: cloud, Metrics: http.NotFoundHandler(), Board: operation.NewBoard(), Zone: time.UTC,
		Address: func(*http.Request) string { return "192.0.2.1" }, Scheme: func(*http.Request) string { return "http" },
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Log: slog.New(slog.DiscardHandler),
	})
	s.UseHub(live.NewHub(live.Config{Render: s.Fragments, Beat: s.Beat, Log: s.Log}))
	handler, err := s.Handler()
	require.NoError(t, err)
	return s, handler
}

// forgetful answers what is not looked at.
type forgetful struct{ header http.Header }

func (f forgetful) Header() http.Header         { return f.header }
func (f forgetful) Write(p []byte) (int, error) { return len(p), nil }
func (f forgetful) WriteHeader(int)             {}

func visit(handler http.Handler, address string) {
	handler.ServeHTTP(forgetful{http.Header{}}, httptest.NewRequest(http.MethodGet, address, nil))
}

func BenchmarkPages(b *testing.B) {
	s, handler := quietServer(b)
	n := 0
	for name, run := range map[string]func(){
		"a list of 100 rows": func() { n++; visit(handler, fmt.Sprint("/volumes?per=100&again=", n)) },
		"a search":           func() { n++; visit(handler, fmt.Sprint("/volumes?per=100&q=web&again=", n)) },
		"the palette":        func() { n++; visit(handler, fmt.Sprint("/find?q=web&again=", n)) },
		"the same list":      func() { visit(handler, "/volumes?per=100") },
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

// TestPagesStayWithinTheirAllocations counts, since counts are the same on every machine and
// times are not. Each page has an address that nobody has asked for before.
func TestPagesStayWithinTheirAllocations(t *testing.T) { // AllocsPerRun cannot run beside other tests
	s, handler := quietServer(t)
	n := 0
	anew := func(address string) func() {
		return func() { n++; visit(handler, fmt.Sprint(address, "&again=", n)) }
	}
	same := func() { visit(handler, "/volumes?per=100") }
	for name, c := range map[string]struct {
		budget float64
		run    func()
	}{
		"100 of 2,000 volumes":      {2_200, anew("/volumes?per=100")},
		"a deep page":               {2_300, anew("/volumes?per=100&page=10")},
		"a search in 2,000 volumes": {2_300, anew("/volumes?per=100&q=web")},
		"100 of 2,000 snapshots":    {2_200, anew("/snapshots?per=100")},
		"what the palette finds":    {900, anew("/find?q=web")},
		"100 rows unknown so far":   {9_500, func() { s.rows = &rowCache{}; anew("/volumes?per=100")() }},
		"a page that is kept":       {100, same},
		"a live update of 100 rows": {2_000, func() { _, _ = s.Fragments(context.Background(), "/volumes?per=100") }},
	} {
		c.run()
		got := testing.AllocsPerRun(5, c.run)
		t.Logf("%s: %.0f of %.0f", name, got, c.budget)
		require.LessOrEqual(t, got, c.budget, name)
	}
}

// TestAChangedRowIsSentAlone holds what 5,000 viewers of a list are sent when one row changes.
func TestAChangedRowIsSentAlone(t *testing.T) {
	t.Parallel()
	s, _ := quietServer(t)
	for _, address := range []string{"/volumes", "/snapshots", "/datacenters", "/datacenters/dc-01"} {
		fragments, err := s.Fragments(context.Background(), address)
		require.NoError(t, err)
		list := fragments[0]
		require.NotEmpty(t, list.Rows, address)
		for _, row := range list.Rows {
			require.True(t, bytes.Contains(list.HTML, row.HTML), "only what the list holds as it is can be told from what is around it")
		}
	}
}

package web

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/saved"
	"snapdeck/internal/site"
	"snapdeck/internal/views"
)

// unreachable makes every read of the contract fail.
func unreachable() inventory.ReadFailure {
	return inventory.ReadFailure{Resource: inventory.ResourceSnapshots, Err: &inventory.APIError{Kind: inventory.ErrUnreachable}, Since: noon.Add(-time.Minute)}
}

// The states range from the first load to an outage.
func TestLive_StateOfReading(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, c := range map[string]struct {
		health inventory.Health
		want   string
		dated  bool
	}{
		"just read":                    {inventory.Health{ReadAt: noon}, "live", true},
		"read from a clock ahead":      {inventory.Health{ReadAt: noon.Add(time.Hour)}, "live", true},
		"at the limit":                 {inventory.Health{ReadAt: noon.Add(-staleAfter)}, "live", true},
		"past the limit":               {inventory.Health{ReadAt: noon.Add(-staleAfter - 1)}, "stale", true},
		"budget short":                 {inventory.Health{ReadAt: noon, BackingOff: true}, "slow", true},
		"past the limit, budget short": {inventory.Health{ReadAt: noon.Add(-time.Hour), BackingOff: true}, "stale", true},
		"never read":                   {inventory.Health{}, "slow", false},
		"never read and unreachable":   {inventory.Health{Failures: []inventory.ReadFailure{unreachable()}}, "away", false},
		"read and now unreachable":     {inventory.Health{ReadAt: noon, Failures: []inventory.ReadFailure{unreachable()}}, "away", true},
		"one data center fails":        {inventory.Health{ReadAt: noon, Failures: []inventory.ReadFailure{{Resource: inventory.ContentsOf("dc"), Name: "prod", Err: inventory.ErrServer}}}, "live", true},
	} {
		l := f.live(c.health, noon)
		require.Equal(t, c.want, l.State, name)
		require.Equal(t, c.dated, l.At != "", name)
		require.NotEmpty(t, l.Text, name)
	}
}

// Credentials that are not accepted are no outage.
func TestLive_NamesCause(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	refused := inventory.ReadFailure{Resource: inventory.ResourceSnapshots, Err: &inventory.APIError{Kind: inventory.ErrUnauthorized}, Since: noon}
	for _, readAt := range []time.Time{{}, noon} {
		l := f.live(inventory.Health{ReadAt: readAt, Failures: []inventory.ReadFailure{refused}}, noon)
		require.Contains(t, l.Text, operation.ExplainCode("unauthorized").Title)
	}
}

// The script reads this JSON.
func TestHeartbeat_IndicatorAsJSON(t *testing.T) {
	t.Parallel()
	f := newFixture(t, reading(viewOf(inventory.Listings{}), inventory.Health{ReadAt: noon.Add(-time.Hour)}))
	var l views.Live
	require.NoError(t, json.Unmarshal(f.Heartbeat(), &l))
	require.Equal(t, "stale", l.State)
	require.Equal(t, "2026-03-29T11:00:00Z", l.At)
}

// The notice also has the age of a cached view; there is none once everything is read.
func TestLoadingNotices_ShowProgressOfFirstLoad(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	req := f.pageRequest(t, "/")
	require.Empty(t, loadingNotices(req))
	req.View = inventory.NewView(inventory.Listings{}, noon)
	req.View.Loading = inventory.Progress{}
	first := loadingNotices(req)
	require.Equal(t, "loading", first[0].Code)
	require.False(t, first[0].When.Known())
	req.View.Loading = inventory.Progress{Done: 2, Total: 7}
	require.Contains(t, loadingNotices(req)[0].Text, "2 of 7")
	req.View.Loading.CachedAsOf = noon.Add(-time.Hour)
	require.True(t, loadingNotices(req)[0].When.Known())
}

// The id of the volume may contain anything.
func TestCreateHref_OfPagesVolume(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for address, want := range map[string]string{
		"/":                                "/volumes",
		"/snapshots/s":                     "/volumes",
		"/datacenters/dc":                  "/volumes",
		"/datacenters/dc/volumes/v":        "/datacenters/dc/volumes/v/create",
		"/datacenters/d%2Fc/volumes/v":     "/datacenters/d%2Fc/volumes/v/create",
		"/datacenters/dc/volumes/v/create": "/volumes",
	} {
		require.Equal(t, want, createHref(f.pageRequest(t, address)), address)
	}
}

// A page reloads often while something is running, rarely where a reload loses a selection, and never where a user types.
func TestLayout_ReloadsWithoutScripts(t *testing.T) {
	t.Parallel()
	moving := viewOf(inventory.Listings{Snapshots: []inventory.Snapshot{{ID: "s", Metadata: inventory.Metadata{State: "BUSY"}}}})
	running := operation.Operation{ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Provisioning}
	for name, c := range map[string]struct {
		page   Page
		view   *inventory.View
		ops    []operation.Operation
		want   int
		stream bool
	}{
		"page":                         {Page{}, nil, nil, reloadEvery, true},
		"list":                         {Page{Selectable: true}, nil, nil, reloadSlow, true},
		"list of what changes":         {Page{Selectable: true}, moving, nil, reloadEvery, true},
		"list while an operation runs": {Page{Selectable: true}, nil, []operation.Operation{running}, reloadEvery, true},
		"nothing moves, has forms":     {Page{Idle: true}, nil, nil, 0, true},
		"static":                       {Page{Static: true, Selectable: true}, nil, nil, 0, false},
	} {
		f := newFixture(t, func(d *Deps) {
			d.Operations = operation.NewCache(c.ops...)
			if c.view != nil {
				reading(c.view, inventory.Health{ReadAt: noon})(d)
			}
		})
		ctx, _ := webtest.Request(http.MethodGet, "/volumes", nil)
		l := f.Layout(ctx, c.page, f.pageRequest(t, "/volumes"))
		require.Equal(t, c.want, l.Refresh, name)
		require.Equal(t, c.stream, l.Stream != "", name)
	}
}

// The name, the role, the number of running operations and the saved views are the user's own.
func TestLayout_DependsOnUser(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(d *Deps) {
		d.Operations = operation.NewCache(
			operation.Operation{ID: "a", Version: 1, Kind: operation.CreateSnapshot, State: operation.Provisioning, Actor: "ada"},
			operation.Operation{ID: "b", Version: 1, Kind: operation.CreateSnapshot, State: operation.Provisioning, Actor: "eve"},
			operation.Operation{ID: "c", Version: 1, Kind: operation.CreateSnapshot, State: operation.Done, Actor: "ada"},
		)
		d.SavedViews = &webtest.SavedViews{Views: []saved.View{
			{ID: "1", UserID: "u", List: "/volumes", Query: "state=late", Default: true}, {ID: "2", UserID: "u", List: "/snapshots", Query: "q=x"},
			{ID: "3", UserID: "other", List: "/snapshots", Query: "q=y", Default: true},
		}}
		d.Cloud.Contract = "31415926"
	})
	ctx, _ := webtest.Request(http.MethodGet, "/volumes?q=a", nil)
	l := f.Layout(ctx, Page{Title: "Volumes", Nav: "volumes"}, f.pageRequest(t, "/volumes?q=a&notice=unchanged."))
	require.Equal(t, []string{"ada", "admin", "Volumes", "volumes", "31415926"}, []string{l.User, l.Role, l.Title, l.Nav, l.Contract})
	require.Equal(t, 1, l.RunningCount)
	require.Equal(t, map[string]string{"/volumes": "/volumes?state=late"}, l.Defaults)
	require.Equal(t, "/volumes?q=a", l.Path, "without the notice, which is shown once")
	require.Equal(t, notice.Unchanged, l.Flash.Code)
	require.Equal(t, "/find?at=%2Fvolumes", l.Find)
	require.Equal(t, "/events?as=ada&v=v1", l.Stream)
}

// A failure must not prevent the page.
func TestLayout_ShowsWithoutSavedViews(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(d *Deps) { d.SavedViews = &webtest.SavedViews{Err: webtest.ErrAway} })
	ctx, _ := webtest.Request(http.MethodGet, "/", nil)
	require.Empty(t, f.Layout(ctx, Page{}, f.pageRequest(t, "/")).Defaults)
	require.Contains(t, f.log.String(), "level=WARN")
	empty, err := f.ViewsOf(t.Context(), Request{}, "")
	require.NoError(t, err, "a shared rendering reads the views of no user")
	require.Empty(t, empty)
}

// Only real contracts have an endpoint.
func TestEndpoint_ShownUnlessDefault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		endpoint  string
		simulated bool
		want      string
	}{{defaultEndpoint, false, ""}, {"api.example.org", false, "api.example.org"}, {"127.0.0.1:1", true, ""}} {
		require.Equal(t, c.want, Cloud{Endpoint: c.endpoint, Simulated: c.simulated}.unusualEndpoint())
	}
}

// The configured number is only used until the contract is read.
func TestContract_NumberOfIONOSCloudCounts(t *testing.T) {
	t.Parallel()
	configured := Cloud{Contract: "1"}
	require.Equal(t, "1", configured.contractOf(viewOf(inventory.Listings{})))
	require.Equal(t, "2", configured.contractOf(viewOf(inventory.Listings{Contract: inventory.Contract{Number: 2}})))
	require.NotEmpty(t, Cloud{}.contractOf(viewOf(inventory.Listings{})))
}

// A page must not continue with the stream of another user or of other assets.
func TestStreamAddress_NamesUserAndFiles(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/events?as=a%26b&v=v1", streamAddress("a&b", "v1"))
}

// The notice is for addresses on the network without TLS.
func TestEncryptionNotice_OnlyWhereOthersCanRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options site.Options
		want    int
	}{
		"this machine":            {site.Options{Listen: "127.0.0.1:8080"}, 0},
		"network":                 {site.Options{Listen: "0.0.0.0:8080"}, 1},
		"network with TLS":        {site.Options{Listen: "0.0.0.0:8080", TLS: true}, 0},
		"behind a proxy with TLS": {site.Options{Listen: "0.0.0.0:8080", Public: "https://snapdeck.example.org"}, 0},
	} {
		s, err := site.New(c.options)
		require.NoError(t, err, name)
		notices := EncryptionNotice(s)
		require.Len(t, notices, c.want, name)
		for _, n := range notices {
			require.Equal(t, "unencrypted", n.Code, name)
		}
	}
}

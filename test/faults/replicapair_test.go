package faults

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/store/postgrestest"
	"snapdeck/test/app"
)

// replicaPair are two replicas on one database behind a proxy that checks their health and fails over when a
// connection is refused, as in deploy/Caddyfile.
type replicaPair struct {
	testApp  // through the proxy
	program  string
	environ  []string
	replicas [2]*app.Process
	addrs    [2]atomic.Value // string
	next     atomic.Uint64
}

func newReplicaPair(t *testing.T) *replicaPair {
	t.Helper()
	sim := app.Simulate(t, ionossim.Config{Seed: 1, Speed: 20, Size: ionossim.SeedSize{Datacenters: 4, Volumes: 24, Snapshots: 6, Idle: true}})
	p := &replicaPair{testApp: testApp{sim: sim}, program: app.Build(t), environ: slices.Concat(
		app.Settings(t.TempDir()), app.Credentials(sim, ""), []string{"SNAPDECK_DATABASE_URL=" + postgrestest.URL(t), "SNAPDECK_DRAIN=3s"},
	)}
	for i := range p.replicas {
		p.start(t, i)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "replica" },
		Transport:     &http.Transport{DialContext: p.dial, DisableKeepAlives: true},
		FlushInterval: -1,
	})
	t.Cleanup(proxy.Close)
	p.url, p.http = proxy.URL, app.NewClient(t, testTimeout)
	p.http.LogIn(t, p.url)
	p.awaitRead(t, "24 volumes")
	return p
}

func (p *replicaPair) start(t *testing.T, i int) {
	t.Helper()
	p.replicas[i] = app.StartProcess(t, p.program, nil, p.environ...)
	p.addrs[i].Store(strings.TrimPrefix(p.replicas[i].URL, "http://"))
}

// dial alternates between the replicas, and uses the other one when one is down.
func (p *replicaPair) dial(ctx context.Context, network, _ string) (conn net.Conn, err error) {
	first := int(p.next.Add(1)) % len(p.addrs)
	for i := range p.addrs {
		addr, _ := p.addrs[(first+i)%len(p.addrs)].Load().(string)
		if !healthy(addr) && i == 0 {
			continue
		}
		if conn, err = new(net.Dialer).DialContext(ctx, network, addr); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// healthy checks the health of a replica. A slow one is healthy; a refused connection is not.
func healthy(addr string) bool {
	client := http.Client{Timeout: testTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + addr + "/healthz")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// restart restarts a replica cleanly; during is called in between and while it stops.
func (p *replicaPair) restart(t *testing.T, i int, during func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- p.replicas[i].Stop(ctx) }()
	during()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	during()
	p.start(t, i)
}

// One replica after the other is restarted, as in a deployment, during requests through a proxy.
func TestReplicas_RollingRestartFailsNoPage(t *testing.T) {
	t.Parallel()
	p := newReplicaPair(t)
	pages := []string{"/", "/volumes", pathOf(p.sim.Volumes()[0]), "/operations"}
	requested, failed := 0, 0
	ask := func(during time.Duration) {
		for until := time.Now().Add(during); time.Now().Before(until); requested++ {
			status, _, err := p.http.Send(t.Context(), http.MethodGet, p.url+pages[requested%len(pages)], nil)
			if err != nil || status != http.StatusOK {
				failed++
				t.Errorf("a page failed: status %d, %v", status, err)
			}
		}
	}
	ask(time.Second)
	for i := range p.replicas {
		p.restart(t, i, func() { ask(500 * time.Millisecond) })
		ask(time.Second)
	}
	t.Logf("%d pages, %d failed", requested, failed)
}

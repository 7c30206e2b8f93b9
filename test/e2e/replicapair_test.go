package e2e

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"

	"snapdeck/internal/store/postgrestest"
	"snapdeck/test/app"
)

// replicaPair are two replicas on one database behind a proxy that checks their health and fails over when a
// connection is refused, as in deploy/Caddyfile.
type replicaPair struct {
	snapdeck *testApp // through the proxy
	program  string
	environ  []string
	replicas [2]*app.Process
	addrs    [2]atomic.Value // string
	next     atomic.Uint64
}

func newReplicaPair(t *testing.T) *replicaPair {
	t.Helper()
	sim := simulate(t, fastSpeed)
	p := &replicaPair{program: app.Build(t), environ: []string{
		"SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_DATABASE_URL=" + postgrestest.URL(t), "SNAPDECK_ADMIN_PASSWORD=" + password,
		"IONOS_API_URL=" + sim.URL(), "IONOS_TOKEN=" + sim.Token(), "SNAPDECK_DATA=" + t.TempDir(), "SNAPDECK_DRAIN=3s",
	}}
	for i := range p.replicas {
		p.start(t, i)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "replica" },
		Transport:     &http.Transport{DialContext: p.dial, DisableKeepAlives: true},
		FlushInterval: -1,
	})
	t.Cleanup(proxy.Close)
	p.snapdeck = &testApp{url: proxy.URL, sim: sim}
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
	client := http.Client{Timeout: cloudTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + addr + "/healthz")
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// restart restarts a replica cleanly; during is called in between and while it stops.
func (p *replicaPair) restart(t *testing.T, i int, during func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), cloudTimeout)
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

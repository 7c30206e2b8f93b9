package storm

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	web "snapdeck/internal/app"
	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/secret"
	"snapdeck/test/app"
)

// BenchmarkCreate_DelayToAcceptance measures the time from sending the form until the simulator accepts the
// create call, in an idle data center. The baseline is the same call by the API client alone.
func BenchmarkCreate_DelayToAcceptance(b *testing.B) {
	b.Run("the call alone", func(b *testing.B) {
		c := newClock(b)
		client, err := cloud.New(cloud.Config{Endpoint: c.url, Token: secret.New(c.cloud.Token())})
		require.NoError(b, err)
		b.Cleanup(client.Close)
		c.measure(b, func(n int) {
			_, err := client.CreateSnapshot(b.Context(), c.volume.DatacenterID, c.volume.ID, operation.CreateParams{Name: strconv.Itoa(n)})
			require.NoError(b, err)
		}, func() {})
	})
	for database, open := range databases() {
		b.Run(database, func(b *testing.B) {
			c, at := newClock(b), open(b)
			address := c.dashboard(b, at)
			ledger := at.open(b).Ledger(nil)
			by := newUser(b)
			by.logIn(b, address)
			c.awaitReady(b, by, address)
			c.measure(b, func(n int) {
				status, err := by.send(b.Context(), address, click{volume: c.volume, key: strconv.Itoa(n), name: strconv.Itoa(n)})
				require.NoError(b, err)
				require.Equal(b, http.StatusSeeOther, status)
			}, func() {
				eventually(b, completeTimeout, "nothing is left to do", func() bool {
					incomplete, err := ledger.Incomplete(b.Context())
					require.NoError(b, err)
					return len(incomplete) == 0
				})
			})
		})
	}
}

// timingProxy is a simulator that reports when it has accepted a create call.
type timingProxy struct {
	cloud    *ionossim.Sim
	url      string
	volume   ionossim.Volume
	accepted chan time.Time
}

func newClock(b *testing.B) *timingProxy {
	b.Helper()
	sim, err := ionossim.New(ionossim.Config{
		Seed: 1, Speed: instant, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 1, Volumes: 1, Servers: -1, Snapshots: -1, Idle: true},
	})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, sim.Close()) })
	c := &timingProxy{cloud: sim, volume: sim.Volumes()[0], accepted: make(chan time.Time, 1)}
	server := httptest.NewServer(c)
	b.Cleanup(server.Close)
	c.url = server.URL
	return c
}

// ServeHTTP forwards a call, and records when a create call was executed.
func (c *timingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.cloud.Handler().ServeHTTP(w, r)
	if isCreate(r) {
		c.accepted <- time.Now()
	}
}

// dashboard starts a dashboard in this process and returns its address.
func (c *timingProxy) dashboard(b *testing.B, at database) string {
	b.Helper()
	environ := append(at.environ(), "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_PROOF_AGE=24h", "SNAPDECK_ADMIN_PASSWORD="+app.Password)
	return app.Start(b, web.Options{Log: slog.New(slog.DiscardHandler)}, append(environ, app.Credentials(c.cloud, c.url)...)...).URL
}

// awaitReady waits until the dashboard has loaded the volume.
func (c *timingProxy) awaitReady(b *testing.B, by user, address string) {
	b.Helper()
	eventually(b, startWithin, "the page of the volume is shown", func() bool {
		response, err := by.client.Get(address + "/datacenters/" + c.volume.DatacenterID + "/volumes/" + c.volume.ID)
		if err != nil {
			return false
		}
		return response.Body.Close() == nil && response.StatusCode == http.StatusOK
	})
}

// measure reports the median and the worst time from a click to its acceptance. after restores the idle state.
func (c *timingProxy) measure(b *testing.B, click func(n int), after func()) {
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		began := time.Now()
		click(n)
		took = append(took, (<-c.accepted).Sub(began))
		b.StopTimer()
		after()
		for _, s := range c.cloud.Snapshots() {
			_ = c.cloud.RemoveSnapshot(s.ID) // it exists
		}
		b.StartTimer()
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op") // the duration of the response is not measured
	b.ReportMetric(milliseconds(took[len(took)/2]), "ms-median")
	b.ReportMetric(milliseconds(took[len(took)-1]), "ms-worst")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

package cloud_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/inventory"
	"snapdeck/internal/inventory/polling"
	"snapdeck/internal/secret"
)

// The documented bounds with subscribers: the delay until another client's change is visible, and the calls in
// any minute.
const (
	shownWithin  = 12 * time.Second
	hiddenWithin = 24 * time.Second // of a data center whose request cannot be seen
	watchedCalls = 24
	callsAtRest  = 9
	fewCalls     = 4
)

// pipes is a network in memory, which lets HTTP work in virtual time.
type pipes struct {
	conns chan net.Conn
	ended chan struct{}
	end   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), ended: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.end.Do(func() { close(p.ended) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

// shared is a contract that a mirror polls and another client changes, in virtual time.
type shared struct {
	t      *testing.T
	sim    *ionossim.Sim
	mirror *polling.Mirror
	other  *http.Client

	mu    sync.Mutex
	calls []time.Time // of the mirror
}

const otherClient = "another tool"

// short is a speed at which requests take a few hundredths of a second.
const short = 200

// share runs a mirror of a simulated contract.
func share(t *testing.T, watched bool, speed float64, seed ionossim.SeedSize) *shared {
	t.Helper()
	network := newPipes()
	s := &shared{t: t}
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Token: "t", Size: seed, Speed: speed, RateLimit: -1, Burst: -1})
	require.NoError(t, err)
	s.sim = sim
	server := &http.Server{Handler: http.HandlerFunc(s.serve)}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(network) })
	transport := &http.Transport{DialContext: network.dial}
	s.other = &http.Client{Transport: transport}
	client, err := cloud.New(cloud.Config{Endpoint: "http://127.0.0.1", Token: secret.New("t"), Transport: transport})
	require.NoError(t, err)
	intervals := polling.Intervals{Fast: time.Second, Watched: 10 * time.Second, Slow: time.Minute}
	s.mirror = polling.New(client, intervals, polling.Demand{Watched: func() bool { return watched }}, time.Now, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	running.Go(func() { s.mirror.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		transport.CloseIdleConnections()
		require.NoError(t, server.Close())
		running.Wait()
		require.NoError(t, sim.Close())
	})
	return s
}

func (s *shared) serve(w http.ResponseWriter, r *http.Request) {
	if r.UserAgent() != otherClient {
		s.mu.Lock()
		s.calls = append(s.calls, time.Now())
		s.mu.Unlock()
	}
	s.sim.Handler().ServeHTTP(w, r)
}

// most returns the highest number of the mirror's calls in any minute since a time.
func (s *shared) most(since time.Time) (most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, first := range s.calls {
		if first.Before(since) {
			continue
		}
		n := 0
		for _, at := range s.calls[i:] {
			if at.Sub(first) < time.Minute {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// do makes a call of the other client, which must succeed.
func (s *shared) do(method, path, body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, "http://127.0.0.1/cloudapi/v6"+path, strings.NewReader(body))
	require.NoError(s.t, err)
	request.Header.Set("Authorization", "Bearer t")
	request.Header.Set("User-Agent", otherClient)
	request.Header.Set("Content-Type", "application/json")
	response, err := s.other.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	require.Contains(s.t, []int{http.StatusOK, http.StatusCreated, http.StatusAccepted}, response.StatusCode, "%s %s", method, path)
}

// unseen measures the delay until a change is visible.
func (s *shared) unseen(shows func(*inventory.View) bool) time.Duration {
	s.t.Helper()
	require.False(s.t, shows(s.mirror.View()), "the change is visible before it was made")
	for began := time.Now(); ; {
		time.Sleep(100 * time.Millisecond)
		if took := time.Since(began); shows(s.mirror.View()) || took > 5*time.Minute {
			return took
		}
	}
}

// change is a change by another client, how a view shows it, and how soon it must; zero: shownWithin.
type change struct {
	make   func()
	shows  func(*inventory.View) bool
	within time.Duration
}

// volume returns a volume that is not an ISO image and whose server is running, or off.
func (s *shared) volume(running bool) (inventory.Volume, inventory.Server) {
	s.t.Helper()
	view := s.mirror.View()
	for _, v := range view.Volumes {
		on := view.ServersOn(v.ID)
		if v.Type != "ISO" && v.Type != "DAS" && len(on) == 1 && (on[0].VMState == "RUNNING") == running {
			return v, on[0]
		}
	}
	s.t.Fatal("no such volume")
	return inventory.Volume{}, inventory.Server{}
}

// changes returns changes of all kinds by another client.
func changes() map[string]func(*shared) change {
	return map[string]func(*shared) change{
		"snapshot created": func(s *shared) change {
			v, _ := s.volume(true)
			before := len(s.mirror.View().Snapshots)
			return change{
				make: func() {
					s.do("POST", "/datacenters/"+v.DatacenterID+"/volumes/"+v.ID+"/create-snapshot", `{"properties":{"name":"theirs"}}`)
				},
				shows: func(view *inventory.View) bool { return len(view.Snapshots) > before },
			}
		},
		"snapshot deleted": func(s *shared) change {
			id := s.sim.Snapshots()[0].ID
			return change{
				make:  func() { s.do("DELETE", "/snapshots/"+id, "") },
				shows: func(view *inventory.View) bool { _, exists := view.Snapshot(id); return !exists },
			}
		},
		"snapshot renamed": func(s *shared) change {
			id, name := s.mirror.View().Snapshots[0].ID, "theirs "+time.Now().String()
			return change{
				make:  func() { s.do("PATCH", "/snapshots/"+id, `{"name":"`+name+`"}`) },
				shows: func(view *inventory.View) bool { x, _ := view.Snapshot(id); return x.Name == name },
			}
		},
		"snapshot labelled": func(s *shared) change {
			id, key := s.mirror.View().Snapshots[0].ID, fmt.Sprint("key-", time.Now().Unix())
			return change{
				make:  func() { s.do("POST", "/snapshots/"+id+"/labels", `{"properties":{"key":"`+key+`","value":"open"}}`) },
				shows: func(view *inventory.View) bool { _, exists := view.Label(id, key); return exists },
			}
		},
		"volume created": func(s *shared) change {
			v, _ := s.volume(true)
			before := len(s.mirror.View().VolumesOf(v.DatacenterID))
			return change{
				make: func() {
					s.do("POST", "/datacenters/"+v.DatacenterID+"/volumes", `{"properties":{"name":"theirs","type":"HDD","size":10,"licenceType":"LINUX"}}`)
				},
				shows: func(view *inventory.View) bool { return len(view.VolumesOf(v.DatacenterID)) > before },
			}
		},
		"volume resized": func(s *shared) change {
			v, _ := s.volume(true)
			return change{
				make: func() {
					s.do("PATCH", "/datacenters/"+v.DatacenterID+"/volumes/"+v.ID, fmt.Sprintf(`{"size":%g}`, v.SizeGB+1))
				},
				shows: func(view *inventory.View) bool { x, _ := view.Volume(v.ID); return x.SizeGB == v.SizeGB+1 },
			}
		},
		"volume deleted": func(s *shared) change {
			v, _ := s.volume(true)
			return change{
				make:  func() { s.do("DELETE", "/datacenters/"+v.DatacenterID+"/volumes/"+v.ID, "") },
				shows: func(view *inventory.View) bool { _, exists := view.Volume(v.ID); return !exists },
			}
		},
		"volume detached": func(s *shared) change {
			v, server := s.volume(true)
			return change{
				make: func() {
					s.do("DELETE", "/datacenters/"+v.DatacenterID+"/servers/"+server.ID+"/volumes/"+v.ID, "")
				},
				shows: func(view *inventory.View) bool { return len(view.ServersOn(v.ID)) == 0 },
			}
		},
		"server stopped": func(s *shared) change {
			v, server := s.volume(true)
			return change{
				make:  func() { s.do("POST", "/datacenters/"+v.DatacenterID+"/servers/"+server.ID+"/stop", "") },
				shows: func(view *inventory.View) bool { return view.ServersOn(v.ID)[0].VMState == "SHUTOFF" },
			}
		},
		"server started": func(s *shared) change {
			v, server := s.volume(false)
			return change{
				make:  func() { s.do("POST", "/datacenters/"+v.DatacenterID+"/servers/"+server.ID+"/start", "") },
				shows: func(view *inventory.View) bool { return view.ServersOn(v.ID)[0].VMState == "RUNNING" },
			}
		},
		"data center deleted": func(s *shared) change {
			id := s.mirror.View().Datacenters[0].ID
			return change{
				make:  func() { s.do("DELETE", "/datacenters/"+id, "") },
				shows: func(view *inventory.View) bool { _, exists := view.Datacenter(id); return !exists },
			}
		},
		"data center created, request not visible": func(s *shared) change {
			before := len(s.mirror.View().Datacenters)
			return change{
				make:   func() { s.sim.AddDatacenter("theirs", "de/fra") },
				shows:  func(view *inventory.View) bool { return len(view.Datacenters) > before },
				within: hiddenWithin,
			}
		},
		"snapshot created, request not visible": func(s *shared) change {
			v, _ := s.volume(true)
			before := len(s.mirror.View().Snapshots)
			return change{
				make: func() {
					_, err := s.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "theirs"})
					require.NoError(s.t, err)
				},
				shows: func(view *inventory.View) bool { return len(view.Snapshots) > before },
			}
		},
		"snapshot deleted, request not visible": func(s *shared) change {
			id := s.mirror.View().Snapshots[0].ID
			return change{
				make:  func() { require.NoError(s.t, s.sim.RemoveSnapshot(id)) },
				shows: func(view *inventory.View) bool { _, exists := view.Snapshot(id); return !exists },
			}
		},
	}
}

// Another client makes changes of every kind at every moment between two polls, and its requests end long before
// the next poll.
func TestMirror_ShowsChangesOfAnotherClient(t *testing.T) {
	t.Parallel()
	for name, prepare := range changes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := share(t, true, short, ionossim.SeedSize{Idle: true})
				time.Sleep(time.Minute) // the first load and its follow-up polls are over
				for _, offset := range []time.Duration{0, 2500 * time.Millisecond, 5 * time.Second, 9900 * time.Millisecond} {
					time.Sleep(20*time.Second - time.Duration(time.Now().UnixNano())%(10*time.Second) + offset)
					c := prepare(s)
					c.make()
					require.LessOrEqual(t, s.unseen(c.shows), cmp.Or(c.within, shownWithin), "made %s after a look", offset)
				}
			})
		})
	}
}

func TestMirror_CallsPerMinute(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		watched     bool
		datacenters int
		kind        string        // of another client's change
		every       time.Duration // interval of the changes
		speed       float64       // of the simulator
		most        int
	}{
		"at rest":                             {most: callsAtRest, datacenters: 6},
		"at rest, 40 data centers":            {most: callsAtRest, datacenters: 40},
		"at rest, snapshots are renamed":      {most: callsAtRest + 3, datacenters: 6, kind: "snapshot renamed", every: 20 * time.Second},
		"watched":                             {most: watchedCalls, datacenters: 6, watched: true},
		"watched, 40 data centers":            {most: watchedCalls, datacenters: 40, watched: true},
		"watched, snapshots are created":      {most: watchedCalls, datacenters: 6, watched: true, kind: "snapshot created", every: 10 * time.Second},
		"watched, snapshots are deleted":      {most: watchedCalls, datacenters: 6, watched: true, kind: "snapshot deleted", every: 10 * time.Second},
		"watched, volumes are resized":        {most: watchedCalls, datacenters: 6, watched: true, kind: "volume resized", every: 10 * time.Second},
		"watched, requests take seconds":      {most: watchedCalls, datacenters: 6, watched: true, kind: "snapshot created", every: 10 * time.Second, speed: 1},
		"watched, servers are stopped":        {most: watchedCalls, datacenters: 6, watched: true, kind: "server stopped", every: 13 * time.Second},
		"watched, volumes come, 40 of others": {most: watchedCalls, datacenters: 40, watched: true, kind: "volume created", every: 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := share(t, c.watched, cmp.Or(c.speed, short), ionossim.SeedSize{Datacenters: c.datacenters, Volumes: 5 * c.datacenters, Snapshots: 30, Idle: true})
				s.sim.SetHDDLimit(1 << 20)
				time.Sleep(2 * time.Minute)
				since := time.Now()
				for range 10 {
					if c.kind != "" {
						changes()[c.kind](s).make()
					}
					time.Sleep(c.every)
				}
				time.Sleep(8 * time.Minute)
				most := s.most(since)
				t.Log("calls in a minute, at most:", most)
				require.LessOrEqual(t, most, c.most)
				require.GreaterOrEqual(t, most, fewCalls)
			})
		})
	}
}

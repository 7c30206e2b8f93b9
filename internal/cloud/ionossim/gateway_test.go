package ionossim_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// delayedCase is a change that a gateway can hold; path shows whether it was accepted.
type delayedCase struct{ method, path, body string }

// delayedCases returns the mutations that Snapdeck sends.
func (b *testSim) delayedCases() map[string]delayedCase {
	b.t.Helper()
	v, loose := b.volume("prod-web-fra", "web-01-root"), b.volume("prod-web-fra", "import-scratch-01")
	off := b.volume("prod-web-fra", "lb-02-root")
	snapshot, err := b.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "target"})
	require.NoError(b.t, err)
	server := "/datacenters/" + v.DatacenterID + "/servers/"
	return map[string]delayedCase{
		"create snapshot":  {http.MethodPost, volumePath(v) + "/create-snapshot", `{"properties":{"name":"held"}}`},
		"create volume":    {http.MethodPost, "/datacenters/" + v.DatacenterID + "/volumes", `{"properties":{"size":5,"licenceType":"LINUX"}}`},
		"restore snapshot": {http.MethodPost, volumePath(v) + "/restore-snapshot", replaceID(`{"properties":{"snapshotId":"ID"}}`, snapshot.ID)},
		"edit snapshot":    {http.MethodPatch, "/snapshots/" + snapshot.ID, `{"name":"renamed"}`},
		"delete snapshot":  {http.MethodDelete, "/snapshots/" + snapshot.ID, ""},
		"stop server":      {http.MethodPost, server + v.ServerID + "/stop", ""},
		"start server":     {http.MethodPost, server + off.ServerID + "/start", ""},
		"attach volume":    {http.MethodPost, server + v.ServerID + "/volumes", replaceID(`{"id":"ID"}`, loose.ID)},
	}
}

// TestGateway_HandsOnAfterItsAnswer holds each kind of change for 95 s behind a 504.
func TestGateway_HandsOnAfterItsAnswer(t *testing.T) {
	t.Parallel()
	for name := range newTestSim(t, idleConfig()).delayedCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestSim(t, idleConfig())
			c := b.delayedCases()[name]
			b.inject(c.method + " * 504-after hold=95s x1")
			before := len(b.Requests())
			r := b.do(c.method, c.path, c.body, "User-Agent: held/1")
			require.Equal(t, http.StatusGatewayTimeout, r.status)
			require.Equal(t, "text/html", r.header.Get("Content-Type"))
			b.clock.advance(94 * time.Second)
			require.Len(t, b.Requests(), before, "not before its time")
			require.Equal(t, []ionossim.DelayedCall{{Method: c.method, Path: c.path, Due: b.clock.Now().Add(time.Second)}}, b.DelayedCalls())
			b.clock.advance(2 * time.Minute)
			made := b.Requests()[before:]
			require.Len(t, made, 1)
			require.Equal(t, "DONE", made[0].Status)
			require.Equal(t, newClock().Now().Add(95*time.Second), made[0].Created, "at its time, not when the next call came")
			require.Equal(t, "held/1", b.get("/requests/"+made[0].ID).at(t, "properties", "headers", "User-Agent"))
			require.Empty(t, b.DelayedCalls())
			require.Equal(t, http.StatusAccepted, b.do(c.method, volumePathOf(c, b), c.body).status, "once only")
		})
	}
}

// volumePathOf returns a volume for which the case can be repeated: a deleted snapshot is replaced.
func volumePathOf(c delayedCase, b *testSim) string {
	if c.method == http.MethodDelete {
		return "/snapshots/" + b.Snapshots()[0].ID
	}
	return c.path
}

func TestGateway_HoldIsNotDividedBySpeed(t *testing.T) {
	t.Parallel()
	cfg := idleConfig()
	cfg.Speed = 20
	b := newTestSim(t, cfg)
	b.inject("DELETE * 502-after hold=95s x1")
	id := b.Snapshots()[0].ID
	require.Equal(t, http.StatusBadGateway, b.do(http.MethodDelete, "/snapshots/"+id, "").status)
	b.clock.advance(94 * time.Second)
	require.Equal(t, http.StatusOK, b.get("/snapshots/"+id).status)
	b.clock.advance(2 * time.Second)
	require.Equal(t, http.StatusNotFound, b.get("/snapshots/"+id).status)
}

// TestGateway_HeldCallSeesLaterState deletes a snapshot whose deletion is held.
func TestGateway_HeldCallSeesLaterState(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	id := b.Snapshots()[0].ID
	b.inject("DELETE * 504-after hold=1m x1")
	b.do(http.MethodDelete, "/snapshots/"+id, "")
	require.NoError(t, b.RemoveSnapshot(id))
	b.clock.advance(time.Hour)
	require.Empty(t, b.DelayedCalls())
	require.Equal(t, http.StatusOK, b.get("/snapshots").status, "a refusal of a held call does no harm")
}

func TestGateway_HeldCallsKeepTheirTimes(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	v := b.volume("prod-web-fra", "web-01-root")
	b.inject("POST * 504-after hold=60s x1")
	b.inject("POST * 504-after hold=30s x1")
	for _, name := range []string{"first", "second"} {
		b.do(http.MethodPost, volumePath(v)+"/create-snapshot", `{"properties":{"name":"`+name+`"}}`)
	}
	b.clock.advance(time.Hour)
	made := b.Requests()
	require.Contains(t, made[len(made)-2].Body, "second")
	require.Contains(t, made[len(made)-1].Body, "first")
}

func TestGateway_HandOnAndReset(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, withAdmin())
	v := b.volume("prod-web-fra", "web-01-root")
	hold := func() {
		b.inject("POST * 504-after hold=1h x1")
		b.do(http.MethodPost, volumePath(v)+"/create-snapshot", `{"properties":{"name":"handed on"}}`)
	}
	hold()
	_, text := b.admin(http.MethodGet, "/held", "")
	require.Contains(t, text, volumePath(v)+"/create-snapshot")
	status, _ := b.admin(http.MethodPost, "/held", "")
	require.Equal(t, http.StatusNoContent, status)
	require.Len(t, b.SnapshotsContaining("handed on"), 1)
	require.Empty(t, b.DelayedCalls())
	hold()
	b.Reset()
	b.clock.advance(2 * time.Hour)
	require.Empty(t, b.SnapshotsContaining("handed on"), "forgotten with the rest")
}

// TestGateway_ClientGivesUp ends the client's call while the gateway holds it.
func TestGateway_ClientGivesUp(t *testing.T) {
	t.Parallel()
	sim := started(t, ionossim.Config{Seed: 1, Token: token, Size: ionossim.SeedSize{Idle: true}, Faults: []ionossim.Fault{
		{Method: "POST", Kind: ionossim.HangAfter, Hold: time.Hour, Count: 1},
	}})
	v, _ := sim.VolumeNamed("prod-web-fra", "web-01-root")
	before := len(sim.Snapshots())
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	ended := make(chan error, 1)
	go func() { ended <- post(ctx, sim.APIURL()+volumePath(v)+"/create-snapshot") }()
	require.Eventually(t, func() bool { return len(sim.DelayedCalls()) == 1 }, time.Minute, time.Millisecond)
	giveUp()
	require.Error(t, <-ended)
	require.Len(t, sim.Snapshots(), before)
	sim.ForwardDelayed()
	require.Len(t, sim.Snapshots(), before+1)
}

func TestGateway_HoldsOnlyLostAnswers(t *testing.T) {
	t.Parallel()
	for _, kind := range ionossim.FaultKinds() {
		f, err := ionossim.ParseFault("POST * " + string(kind) + " hold=95s")
		if strings.HasSuffix(string(kind), "-after") && kind != ionossim.TooManyNoHeader {
			require.NoError(t, err)
			require.Equal(t, 95*time.Second, f.Hold)
			require.Contains(t, f.String(), "hold=1m35s")
			continue
		}
		require.ErrorContains(t, err, "only -after kinds")
	}
}

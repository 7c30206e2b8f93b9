package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// othersTool is another client of the contract.
const othersTool = "Terraform/1.11"

// other makes another client's call, which takes effect at once.
func (s *testEnv) other(t *testing.T, method, path, body string) {
	t.Helper()
	status, response := s.app.sim.Act(othersTool, method, path, body)
	require.Less(t, status, 300, response)
}

func (s *testEnv) otherLocks(t *testing.T) {
	t.Helper()
	s.other(t, http.MethodPost, "/snapshots/"+s.snapshot.ID+"/labels", `{"properties":{"key":"snapdeck-lock","value":"open"}}`)
}

// marked creates a snapshot of the environment's volume that names its source.
func (s *testEnv) marked(t *testing.T, name string) ionossim.Snapshot {
	t.Helper()
	snap, err := s.app.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: s.volume.ID, Name: name, Description: "[snapdeck op=elsewhere vol=" + s.volume.ID + "]"})
	require.NoError(t, err)
	eventuallySlow(t, name+" is known", func() bool { status, _ := s.app.get(t, "/snapshots/"+snap.ID); return status == http.StatusOK })
	return snap
}

// destructive is a destructive kind: how it is requested, and what may forbid it.
type destructive struct {
	userAction
	spared       func(s *testEnv) bool // its target still exists
	prohibitions map[string]prohibition
}

// prohibition is another client's action, and the cause that the operation ends with.
type prohibition struct {
	cause string
	ready func(t *testing.T, s *testEnv) // before the request; may be nil
	act   func(t *testing.T, s *testEnv)
}

// destructives lists all destructive kinds; a test checks that none is missing.
func destructives() []destructive {
	start := func(t *testing.T, s *testEnv) { t.Helper(); s.other(t, http.MethodPost, s.serverPath()+"/start", "") }
	return []destructive{
		{
			userAction: deleting(),
			spared:     func(s *testEnv) bool { _, exists := s.app.sim.Snapshot(s.snapshot.ID); return exists },
			prohibitions: map[string]prohibition{
				"locked": {cause: operation.CauseLocked, act: func(t *testing.T, s *testEnv) { t.Helper(); s.otherLocks(t) }},
				"the own lock has expired, another client's exists": {
					cause: operation.CauseLocked,
					ready: func(t *testing.T, s *testEnv) { t.Helper(); s.lockedUntilYesterday(t) },
					act:   func(t *testing.T, s *testEnv) { t.Helper(); s.otherLocks(t) },
				},
				"it becomes the last good one": {
					cause: operation.CauseLastGood,
					ready: func(t *testing.T, s *testEnv) { t.Helper(); s.lastOne(t) },
					act: func(t *testing.T, s *testEnv) {
						t.Helper()
						s.other(t, http.MethodDelete, "/snapshots/"+s.beside.ID, "")
					},
				},
			},
		},
		{
			userAction: userAction{
				kind: operation.RestoreVolume, call: overwriting().call,
				prepare: func(t *testing.T, s *testEnv) { t.Helper(); s.attached(t) },
				send:    func(t *testing.T, s *testEnv) { t.Helper(); s.sendOverwrite(t, "safety", "on") },
			},
			spared: func(s *testEnv) bool { now, _ := s.app.sim.Volume(s.volume.ID); return now.Content == s.volume.Content },
			prohibitions: map[string]prohibition{
				"a server is started": {cause: operation.CauseInUse, act: start},
				"the safety snapshot is deleted": {
					cause: operation.CauseSafetyMissing,
					act: func(t *testing.T, s *testEnv) {
						t.Helper()
						s.other(t, http.MethodDelete, "/snapshots/"+s.of(t, operation.CreateSnapshot).SnapshotID, "")
					},
				},
			},
		},
		{
			userAction: stopping(),
			spared:     func(s *testEnv) bool { return s.serverIs("RUNNING") },
			prohibitions: map[string]prohibition{
				"the snapshot is deleted": {
					cause: operation.CauseInUse,
					act: func(t *testing.T, s *testEnv) {
						t.Helper()
						s.other(t, http.MethodDelete, "/snapshots/"+s.snapshot.ID, "")
					},
				},
			},
		},
	}
}

// attached attaches the volume to the server, which is off.
func (s *testEnv) attached(t *testing.T) {
	t.Helper()
	s.callCloud(t, s.serverPath()+"/volumes", fmt.Sprintf(`{"id":%q}`, s.volume.ID))
	if s.serverIs("RUNNING") {
		s.callCloud(t, s.serverPath()+"/stop", "")
	}
	s.awaitServer(t, "SHUTOFF")
}

// awaitServer waits until the dashboard shows the volume's server in a state.
func (s *testEnv) awaitServer(t *testing.T, state string) {
	t.Helper()
	word := map[string]string{"SHUTOFF": "off", "RUNNING": "running"}[state]
	eventuallySlow(t, "the server is known to be "+word, func() bool {
		_, text := s.app.get(t, "/snapshots/"+s.snapshot.ID+"/restore?volume="+s.volume.ID)
		return strings.Contains(text, "which is "+word)
	})
}

// lastOne makes the snapshot one of two good ones of the volume.
func (s *testEnv) lastOne(t *testing.T) {
	t.Helper()
	require.NoError(t, s.app.sim.RemoveSnapshot(s.snapshot.ID))
	s.snapshot, s.beside = s.marked(t, s.name+" one"), s.marked(t, s.name+" two")
}

// lockedUntilYesterday leaves an expired lock of Snapdeck behind.
func (s *testEnv) lockedUntilYesterday(t *testing.T) {
	t.Helper()
	over := operation.Lock{Reason: "audit", Until: time.Now().Add(-24 * time.Hour).UTC().Truncate(time.Second)}
	op := s.forgedOp(t)
	op.Kind, op.Task.Lock, op.Task.Labels = operation.LockSnapshot, &over, over.LabelChanges()
	s.forgedAs(t, op, nil, operation.Submitting, operation.Accepted, operation.Done)
}

// moment is a moment between the request and the call, held until something has happened.
type moment struct {
	of   []operation.Kind // empty: all
	hold func(t *testing.T, s *testEnv, k destructive)
	free func(t *testing.T, s *testEnv, k destructive)
}

func moments() map[string]moment {
	toggled := func(a response, state operation.State) moment {
		return moment{
			hold: func(t *testing.T, s *testEnv, k destructive) {
				t.Helper()
				s.app.proxy.inject(k.call(s), a)
				k.send(t, s)
				if k.kind == operation.DeleteSnapshot {
					s.postAction(t, s.of(t, k.kind).ID, "now", http.StatusSeeOther, nil)
				}
				eventuallySlow(t, s.name+" is "+string(state), func() bool {
					op := s.of(t, k.kind)
					return op.State == state && op.Failure != nil && s.app.proxy.hitCount(k.call(s)) > 0
				})
			},
			free: func(_ *testing.T, s *testEnv, k destructive) { s.app.proxy.clear(k.call(s)) },
		}
	}
	return map[string]moment{
		"planned": {
			of:   []operation.Kind{operation.DeleteSnapshot},
			hold: func(t *testing.T, s *testEnv, k destructive) { t.Helper(); k.send(t, s) },
			free: func(t *testing.T, s *testEnv, k destructive) {
				t.Helper()
				s.postAction(t, s.of(t, k.kind).ID, "now", http.StatusSeeOther, nil)
			},
		},
		"refused": toggled(response{status: http.StatusLocked}, operation.Waiting),
		"the response is lost and nothing was done": toggled(response{status: http.StatusGatewayTimeout}, operation.Submitting),
	}
}

// Another client forbids each destructive kind, in each way, at each moment.
func TestProhibitions_BetweenPlanAndSend(t *testing.T) {
	t.Parallel()
	var kinds []operation.Kind
	for _, k := range destructives() {
		kinds = append(kinds, k.kind)
	}
	var all []operation.Kind
	for _, kind := range operation.Kinds() {
		if kind.Destroys() {
			all = append(all, kind)
		}
	}
	require.ElementsMatch(t, all, kinds, "every kind that destroys is in the table")

	d := newProxiedAppWith(t, 24+20, func(d *proxiedApp) { d.undoWindow, d.slowPolling = time.Hour, true })
	db := d.openStore(t)
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	for _, k := range destructives() {
		for reason, p := range k.prohibitions {
			for when, m := range moments() {
				if len(m.of) > 0 && !slices.Contains(m.of, k.kind) {
					continue
				}
				name := fmt.Sprintf("%s %s %s", k.kind, reason, when)
				s := newEnv(t, d, db, name, faultCase{}, spare[0])
				spare = spare[1:]
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					forbidden(t, s, k, p, m)
				})
			}
		}
	}
}

// listedFor is the maximal age of a listing that replaces single reads.
const listedFor = 2 * time.Second

func forbidden(t *testing.T, s *testEnv, k destructive, p prohibition, m moment) {
	t.Helper()
	if k.prepare != nil {
		k.prepare(t, s)
	}
	if k.kind == operation.StopServer {
		s.awaitServer(t, "RUNNING")
	}
	if p.ready != nil {
		p.ready(t, s)
	}
	if p.cause == operation.CauseLastGood {
		k.send = func(t *testing.T, s *testEnv) { t.Helper(); s.send(t, "/delete") } // it is not the last one yet
	}
	m.hold(t, s, k)
	p.act(t, s)
	acted := time.Now()
	eventuallySlow(t, "no list is used any more that was read before", func() bool { return time.Since(acted) > listedFor })
	m.free(t, s, k)
	eventuallyMany(t, s.name+" ends", func() bool {
		return !slices.ContainsFunc(s.operations(t), func(op operation.Operation) bool { return !op.Complete() })
	})
	op := s.of(t, k.kind)
	require.Equal(t, operation.Cancelled, op.State, "%s: %+v", s.name, op.Failure)
	require.Equal(t, p.cause, op.Prevented(), s.name)
	require.True(t, k.spared(s), s.name)
	method, path, _ := strings.Cut(k.call(s), " ")
	require.Zero(t, s.accepted(method, path, ""), "%s: IONOS Cloud accepted the request", s.name)
	_, page := s.app.get(t, "/operations/"+op.ID)
	require.Contains(t, page, `data-state="cancelled" data-cause="`+p.cause+`"`)
	_, overview := s.app.get(t, "/operations?outcome=prevented&q="+url.QueryEscape(op.ID))
	require.Contains(t, overview, `data-cause="`+p.cause+`"`)
	if shown, is := formAfter()[p.cause]; is && k.kind == operation.DeleteSnapshot {
		eventuallySlow(t, s.name+": the form knows it", func() bool {
			_, form := s.app.get(t, "/snapshots/"+s.snapshot.ID+"/delete")
			return strings.Contains(form, shown)
		})
	}
}

// formAfter returns what the form of a prevented deletion shows for each cause.
func formAfter() map[string]string {
	return map[string]string{operation.CauseLocked: `data-error="locked"`, operation.CauseLastGood: `id="phrase"`}
}

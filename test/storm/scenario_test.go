package storm

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/test/app"
)

const (
	// instant is a speed at which every request is final before the next read, which makes the steps of an
	// operation independent of timing.
	instant = 1e6

	killTimeout     = 2 * time.Minute
	completeTimeout = 2 * time.Minute
)

// scenario is a way in which one snapshot is created.
type scenario struct {
	name string
	// lost is how the response to the create call is lost; empty: it is not.
	lost ionossim.FaultKind
	// earlier is the point at which a previous process died; empty: none.
	earlier string
	// variant means that it is another way to a good response, which is followed on SQLite and up to that response.
	variant bool
	// expected are calls that must be among the points.
	expected []string
}

// scenarioRun is one run of a scenario.
type scenarioRun struct {
	*testApp
	click click
}

func (s scenario) prepare(t testing.TB, at database) scenarioRun {
	t.Helper()
	a := newApp(t, at, ionossim.Config{
		Seed: 1, Speed: instant, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 1, Volumes: 1, Servers: -1, Snapshots: -1, Idle: true},
	})
	if s.lost != "" {
		_, err := a.cloud.Faults().Inject(ionossim.Fault{Kind: s.lost, Method: "POST", Route: "/create-snapshot", Count: 1})
		require.NoError(t, err)
	}
	return scenarioRun{a, click{volume: a.cloud.Volumes()[0], key: "once", name: "kept"}}
}

// begin sends the form to a first process. If one is to die earlier, it has, and the returned one is the
// second.
func (s scenario) begin(t testing.TB, r scenarioRun, o childConfig) *app.Process {
	t.Helper()
	first := o
	if s.earlier != "" {
		first.KillAt, first.Points = s.earlier, ""
	}
	p := r.start(t, first)
	r.user.logIn(t, p.URL)
	r.clickUntil(t, p, r.click)
	if s.earlier == "" {
		return p
	}
	r.awaitDeath(t, p, s.earlier)
	return r.start(t, o)
}

func (r scenarioRun) awaitDeath(t testing.TB, p *app.Process, point string) {
	t.Helper()
	select {
	case <-p.Ended():
	case <-time.After(killTimeout):
		t.Fatalf("the process has not passed this point: %s", point)
	}
}

// points runs the scenario to its end and returns the points that are passed.
func (s scenario) points(t *testing.T, at database) []string {
	t.Helper()
	r := s.prepare(t, at)
	notes := filepath.Join(t.TempDir(), "points")
	db := r.database.open(t)
	r.awaitComplete(t, db.Ledger(nil), s.begin(t, r, childConfig{Timing: fastTiming(), Points: notes}))
	text, err := os.ReadFile(notes)
	require.NoError(t, err)
	found := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(text)), "\n"), isMoreOfTheSame)
	for _, call := range s.expected {
		require.Contains(t, found, "before "+call)
		require.Contains(t, found, "after "+call)
	}
	return found
}

// distinct returns the points at which a scenario differs from one with a good response. A variant differs until the
// request is known to be accepted.
func (s scenario) distinct(points []string) []string {
	if accepted := slices.Index(points, "before Save accepted"); s.variant && accepted >= 0 {
		return points[:accepted]
	}
	return points
}

// isMoreOfTheSame reports whether a point is passed for the third time or more. Their number depends on timing,
// and the second time shows as much.
func isMoreOfTheSame(point string) bool {
	_, n, numbered := strings.Cut(point, "#")
	return numbered && n != "2"
}

// passes reports whether a point is certainly passed. A busy computer passes others too, such as a second read
// of something that did not exist yet.
func (s scenario) passes(point string) bool {
	_, call, _ := strings.Cut(point, " ")
	return slices.Contains(s.expected, call)
}

// dieAt runs the scenario with a kill at a point, and a restart. A point that depends on timing may not be
// passed: then the first process has to succeed.
func (s scenario) dieAt(t *testing.T, at database, point string) {
	t.Helper()
	r := s.prepare(t, at)
	o := childConfig{Timing: fastTiming(), KillAt: point}
	p := s.begin(t, r, o)
	db := r.database.open(t)
	eventually(t, killTimeout, "the process dies "+point, func() bool {
		op, _ := operationOf(t, db.Ledger(nil), r.click)
		return ended(p) || op.Complete() && !s.passes(point)
	})
	if ended(p) {
		o.KillAt = ""
		p = r.start(t, o)
	}
	r.endsWell(t, db, p)
}

package storm

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/test/app"
)

// startWithin is the time within which a new process must have loaded the contract. Only a failing test reaches
// it.
const startWithin = 2 * time.Minute

// testApp is a dashboard whose processes are killed and restarted, on a simulator that keeps running.
type testApp struct {
	database database
	cloud    *ionossim.Sim
	url      string // of the simulator
	user     user
	raceLog  string // where the race detector reports to
	log      string // of all processes
}

// newApp starts a simulator. url is the address to call; empty: its own.
func newApp(t testing.TB, at database, c ionossim.Config) *testApp {
	t.Helper()
	cloud := app.Simulate(t, c)
	a := &testApp{database: at, cloud: cloud, url: cloud.URL(), user: newUser(t)}
	a.raceLog, a.log = filepath.Join(t.TempDir(), "race"), filepath.Join(t.TempDir(), "log")
	t.Cleanup(func() {
		a.requireNoRaces(t)
		a.printLogOnFailure(t)
	})
	return a
}

// start starts a process with this configuration.
func (a *testApp) start(t testing.TB, o childConfig, settings ...string) *app.Process {
	t.Helper()
	o.Log = a.log
	settings = append(settings, a.database.environ()...)
	return app.StartProcess(t, os.Args[0], nil, append(settings, childVariable+"="+o.String(), "GORACE=log_path="+a.raceLog,
		"SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD="+app.Password, "SNAPDECK_POLL_FAST=500ms", "SNAPDECK_LOG_LEVEL=warn", "SNAPDECK_PROOF_AGE=24h",
		"IONOS_API_URL="+a.url, "IONOS_TOKEN="+a.cloud.Token())...)
}

// requireNoRaces requires that no process reported a data race.
func (a *testApp) requireNoRaces(t testing.TB) {
	t.Helper()
	reports, err := filepath.Glob(a.raceLog + "*")
	require.NoError(t, err)
	for _, name := range reports {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		t.Errorf("a process reports a data race:\n%s", text)
	}
}

// printLogOnFailure prints the end of the processes' log when the test has failed.
func (a *testApp) printLogOnFailure(t testing.TB) {
	const last = 6_000
	if !t.Failed() {
		return
	}
	text, err := os.ReadFile(a.log)
	require.NoError(t, err)
	t.Logf("the processes logged:\n%s", text[max(0, len(text)-last):])
}

// fastTiming returns the timing for a simulator on the same computer. Only the time after an aborted call is long:
// within it, a busy computer must have executed the call, since it is sent again when nothing is found.
func fastTiming() operation.Timing {
	return operation.Timing{
		QueuePoll: 200 * time.Millisecond, PollInterval: 100 * time.Millisecond, CallTimeout: 2 * time.Second, Hold: 8 * time.Second,
		UnknownAfter: time.Minute, Busy: time.Minute, StuckAfter: time.Minute, Unreadable: time.Minute, RetryDelay: 200 * time.Millisecond, LabelRetryDelay: 100 * time.Millisecond, MissingTimeout: 2 * time.Second,
		RecheckInterval: time.Second, MaxSends: 3,
	}
}

// clickUntil sends a form until it is answered with a redirect or the process has ended.
func (a *testApp) clickUntil(t testing.TB, p *app.Process, c click) (answered bool) {
	t.Helper()
	eventually(t, startWithin, "the form is answered or the process has ended", func() bool {
		status, err := a.user.send(t.Context(), p.URL, c)
		answered = err == nil && status == http.StatusSeeOther
		return answered || ended(p)
	})
	return answered
}

func ended(p *app.Process) bool {
	select {
	case <-p.Ended():
		return true
	default:
		return false
	}
}

// operationOf returns the operation of a click, if the ledger has one, and requires it to be the only one of
// its volume.
func operationOf(t *testing.T, ledger operation.Ledger, c click) (op operation.Operation, found bool) {
	t.Helper()
	all, total, err := ledger.List(t.Context(), operation.Filter{VolumeID: c.volume.ID})
	require.NoError(t, err)
	require.LessOrEqual(t, total, 1, "one form, one operation")
	if total == 0 {
		return op, false
	}
	require.Equal(t, c.ledgerKey(), all[0].Key)
	return all[0], true
}

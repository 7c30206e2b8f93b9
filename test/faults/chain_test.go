package faults

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// chainCase is the result of a restore's steps after a fault.
type chainCase struct {
	inject   func(t *testing.T, s *testEnv)
	ends     []operation.State // stop, safety snapshot, overwrite, start
	pageText []string          // on the page of the overwrite
	runs     bool
}

func chainCases() map[string]chainCase {
	const done, failed = operation.Done, operation.Failed
	return map[string]chainCase{
		"no quota for the safety snapshot": {
			inject: func(_ *testing.T, s *testEnv) {
				s.fault = withText(inForm(http.StatusUnprocessableEntity, "", expectedOutcome{}), "quota", "The HDD storage limit of the contract is exceeded")
				s.app.proxy.inject("POST "+s.volumePath()+"/create-snapshot", s.fault.response)
			},
			ends:     []operation.State{done, failed, failed, done},
			pageText: []string{`data-error="not-started"`}, runs: true,
		},
		"the safety snapshot fails": {
			inject:   func(t *testing.T, s *testEnv) { t.Helper(); s.failRequest(t, "/create-snapshot") },
			ends:     []operation.State{done, failed, failed, done},
			pageText: []string{`data-error="not-started"`}, runs: true,
		},
		"the overwriting fails in the middle": {
			inject:   func(t *testing.T, s *testEnv) { t.Helper(); s.failRequest(t, "/restore-snapshot") },
			ends:     []operation.State{done, done, failed, failed},
			pageText: []string{`data-error="request-failed"`, "[VDC-5-0]"},
		},
	}
}

// failRequest makes a call on the volume be accepted and its request fail.
func (s *testEnv) failRequest(t *testing.T, what string) {
	t.Helper()
	_, err := s.app.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Failed, Count: 1, Method: http.MethodPost, Route: "*" + s.volume.ID + what})
	require.NoError(t, err)
}

func TestRestore_FailedStepStopsChain(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWithServers(t, shortCall, 24+len(chainCases()))
	db := d.openStore(t)
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	for name, c := range chainCases() {
		s := newEnv(t, d, db, name, faultCase{}, spare[0])
		spare = spare[1:]
		s.running(t)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.inject(t, s)
			s.sendOverwrite(t, "stop", "on", "safety", "on")
			eventuallySlow(t, "it is over", func() bool {
				return !slices.ContainsFunc(s.operations(t), func(op operation.Operation) bool { return !op.Complete() })
			})
			var ends []operation.State
			for _, op := range s.operations(t) {
				ends = append(ends, op.State)
				s.requireAuditLog(t, op)
			}
			require.Equal(t, c.ends, ends)
			d.requireTexts(t, name, "/operations/"+s.of(t, operation.RestoreVolume).ID, append(c.pageText, `class="next"`)...)
			require.Equal(t, c.runs, s.serverIs("RUNNING"), "a server whose volume may be incomplete stays off")
			now, _ := d.sim.Volume(s.volume.ID)
			require.Equal(t, s.volume.Content, now.Content)
		})
	}
}

// The view does not show the server as running yet, but the volume of a running server must not be overwritten.
func TestRestore_UnseenServerIsNotSkipped(t *testing.T) {
	t.Parallel()
	d := newProxiedApp(t, shortCall)
	s := newEnv(t, d, d.openStore(t), "unseen", faultCase{}, d.sim.Servers()[0])
	eventuallySlow(t, "the form is refused", func() bool {
		status, text := d.post(t, "/snapshots/"+s.snapshot.ID+"/overwrite", url.Values{
			"key": {s.name}, "volume": {s.volume.ID}, "phrase": {"overwrite " + s.volume.Name}, "stop": {"on"},
		})
		return status == http.StatusUnprocessableEntity && firstMissing(text, []string{"does not see it running", "Nothing was overwritten."}) == ""
	})
	require.Empty(t, s.operations(t))
}

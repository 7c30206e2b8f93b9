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

// chained is how the steps of a restore end that meets a fault, and how things are then.
type chained struct {
	strike func(t *testing.T, s *scene)
	ends   []operation.State // stop, safety snapshot, overwrite, start
	says   []string          // on the page of the overwriting
	runs   bool
}

func chains() map[string]chained {
	const done, failed = operation.Done, operation.Failed
	return map[string]chained{
		"no quota for the safety snapshot": {
			strike: func(_ *testing.T, s *scene) {
				s.row = saying(inForm(http.StatusUnprocessableEntity, "", ending{}), "quota", "The HDD storage limit of the contract is exceeded")
				s.d.front.strike("POST "+s.volumePath()+"/create-snapshot", s.row.answer)
			},
			ends: []operation.State{done, failed, failed, done},
			says: []string{"It was not begun.", "Nothing was changed by it.", "Look at the step before it"}, runs: true,
		},
		"the safety snapshot fails": {
			strike: func(t *testing.T, s *scene) { t.Helper(); s.fails(t, "/create-snapshot") },
			ends:   []operation.State{done, failed, failed, done},
			says:   []string{"It was not begun."}, runs: true,
		},
		"the overwriting fails in the middle": {
			strike: func(t *testing.T, s *scene) { t.Helper(); s.fails(t, "/restore-snapshot") },
			ends:   []operation.State{done, done, failed, failed},
			says:   []string{"The cloud accepted the request and then reported it as failed.", "restore it again, or roll back", "[VDC-5-0]"},
		},
	}
}

// fails lets the cloud accept a call about the volume and fail to carry it out.
func (s *scene) fails(t *testing.T, what string) {
	t.Helper()
	_, err := s.d.sim.Faults().Inject(ionossim.Fault{Kind: ionossim.Failed, Count: 1, Method: http.MethodPost, Route: "*" + s.volume.ID + what})
	require.NoError(t, err)
}

// TestARestoreThatBreaksOffTouchesNothingMore lets one step of a restore come to nothing.
func TestARestoreThatBreaksOffTouchesNothingMore(t *testing.T) {
	t.Parallel()
	d := newFrontedWith(t, brisk, 24+len(chains()))
	db := d.beside(t)
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	for name, c := range chains() {
		s := newScene(t, d, db, name, row{}, spare[0])
		spare = spare[1:]
		s.running(t)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.strike(t, s)
			s.sendOverwrite(t, "stop", "on", "safety", "on")
			patiently(t, "it is over", func() bool {
				return !slices.ContainsFunc(s.operations(t), func(op operation.Operation) bool { return !op.Settled() })
			})
			var ends []operation.State
			for _, op := range s.operations(t) {
				ends = append(ends, op.State)
				s.wholeTrail(t, op)
			}
			require.Equal(t, c.ends, ends)
			d.says(t, name, "/operations/"+s.of(t, operation.RestoreVolume).ID, append(c.says, "Next:")...)
			require.Equal(t, c.runs, s.serverIs("RUNNING"), "a server whose volume may be spoilt stays off")
			now, _ := d.sim.Volume(s.volume.ID)
			require.Equal(t, s.volume.Content, now.Content)
		})
	}
}

// TestAServerThatWasToBeStoppedIsNotForgotten asks to power off a server that is not seen
// running: nothing may be overwritten beneath one that is.
func TestAServerThatWasToBeStoppedIsNotForgotten(t *testing.T) {
	t.Parallel()
	d := newFronted(t, brisk)
	s := newScene(t, d, d.beside(t), "unseen", row{}, d.sim.Servers()[0])
	patiently(t, "the form is refused", func() bool {
		status, text := d.post(t, "/snapshots/"+s.snap.ID+"/overwrite", url.Values{
			"key": {s.name}, "volume": {s.volume.ID}, "phrase": {"overwrite " + s.volume.Name}, "stop": {"on"},
		})
		return status == http.StatusUnprocessableEntity && missing(text, []string{"does not see it running", "Nothing was overwritten."}) == ""
	})
	require.Empty(t, s.operations(t))
}

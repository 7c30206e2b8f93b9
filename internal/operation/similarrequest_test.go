package operation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// similarRequests are equal to the requests of "restore" and "new volume".
func similarRequests(agent string, at time.Time) []inventory.Request {
	return []inventory.Request{
		{
			ID: "like-restore", Method: "POST", URL: "https://api/datacenters/dc/volumes/vol/restore-snapshot", Body: `{"properties":{"snapshotId":"snap"}}`,
			UserAgent: agent, CreatedDate: at, Status: inventory.RequestDone,
		}, {
			ID: "like-volume", Method: "POST", URL: "https://api/datacenters/dc/volumes", Body: `{"properties":{"name":"copy","size":10,"image":"snap"}}`,
			UserAgent: agent, CreatedDate: at, Status: inventory.RequestDone, Targets: []inventory.Target{{ID: "vol", Type: "volume"}},
		},
	}
}

// The responses are lost, and an equal request of another client from a minute before is listed.
func TestVerifyByRequest_IgnoresForeignSimilarRequest(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		agent   string
		carried bool
		shown   bool // headers show the client of a request
		adopted bool // the equal request is taken for the operation's own
	}{
		"of another operation, and ours was applied":     {agent: inventory.UserAgent("1", "another"), carried: true, shown: true},
		"of another operation, and ours was not applied": {agent: inventory.UserAgent("1", "another"), shown: true},
		"of another tool, and ours was applied":          {agent: "terraform/1", carried: true, shown: true},
		"of an unknown client":                           {adopted: true},
		"of an older version":                            {agent: inventory.UserAgent("0", ""), shown: true, adopted: true},
	} {
		for _, request := range []struct{ name, call string }{{"restore", "RestoreSnapshot"}, {"new volume", "CreateVolume"}} {
			t.Run(request.name+": "+what, func(t *testing.T) {
				t.Parallel()
				runEnv(t, func(env *testEnv) {
					env.cloud.cloudState.showUserAgents = c.shown
					env.cloud.cloudState.foreign = similarRequests(c.agent, time.Now().Add(-time.Minute))
					before := 0
					if request.name == "restore" {
						before = 1 // the server is stopped first
					}
					env.cloud.cloudState.responses = append(make([]response, before), response{err: lost(inventory.ErrServer, 504), applied: c.carried})
					requested := tasks()[request.name].ask(env)
					env.finishAll(requested.Ops)
					want := 1
					if c.adopted {
						want = 0 // too little, and never twice
					}
					require.Equal(t, want, env.cloud.cloudState.countApplied(request.call), "%v", env.cloud.cloudState.calls)
				})
			})
		}
	}
}

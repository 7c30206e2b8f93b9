package restores

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// server returns a server of a kind in a state.
func server(id, kind, state string) inventory.Server {
	return inventory.Server{ID: id, Name: id, Type: kind, VMState: state}
}

// The other running servers only cause a warning, like Cubes, which the API cannot power off.
func TestPower_PowersOffOneServer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		servers      []inventory.Server
		running, off string
		warnings     int
	}{
		"none":                 {nil, "", "", 0},
		"one runs":             {[]inventory.Server{server("a", "ENTERPRISE", "RUNNING")}, "a", "", 0},
		"two run":              {[]inventory.Server{server("a", "ENTERPRISE", "RUNNING"), server("b", "ENTERPRISE", "RUNNING")}, "a", "", 1},
		"one is off":           {[]inventory.Server{server("a", "ENTERPRISE", "SHUTOFF")}, "", "a", 0},
		"one is off, one runs": {[]inventory.Server{server("a", "ENTERPRISE", "SHUTOFF"), server("b", "ENTERPRISE", "RUNNING")}, "b", "", 0},
		"a Cube runs":          {[]inventory.Server{server("a", "CUBE", "RUNNING")}, "", "", 1},
		"a Cube is off":        {[]inventory.Server{server("a", "CUBE", "SHUTOFF")}, "", "", 0},
	} {
		p := powerOf(c.servers)
		v, warnings := p.view()
		require.Equal(t, views.Power{Running: c.running, Off: c.off, Stop: c.running != ""}, v, name)
		require.Len(t, warnings, c.warnings, name)
	}
}

// Only offered servers are powered off.
func TestPower_RefsOfTickedServers(t *testing.T) {
	t.Parallel()
	runs, off := powerOf([]inventory.Server{server("a", "", "RUNNING")}), powerOf([]inventory.Server{server("a", "", "SHUTOFF")})
	for name, c := range map[string]struct {
		power       power
		ticked      views.Power
		stop, start bool
	}{
		"runs, stopped and started again": {runs, views.Power{Stop: true}, true, true},
		"runs, left running":              {runs, views.Power{Start: true}, false, false},
		"off, started":                    {off, views.Power{Start: true}, false, true},
		"off, left off":                   {off, views.Power{}, false, false},
		"off, stop ticked":                {off, views.Power{Stop: true}, false, false},
		"no server":                       {power{}, views.Power{Stop: true, Start: true}, false, false},
	} {
		stop, start := c.power.serverRefs(c.ticked)
		require.Equal(t, c.stop, stop != nil, name)
		require.Equal(t, c.start, start != nil, name)
	}
}

// The server may be off by now, or unreadable. Servers that only cause a warning were seen by the user.
func TestPower_StopProblemUnlessServerIsRunning(t *testing.T) {
	t.Parallel()
	runs, cube := powerOf([]inventory.Server{server("a", "", "RUNNING")}), powerOf([]inventory.Server{server("a", "CUBE", "RUNNING")})
	require.NotEmpty(t, power{}.stopProblem(views.Power{Stop: true}))
	require.NotEmpty(t, powerOf([]inventory.Server{server("a", "", "SHUTOFF")}).stopProblem(views.Power{Stop: true}))
	require.Empty(t, power{}.stopProblem(views.Power{}))
	require.Empty(t, runs.stopProblem(views.Power{Stop: true}))
	require.Empty(t, cube.stopProblem(views.Power{Stop: true}))
}

// A user accepts only the servers that keep running.
func TestAcceptedIn_ExceptPoweredOffServer(t *testing.T) {
	t.Parallel()
	c, _ := areatest.Post(auth.RoleMaintainer, "/x", url.Values{"running": {"a", "b"}, "start": {"on"}})
	require.Equal(t, []string{"b"}, acceptedIn(c, &operation.ServerRef{ID: "a"}))
	require.Equal(t, []string{"a", "b"}, acceptedIn(c, nil))
	require.Equal(t, views.Power{Running: "a", Start: true}, ticked(c, views.Power{Running: "a", Stop: true}))
}

package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// A name without spaces widens no page of a phone and is not covered by a badge, and a list says where a snapshot came from.
func TestPhone_LongNamesFit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 63)
	sim := simulate(t, fastSpeed)
	vol, err := sim.AddVolume(ionossim.NewVolume{DatacenterID: sim.Volumes()[0].DatacenterID, Name: long, Type: "HDD", SizeGB: 7})
	require.NoError(t, err)
	snap, err := sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: vol, Name: long, Description: long + long})
	require.NoError(t, err)
	d := newAppOn(t, sim)
	d.loggedInClient(t)
	b := open(t, d)
	b.logIn()
	b.size(390, 844)
	for _, path := range []string{
		"/datacenters/" + sim.Volumes()[0].DatacenterID + "/volumes/" + vol, "/snapshots/" + snap.ID, "/snapshots?q=xxx", "/volumes?q=xxx",
		"/snapshots/" + snap.ID + "/delete", "/snapshots/" + snap.ID + "/restore",
	} {
		b.visit(path)
		b.waitForText(uiTimeout, "main", "xxxx")
		require.LessOrEqual(t, get[int](b, `document.documentElement.scrollWidth`), 390, "%s: %s", path, get[string](b, widest))
		require.Empty(t, get[[]string](b, cutPanels), path)
		b.require("no badge covers a name: "+path, `[...document.querySelectorAll("td.main .name")].every((n) => n.getBoundingClientRect().width > 150)`)
	}
	b.visit("/snapshots?q=xxx")
	b.waitFor(uiTimeout, "the row names the likely source", `[...document.querySelectorAll("td.main .second > span")].some((s) => s.checkVisibility() && s.textContent.startsWith("≈"))`)
	b.requireNoErrors()
}

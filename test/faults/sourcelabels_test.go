package faults

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The rows are injected into the calls that follow an accepted request and write its labels. Pages show both; then
// everything succeeds, once.
func TestPoll_FailuresShownUntilOver(t *testing.T) {
	t.Parallel()
	d := newProxiedApp(t, longCall)
	rows := faultCasesNamed("403", "429", "500", "502 in HTML", "503", "a broken connection", "garbage")
	volumes := d.smallest(t, len(rows))
	following := listings()[1:]
	for i, r := range rows {
		name := "followed through " + r.name
		for _, calls := range append(following, "POST /snapshots/") {
			d.proxy.inject(calls, r.response)
		}
		page := d.createTwice(t, volumes[i], name)
		d.requireTexts(t, name, page, append(r.requiredTexts(), `<details class="banner bad" data-error="`, `data-note="labels"`)...)
		require.Empty(t, d.pillOf(t, page), name)
		for _, calls := range following {
			d.proxy.clear(calls)
		}
		d.requireOutcome(t, name, page, expectedOutcome{"Available", 1})
		d.proxy.clear("POST /snapshots/")
		eventuallySlow(t, name+": the labels are written", func() bool { return len(d.snapshotsNamed(name)[0].Labels) == 3 })
		d.requireOutcome(t, name, page, expectedOutcome{"Available", 1})
	}
}

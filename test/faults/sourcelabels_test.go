package faults

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatKeepsFollowingAndLabellingIsSaidUntilItIsOver lets rows stay over the calls that
// follow an accepted request and write its labels. Pages say both; then all ends well, once.
func TestWhatKeepsFollowingAndLabellingIsSaidUntilItIsOver(t *testing.T) {
	t.Parallel()
	d := newFronted(t, lazy)
	rows := rowsNamed("403", "429", "500", "502 in HTML", "503", "a broken connection", "garbage")
	volumes := d.smallest(t, len(rows))
	following := listings()[1:]
	for i, r := range rows {
		name := "followed through " + r.name
		for _, calls := range append(following, "POST /snapshots/") {
			d.front.strike(calls, r.answer)
		}
		page := d.ask(t, volumes[i], name)
		d.says(t, name, page, append(r.wanted(), "cannot be read", "The labels that tell the source do not stand yet")...)
		require.Empty(t, d.pillOf(t, page), name)
		for _, calls := range following {
			d.front.spare(calls)
		}
		d.wantEnding(t, name, page, ending{"Available", 1})
		d.front.spare("POST /snapshots/")
		patiently(t, name+": the labels stand", func() bool { return len(d.marked(name)[0].Labels) == 3 })
		d.wantEnding(t, name, page, ending{"Available", 1})
	}
}

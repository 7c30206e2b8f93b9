package views

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// A heading of operations is there only with operations; their place is there always, for updates.
func TestResourceOperations_HeadingOnlyWithSome(t *testing.T) {
	t.Parallel()
	for n, ops := range [][]Operation{nil, {running()}} {
		volume := viewtest.RequireSound(t, VolumeOperations(ops)).One(t, "section[id=operations]")
		snapshot := viewtest.RequireSound(t, SnapshotOperations(Snapshot{Operations: ops})).One(t, "section[id=others]")
		for _, section := range []*viewtest.Node{volume, snapshot} {
			require.Len(t, section.All("h2"), n)
			require.Len(t, section.All("article"), n)
		}
	}
}

// The state of a volume stands in its heading if it is worth a word, beside that of its protection.
func TestVolumeHead_StateAndProtection(t *testing.T) {
	t.Parallel()
	busy := ui.Pill{Tone: "busy", Label: "Busy"}
	for name, c := range map[string]struct {
		heading VolumeHeading
		want    []string
	}{
		"nothing": {VolumeHeading{}, nil}, "a state": {VolumeHeading{Pill: &busy}, []string{"span.pill.busy"}},
		"protection": {VolumeHeading{Protection: &Protection{State: "late", Label: "Late"}}, []string{"[data-coverage=late]"}},
		"both":       {VolumeHeading{Pill: &busy, Protection: &Protection{State: "late", Label: "Late"}}, []string{"[data-coverage=late]", "span.pill.busy"}},
	} {
		require.Equal(t, c.want, shows(viewtest.RequireSound(t, VolumeHead(c.heading)), "[data-coverage=late]", "span.pill.busy"), name)
	}
}

// A server that boots from another volume does not claim this one.
func TestVolumeServers_BootVolume(t *testing.T) {
	t.Parallel()
	for boots, want := range map[bool]string{true: "CUBE · 2 cores · boots from this volume", false: "CUBE · 2 cores"} {
		root := viewtest.RequireSound(t, VolumeServers([]ServerRow{{ID: "s-1", Name: ui.Link{Text: "web"}, Type: "CUBE", Size: "2 cores", Boots: boots}}))
		require.Equal(t, want, root.One(t, "span.small").Words())
	}
}

// An empty list offers no bulk action, and one row no action on all.
func TestVolumesSelection_ByRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list ui.List
		want []string
	}{
		"no row": {ui.List{}, nil}, "no such page": {ui.List{Total: 7}, nil}, "one": {ui.List{Rows: 1, Total: 1}, []string{"form[action=/bulk]"}}, "several": {ui.List{Rows: 1, Total: 1200}, []string{"form[action=/bulk]", "button[name=match]"}},
	} {
		root := viewtest.RequireSound(t, VolumesSelection(Volumes{List: c.list, Address: "/volumes?q=a"}))
		require.Equal(t, c.want, shows(root, "form[action=/bulk]", "button[name=match]"), name)
		require.Len(t, root.All("[id=selection]"), 1, name)
	}
}

// A review of targets without an error has no message, and an unchanged row says so even with a target.
func TestTargetReview_UnchangedAndErrors(t *testing.T) {
	t.Parallel()
	r := TargetReview{Action: "/record", Preview: "/preview", Key: "k", From: "/volumes", Form: TargetForm{Do: "set"}}
	for _, unchanged := range []bool{true, false} {
		r.Rows = []TargetRow{{VolumeRow: VolumeRow{ID: "a", Name: ui.Link{Text: "a"}}, Then: "7 days", Unchanged: unchanged}}
		main := mainOf(t, TargetReviewPage(shell(), "Targets", r))
		require.Empty(t, main.All("[role=alert]"))
		require.Equal(t, !unchanged, strings.Contains(main.One(t, "td[data-label=then]").Words(), "7 days"))
	}
}

// The source of a snapshot is known by facts, unknown with a panel, or corrected with both.
func TestSnapshotFacts_Source(t *testing.T) {
	t.Parallel()
	facts, panel := []ui.Fact{{Label: "Volume", Text: "db", Href: "/v"}}, &SourcePanel{Known: true, Choose: "/snapshots/s-1/source"}
	for name, c := range map[string]struct {
		change func(*Snapshot)
		want   []string
	}{
		"neither": {func(*Snapshot) {}, nil}, "known": {func(p *Snapshot) { p.Source = facts }, []string{"dl", "a[href=/v]"}}, "unknown": {func(p *Snapshot) { p.SourcePanel = panel }, []string{"a[href=/snapshots/s-1/source]"}},
		"confirmed": {func(p *Snapshot) { p.Source, p.SourcePanel = facts, panel }, []string{"dl", "a[href=/v]", "a[href=/snapshots/s-1/source]"}}, "label": {func(p *Snapshot) { p.LabelNote = "Its label names another." }, []string{"p.warn"}},
	} {
		section := mainOf(t, SnapshotPage(shell(), snapshotOf(c.change))).One(t, "section[aria-labelledby=source-title]")
		require.Equal(t, c.want, shows(section, "dl", "a[href=/v]", "a[href=/snapshots/s-1/source]", "p.warn"), name)
	}
}

// A notice interrupts; a page without one has none, and no labels are said to be none.
func TestSnapshotPage_NoticeAndLabels(t *testing.T) {
	t.Parallel()
	for notice, want := range map[string]int{"": 0, "It had changed.": 1} {
		require.Len(t, mainOf(t, SnapshotPage(shell(), snapshotOf(func(p *Snapshot) { p.Notice = notice }))).All("p.note[role=alert]"), want)
	}
	for n, labels := range [][]LabelRow{nil, {{"team", "infra"}}} {
		root := viewtest.RequireSound(t, labelEditor(Actions{Href: "/s", Labels: labels}))
		require.Len(t, root.All("p.muted"), 1-n)
		require.Len(t, root.All("ul.labels"), n)
	}
}
